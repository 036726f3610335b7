"""Grants of others in through the hub's import: exact, under the limits, nothing doubled, taken back whole."""

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum

from funding.exchange.grants import as_json, as_rows, grants
from funding.exchange.reach import Reach
from funding.models import Allocation, CapitalCommitment, Disbursement, FundingVehicle, LockedPeriod
from initiatives.imports import services
from initiatives.imports.work import work
from initiatives.models import ImportRun, Initiative
from stakeholders.access import access_for
from stakeholders.models import Organisation, Portfolio, User
from tests.factories.funding import make_allocation, make_commitment, make_vehicle
from tests.funding.exchange.conftest import Through

Bring = Callable[..., ImportRun]


def grant(number: int, **said: object) -> dict[str, object]:
    return {
        "id": f"360G-sun-{number}",
        "title": f"Grant {number}",
        "description": "Roofs for ***",
        "currency": "EUR",
        "amountAwarded": 100.25,
        "amountDisbursed": 40,
        "awardDate": "25/06/2025",
        "recipientOrganization": [{"id": "360G-sun:org-1", "name": "Sun Co-op"}],
        "fundingOrganization": [{"id": "GB-CHC-1", "name": "Sun Trust"}],
        "relatedActivity": ["360G-sun-nowhere"],
        "Open Call?": "YES",
        **said,
    }


@pytest.fixture
def bring(through: Through) -> Bring:
    """Bring grants in: checked only, or written, too."""

    def run_through(
        *found: dict[str, object], data: bytes = b"", fixed: dict | None = None, write: bool = True
    ) -> ImportRun:
        sent = data or json.dumps({"grants": list(found)}).encode()
        return through("grants", "sun.json", sent, write=write, fixed=fixed or {}, key=("id",))

    return run_through


def test_a_grant_becomes_an_initiative_with_money(bring: Bring, city: Portfolio) -> None:
    bring(grant(1), grant(2, amountAwarded=0, amountDisbursed=0))
    pot = FundingVehicle.objects.get()
    assert (pot.name, pot.committed_total, pot.paid_total) == ("Sun Trust (EUR)", Decimal("100.25"), 40)
    assert Initiative.objects.count() == 2
    assert Allocation.objects.get().on.isoformat() == "2025-06-25"
    first = Initiative.objects.get(external_id="360G-sun-1")
    assert first.extra["Open Call?"] == "YES"
    assert first.participations.get().organisation.name == "Sun Co-op"


def test_nothing_is_doubled_and_another_sum_is_told(bring: Bring) -> None:
    bring(grant(1))
    again = bring(grant(1, amountAwarded=999, title="Better title"))
    assert Allocation.objects.get().amount == Decimal("100.25")
    assert again.counts["updated"] == 1
    assert Initiative.objects.get().title == "Better title"
    assert again.problems.filter(found="999").exists()


def test_what_came_in_can_be_taken_back(bring: Bring, alma: User) -> None:
    run = bring(grant(1), grant(2))
    services.ask_undo(run=run, by=alma)
    work(run.pk)
    assert not FundingVehicle.objects.exists()
    assert not Initiative.objects.exists()


def test_money_people_went_on_with_stays(bring: Bring, alma: User) -> None:
    run = bring(grant(1), grant(2))
    kept = Allocation.objects.get(initiative__external_id="360G-sun-1")
    Disbursement.objects.create(allocation=kept, amount=1, note="By hand")
    services.ask_undo(run=run, by=alma)
    work(run.pk)
    pot = FundingVehicle.objects.get()
    assert (pot.committed_total, pot.allocated_total) == (Decimal("100.25"), Decimal("100.25"))


def test_a_chosen_vehicle_keeps_its_limit(bring: Bring, city: Portfolio, mission: Organisation) -> None:
    pot = make_vehicle(city, "Shared pot")
    make_commitment(pot, mission, 150)
    run = bring(grant(1), grant(2), grant(3, currency="USD"), fixed={"vehicle": str(pot.pk)})
    pot.refresh_from_db()
    assert pot.allocated_total == Decimal("100.25")
    assert run.counts["skipped"] == 2


@pytest.mark.parametrize(
    "odd",
    [
        {"amountAwarded": -1}, {"amountDisbursed": 200}, {"amountAwarded": 1.001}, {"awardDate": "soon"},
        {"amountAwarded": "1" + "0" * 40}, {"amountAwarded": 1e300}, {"currency": "12€"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_left_out_and_told(bring: Bring, odd: dict[str, object]) -> None:
    run = bring(grant(1, **odd), write=False)
    assert run.problems.filter(is_skipped=True).exists()
    assert not FundingVehicle.objects.exists()


def test_money_given_by_hand_to_a_grant_of_nothing_stays(bring: Bring, city: Portfolio, alma: User) -> None:
    run = bring(grant(1, amountAwarded=0, amountDisbursed=0))
    pot = make_vehicle(city, "By hand")
    make_commitment(pot, Organisation.objects.get(name="Sun Trust"), 30)
    make_allocation(pot, 30, Initiative.objects.get())
    services.ask_undo(run=run, by=alma)
    work(run.pk)
    assert Allocation.objects.get().amount == 30


def test_money_that_was_reported_stays_and_its_promise_does_not_grow(bring: Bring, city: Portfolio, alma: User) -> None:
    run = bring(grant(1))
    LockedPeriod.objects.create(portfolio=city, from_on=date(2025, 1, 1), to_on=date(2025, 12, 31), why="Report")
    bring(grant(1), grant(2, awardDate="25/06/2026"), grant(3, awardDate="26/06/2025"))
    assert list(CapitalCommitment.objects.order_by("on").values_list("amount", flat=True)) == [Decimal("100.25")] * 2
    assert not Initiative.objects.filter(external_id="360G-sun-3").exists()
    services.ask_undo(run=run, by=alma)
    work(run.pk)
    assert Allocation.objects.count() == 2


def test_money_never_goes_into_a_trial_of_the_same_name(bring: Bring, city: Portfolio) -> None:
    make_vehicle(city, "Sun Trust (EUR)", is_shadow=True)
    bring(grant(1))
    pot = FundingVehicle.objects.get(is_shadow=False)
    assert (pot.name, pot.allocated_total) == ("Sun Trust (EUR) 2", Decimal("100.25"))


def test_a_threshold_that_a_vehicle_was_given_meanwhile_stops_the_import_in_words(bring: Bring) -> None:
    bring(grant(1))
    FundingVehicle.objects.update(second_above=50)
    run = bring(grant(2), write=False)
    services.confirm(run=run, by=run.by)
    work(run.pk)
    run.refresh_from_db()
    assert run.status == "failed"
    assert "asks for a second person" in run.problem
    assert Allocation.objects.count() == 1


def test_the_real_grants_come_in_and_go_out_to_the_penny(
    bring: Bring, city: Portfolio, alma: User, shared_data: Path
) -> None:
    data = (shared_data / "3-funding-flows/360giving-wolfson/a002400000KeYdsAAF.json").read_bytes()
    source = {row["id"]: row for row in json.loads(data, parse_float=Decimal)["grants"]}
    bring(data=data)
    assert Initiative.objects.count() == len(source) == 379
    sums = Allocation.objects.aggregate(awarded=Sum("amount"), paid=Sum("paid_total"))
    assert (sums["awarded"], sums["paid"]) == (Decimal(31_178_456), Decimal(8_933_771))
    again = bring(data=data)
    assert (again.counts["created"], again.counts["updated"]) == (0, 0)
    access = access_for(alma, city)
    assert access is not None
    out = {row["id"]: row["amountAwarded"] for row in grants(Reach(access))}
    assert out == {key: row["amountAwarded"] for key, row in source.items() if row["amountAwarded"]}
    wanted = {key: (row["amountAwarded"], row["amountDisbursed"], row["currency"]) for key, row in source.items()}
    for found in (
        {row["id"]: (row["amountAwarded"], row["amountDisbursed"], row["currency"]) for row in grants(Reach(access))},
        {row[0]: (row[4], row[5], row[3]) for row in as_rows(Reach(access))},
    ):
        assert found == {key: sums for key, sums in wanted.items() if sums[0]}
    valid(json.loads(b"".join(as_json(Reach(access)))), shared_data / "3-funding-flows/360giving-codelists")
    pots = FundingVehicle.objects.all()
    assert [(pot.currency, pot.committed_total) for pot in pots] == [("GBP", Decimal(31_178_456))]


def valid(document: dict, folder: Path) -> None:
    """By the standard's schema, grant by grant, and with currencies of its list."""
    jsonschema = pytest.importorskip("jsonschema")
    formats = jsonschema.FormatChecker(())
    formats.checks("date-time")(lambda text: "T" in text)
    schema = json.loads((folder / "360-giving-schema.json").read_text())
    checker = jsonschema.Draft202012Validator(schema, format_checker=formats)
    with (folder / "currency.csv").open() as lines:
        currencies = {row["Code"] for row in csv.DictReader(lines)}
    for row in document["grants"]:
        checker.validate(row)
        assert row["currency"] in currencies
