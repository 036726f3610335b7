"""Money out of the hub in the words of others: valid, exact, and only what the reader may see."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from funding.models import Allocation, FundingVehicle, Indicator, Observation
from funding.services import money
from initiatives.models import Initiative
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_initiative
from tests.factories.funding import make_allocation, make_commitment, make_vehicle
from tests.funding.exchange.standard import faults

SignIn = Callable[[User | None], Client]


def body(client: Client, name: str, query: str = "") -> bytes:
    response = client.get(f"/riverton/funding/exchange/{name}{query}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[arg-type]


def grants_of(client: Client, query: str = "") -> list[dict]:
    return json.loads(body(client, "360giving.json", query), parse_float=Decimal, parse_int=Decimal)["grants"]


def activities_of(client: Client, query: str = "") -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(body(client, "iati-activities.xml", query)))


@pytest.fixture
def pot(city: Portfolio, mission: Organisation, warm_streets: Initiative, alma: User) -> FundingVehicle:
    """Chi's vehicle: ten million promised; a part of it for Warm Streets, paid, corrected, and some of it back."""
    vehicle = make_vehicle(city, "Retrofit fund")
    make_commitment(vehicle, mission, 10_000_000)
    grant = make_allocation(vehicle, Decimal("2500000.10"), warm_streets, purpose='=HYPERLINK("x")')
    make_allocation(vehicle, 400_000)
    payment = money.disburse(allocation=grant, amount=Decimal("1000000.05"), on=grant.on, by=alma)
    money.correct(payment=payment, amount=Decimal("900000.05"), on=grant.on, by=alma, why="A wrong digit.")
    money.come_back(allocation=grant, amount=Decimal(50_000), on=grant.on, by=alma)
    return vehicle


@pytest.fixture
def secret(city: Portfolio, coop: Organisation) -> FundingVehicle:
    """Another's vehicle, with money for an initiative that only the portfolio sees."""
    vehicle = make_vehicle(city, "Quiet fund")
    make_commitment(vehicle, coop, 100)
    make_allocation(vehicle, 70, make_initiative(city, "Quiet work", circle="portfolio"))
    return vehicle


def test_grants_are_exact_and_say_who_gives_what_to_whom(pot: FundingVehicle, alma: User, sign_in: SignIn) -> None:
    first, wide = grants_of(sign_in(alma))
    assert first["amountAwarded"] == Decimal("2500000.10")
    assert first["amountDisbursed"] == Decimal("900000.05")
    assert first["recipientOrganization"][0]["name"] == "Millbrook Housing Co-op"
    assert first["fundingOrganization"][0]["name"] == "National Climate Mission"
    assert wide["recipientOrganization"][0]["name"] == "Riverton 2035" == wide["grantProgramme"][0]["title"]


def test_grants_are_valid_by_the_schema(
    pot: FundingVehicle, secret: FundingVehicle, alma: User, sign_in: SignIn, shared_data: Path
) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((shared_data / "3-funding-flows/360giving-codelists/360-giving-schema.json").read_text())
    formats = jsonschema.FormatChecker(())
    formats.checks("date-time")(lambda text: "T" in text)
    for grant in json.loads(body(sign_in(alma), "360giving.json"))["grants"]:
        jsonschema.Draft202012Validator(schema, format_checker=formats).validate(grant)


def test_the_table_has_the_standards_titles_and_no_formula(pot: FundingVehicle, alma: User, sign_in: SignIn) -> None:
    rows = list(csv.DictReader(body(sign_in(alma), "360giving.csv").decode("utf-8-sig").splitlines()))
    assert rows[0]["Amount Awarded"] == "2500000.10"
    assert rows[0]["Description"] == '\'=HYPERLINK("x")'


def test_a_funder_gets_its_own_vehicles_and_observers_no_sums(
    pot: FundingVehicle, secret: FundingVehicle, chi: User, odile: User, alma: User, sign_in: SignIn
) -> None:
    assert len(grants_of(sign_in(alma))) == 3
    assert len(grants_of(sign_in(alma), "?for=everyone")) == 2
    chis = grants_of(sign_in(chi))
    assert {grant["fundingOrganization"][0]["name"] for grant in chis} == {"National Climate Mission"}
    assert b"Quiet" not in body(sign_in(chi), "iati-activities.xml")
    assert b"Quiet" not in body(sign_in(alma), "iati-activities.xml", "?for=everyone").replace(b"Quiet fund", b"")
    assert grants_of(sign_in(odile)) == []
    assert all(a.find("transaction") is None for a in activities_of(sign_in(odile)))


def test_activities_add_up_and_returns_and_corrections_are_negative(
    pot: FundingVehicle, alma: User, sign_in: SignIn
) -> None:
    portfolio, warm = activities_of(sign_in(alma))
    assert (portfolio.get("hierarchy"), warm.get("hierarchy")) == ("1", "2")
    assert warm.find("activity-status").get("code") == "2"  # type: ignore[union-attr]
    sums: dict[str, list[str]] = {}
    for row in warm.findall("transaction"):
        sums.setdefault(row.find("transaction-type").get("code"), []).append(row.findtext("value"))  # type: ignore
    assert sums == {"2": ["2500000.10"], "3": ["1000000.05", "-100000.00", "-50000.00"]}
    assert [row.findtext("value") for row in portfolio.findall("budget")] == ["400000.00"]
    assert {row.find("transaction-type").get("code") for row in portfolio.findall("transaction")} == {"2", "11"}  # type: ignore


def test_what_was_given_back_or_withdrawn_stands_on_its_day(
    pot: FundingVehicle, coop: Organisation, alma: User, sign_in: SignIn, shared_data: Path
) -> None:
    later, facts = timezone.localdate() + timedelta(days=9), {"by": alma, "why": "No"}
    spare = make_commitment(pot, coop, 300)
    for row in pot.allocations.all():
        money.give_back(allocation=row, on=later, **facts)
    drawn = money.draw_down(commitment=spare, amount=Decimal(120), on=timezone.localdate(), by=alma)
    money.correct_drawdown(drawdown=drawn, amount=Decimal(0), on=later, **facts)
    money.withdraw(commitment=spare, on=later, **facts)
    portfolio, warm = activities_of(sign_in(alma))

    def told(activity: ElementTree.Element, kinds: set[str]) -> dict[str, str | None]:
        found = (row for row in activity.iter("transaction") if row.find("transaction-type").get("code") in kinds)  # type: ignore[union-attr]
        return {
            str(row.findtext("value")): row.find("transaction-date").get("iso-date")  # type: ignore[union-attr]
            for row in found
        }

    today, day = timezone.localdate().isoformat(), later.isoformat()
    assert told(warm, {"2"}) == {"2500000.10": today, "-1600000.05": day}
    assert told(portfolio, {"2", "11"}) == {
        "400000.00": today, "-400000.00": day, "10000000.00": today, "300.00": today, "-300.00": day,
    }  # fmt: skip
    assert told(portfolio, {"1"}) == {"120.00": today, "-120.00": day}
    assert [row.findtext("value") for row in portfolio.findall("budget")] == []
    (grant,) = grants_of(sign_in(alma))
    assert grant["amountAwarded"] == grant["amountDisbursed"] == Decimal("900000.05")
    assert faults([portfolio, warm], shared_data / "3-funding-flows") == []


def test_what_was_observed_is_a_result(
    pot: FundingVehicle, warm_streets: Initiative, alma: User, sign_in: SignIn
) -> None:
    indicator = Indicator.objects.create(
        portfolio=warm_streets.home, name="Homes warmed", unit="homes", method="Counted", baseline=0,
        baseline_on="2026-01-01",
    )  # fmt: skip
    Observation.objects.create(
        indicator=indicator,
        initiative=warm_streets,
        value=120,
        from_on="2026-01-01",
        to_on="2026-03-31",
        source="Co-op",
    )
    warm = activities_of(sign_in(alma))[1]
    assert warm.find("result/indicator/period/actual").get("value") == "120"  # type: ignore[union-attr]


def test_activities_are_as_the_standard_has_them(
    pot: FundingVehicle, alma: User, sign_in: SignIn, shared_data: Path
) -> None:
    assert faults(activities_of(sign_in(alma)), shared_data / "3-funding-flows") == []


def test_ten_times_the_initiatives_cost_no_more_queries(
    city: Portfolio, alma: User, sign_in: SignIn, django_assert_max_num_queries: Callable
) -> None:
    for number in range(30):
        make_initiative(city, f"Initiative {number}")
    client = sign_in(alma)
    with django_assert_max_num_queries(25):
        assert len(activities_of(client)) == 31


def test_odd_characters_do_not_break_the_file(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    make_initiative(city, "Bell \x07 & <b>bold</b>")
    assert activities_of(sign_in(alma))[1].findtext("title/narrative") == "Bell  & <b>bold</b>"


def test_the_page_names_the_files(pot: FundingVehicle, odile: User, sign_in: SignIn) -> None:
    page = sign_in(odile).get("/riverton/funding/exchange/").content.decode()
    assert all(
        name in page for name in ("360giving.json", "360giving.csv", "iati-activities.xml", "iati-organisations")
    )
    assert "Bring in grants" not in page
    assert "hold no sums" in page


def test_a_shadow_is_never_in_a_file(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    trial = make_vehicle(city, "Trial of other rules", is_shadow=True)
    Allocation.objects.create(vehicle=trial, target="portfolio", amount=5, status="planned")
    assert grants_of(sign_in(alma)) == []
