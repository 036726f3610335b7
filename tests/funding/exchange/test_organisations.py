"""The file of organisations: budgets by year and currency that balance with the rows, and only what the reader sees."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from funding.models import FundingVehicle
from funding.services import money
from initiatives.models import Initiative
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_report
from tests.factories.funding import make_allocation, make_commitment, make_vehicle
from tests.funding.exchange.standard import faults

SignIn = Callable[[User | None], Client]
LATE = date(2025, 12, 31)


def organisations(client: Client, query: str = "") -> list[ElementTree.Element]:
    answer = client.get(f"/riverton/funding/exchange/iati-organisations.xml{query}")
    assert answer.status_code == 200
    return list(ElementTree.fromstring(b"".join(answer.streaming_content)))  # type: ignore[arg-type]


def amounts(organisation: ElementTree.Element, tag: str) -> list[tuple[str | None, str | None, str | None]]:
    """The year, currency and sum of each budget."""
    rows = ((one.find("period-start"), one.find("value")) for one in organisation.findall(tag))
    return [(start.get("iso-date", "")[:4], value.get("currency"), value.text) for start, value in rows]  # type: ignore[union-attr]


@pytest.fixture
def pots(
    city: Portfolio, mission: Organisation, coop: Organisation, warm_streets: Initiative, alma: User
) -> tuple[FundingVehicle, FundingVehicle]:
    """The mission's vehicle in euros, from two years, paid and come back; and the co-op's in yen."""
    euros, yen = make_vehicle(city, "Retrofit fund"), make_vehicle(city, "Quiet fund", currency="JPY")
    make_commitment(euros, mission, Decimal("1000000000.01"), on=LATE)
    make_commitment(euros, mission, Decimal("0.99"), on=date(2026, 1, 1))
    make_commitment(yen, coop, 7, on=LATE)
    grant = make_allocation(euros, Decimal("2500.10"), warm_streets, on=LATE)
    make_allocation(euros, 400)
    money.disburse(allocation=grant, amount=Decimal("1000.05"), on=LATE, by=alma)
    money.come_back(allocation=grant, amount=Decimal(50), on=LATE, by=alma)
    return euros, yen


def test_budgets_are_by_year_and_currency(pots: object, alma: User, sign_in: SignIn) -> None:
    publisher, *funders = organisations(sign_in(alma))
    assert amounts(publisher, "total-budget") == [
        ("2025", "EUR", "1000000000.01"),
        ("2025", "JPY", "7"),
        ("2026", "EUR", "0.99"),
    ]
    assert amounts(publisher, "recipient-org-budget") == [("2025", "EUR", "2500.10")]
    assert publisher.findtext("recipient-org-budget/recipient-org/narrative") == "Millbrook Housing Co-op"
    assert amounts(publisher, "total-expenditure") == [("2025", "EUR", "950.05")]
    assert publisher.findtext("total-expenditure/expense-line/value") == "950.05"
    by_name = {one.findtext("name/narrative"): amounts(one, "recipient-org-budget") for one in funders}
    assert by_name["Millbrook Housing Co-op"] == [("2025", "JPY", "7")]
    assert by_name["National Climate Mission"] == [("2025", "EUR", "1000000000.01"), ("2026", "EUR", "0.99")]


def test_lines_make_the_sum_and_the_order_is_the_standards(
    pots: object, alma: User, sign_in: SignIn, shared_data: Path
) -> None:
    found = organisations(sign_in(alma))
    assert faults(found, shared_data / "3-funding-flows") == []
    for tag, line in (("total-budget", "budget-line"), ("total-expenditure", "expense-line")):
        for total in found[0].findall(tag):
            lines = [Decimal(value.text or 0) for value in total.findall(f"{line}/value")]
            assert sum(lines) == Decimal(total.findtext("value") or 0)


def test_a_funder_finds_nothing_of_another_and_observers_no_sums(
    pots: object, chi: User, odile: User, sign_in: SignIn
) -> None:
    client = sign_in(chi)
    publisher, *funders = organisations(client)
    assert {one.findtext("name/narrative") for one in funders} == {"National Climate Mission"}
    assert {code for _year, code, _sum in amounts(publisher, "total-budget")} == {"EUR"}
    for name in ("iati-organisations.xml", "iati-activities.xml", "360giving.json", "360giving.csv"):
        answer = client.get(f"/riverton/funding/exchange/{name}")
        text = b"".join(answer.streaming_content)  # type: ignore[arg-type]
        assert b"Quiet fund" not in text and b"JPY" not in text, name
    (alone,) = organisations(sign_in(odile))
    assert alone.find("total-budget") is None


def test_documents_are_pages_that_everybody_may_read(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    make_report(city, title="What we learned", status="published", circle="public", published_at=timezone.now())
    make_report(city, title="Among us", status="published", published_at=timezone.now())
    assert not organisations(sign_in(alma))[0].findall("document-link")
    Portfolio.objects.update(is_launched=True, audience="public")
    titles = [one.findtext("title/narrative") for one in organisations(sign_in(alma))[0].findall("document-link")]
    assert titles == ["Riverton 2035", "What we learned"]
