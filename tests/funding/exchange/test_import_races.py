"""Two people bring in the same file at the same moment, on PostgreSQL: nothing is there twice."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from funding.models import Allocation, CapitalCommitment, Disbursement, ExchangeRate, FundingVehicle
from initiatives.imports import services
from initiatives.imports.plan import Plan
from initiatives.imports.work import work
from initiatives.models import ImportRun, Initiative
from stakeholders.models import Organisation, Role
from tests.factories import make_portfolio, make_user
from tests.racing import RACES, at_once

pytestmark = RACES
MANY = 40


@pytest.fixture
def checked() -> Callable[[str, bytes, tuple[str, ...]], list[ImportRun]]:
    """The same file, uploaded and checked by two stewards of one portfolio."""

    def bring(target: str, data: bytes, key: tuple[str, ...]) -> list[ImportRun]:
        portfolio, runs = make_portfolio(currency="EUR"), []
        for _number in range(2):
            steward = make_user(portfolio=portfolio, role=Role.STEWARD)
            upload = SimpleUploadedFile("same.txt", data)
            source = services.sniffed(upload)
            run = services.start(portfolio=portfolio, by=steward, target=target, uploads=[(upload, source)])
            plan = replace(Plan.from_json(run.mapping), key=key, names_confirmed=True)
            services.save_plan(run=run, plan=plan)
            services.ask_check(run=run)
            run.refresh_from_db()
            assert run.status == "checked", run.problem
            services.confirm(run=run, by=steward)
            runs.append(run)
        return runs

    return bring


def write_at_once(runs: list[ImportRun]) -> None:
    assert at_once(*[lambda run=run: work(run.pk) for run in runs]) == []  # type: ignore[misc]
    for run in runs:
        run.refresh_from_db()
        assert run.status == "done", run.problem


def test_grants_at_once_are_there_once(checked: Callable[..., list[ImportRun]]) -> None:
    grants = [
        {
            "id": f"360G-sun-{number}", "title": f"Grant {number}", "currency": "EUR", "amountAwarded": 100.25,
            "amountDisbursed": 40.05, "awardDate": "2025-06-25",
            "recipientOrganization": [{"id": "360G-sun:org-1", "name": "Sun Co-op"}],
            "fundingOrganization": [{"id": "GB-CHC-1", "name": "Sun Trust"}],
        }
        for number in range(MANY)
    ]  # fmt: skip
    runs = checked("grants", json.dumps({"grants": grants}).encode(), ("id",))
    write_at_once(runs)
    assert sorted(run.counts["created"] for run in runs) == [0, MANY]
    assert Initiative.objects.count() == Allocation.objects.count() == Disbursement.objects.count() == MANY
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["Sun Co-op", "Sun Trust"]
    pot, promise = FundingVehicle.objects.get(), CapitalCommitment.objects.get()
    total = Decimal("100.25") * MANY
    assert pot.committed_total == pot.allocated_total == promise.amount == total
    assert pot.paid_total == Decimal("40.05") * MANY


def test_rates_at_once_are_there_once(checked: Callable[..., list[ImportRun]]) -> None:
    lines = "".join(f"USD,0.{number},2026-01-{number},ECB\n" for number in range(10, 31))
    runs = checked("rates", f"Currency,Rate,Day,Source\n{lines}".encode(), ())
    write_at_once(runs)
    assert ExchangeRate.objects.count() == 21
    assert sorted(run.counts["unchanged"] for run in runs) == [0, 21]
