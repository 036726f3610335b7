"""Every allocation and payment as a table: only of vehicles that the reader sees, without names they may not read."""

import csv
import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.models import Allocation, CapitalCommitment, Disbursement, FundingVehicle
from initiatives.models import Combination
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_initiative
from tests.factories.funding import make_allocation

pytestmark = pytest.mark.django_db


def rows_of(client: Client, portfolio: Portfolio, user: User, name: str) -> list[dict[str, str]]:
    client.force_login(user)
    answer = client.get(reverse("download-source", args=[portfolio.slug, name, "csv"]))
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))


@pytest.fixture
def purse(city: Portfolio, chi: User, alma: User) -> dict[str, FundingVehicle]:
    """A vehicle that Chi's organisation backs, one that it does not, and a trial with no real money."""
    hers = Organisation.objects.spoken_for_by(chi).first()
    ours = FundingVehicle.objects.create(portfolio=city, name="Commons Fund", currency="EUR", order=1)
    CapitalCommitment.objects.create(vehicle=ours, funder=hers, amount=900, flexibility="portfolio")
    theirs = FundingVehicle.objects.create(portfolio=city, name="Harbour Bond", currency="JPY", order=2)
    trial = FundingVehicle.objects.create(
        portfolio=city, name="What if", currency="EUR", order=3, is_shadow=True, shadows=ours
    )
    for vehicle in (ours, theirs, trial):
        initiative = make_initiative(city, f"Shed of {vehicle.name}", circle="team")
        agreed = {"status": "agreed", "agreed_by": alma, "agreed_on": timezone.localdate(), "paid_total": 40}
        row = Allocation.objects.create(
            vehicle=vehicle, target="initiative", initiative=initiative, amount=100, purpose="Rafters", **agreed
        )
        Disbursement.objects.create(allocation=row, amount=40)
    return {"ours": ours, "theirs": theirs, "trial": trial}


def test_a_funder_gets_its_vehicles_and_no_hidden_names(
    client: Client, city: Portfolio, chi: User, purse: dict[str, FundingVehicle]
) -> None:
    found = rows_of(client, city, chi, "allocations")
    assert [row["Vehicle"] for row in found] == ["Commons Fund"]
    assert (found[0]["For"], found[0]["What for"]) == ("An initiative that is not released to you", "")
    assert (found[0]["Amount"], found[0]["Paid out"], found[0]["Currency"]) == ("100.00", "40.00", "EUR")
    paid = rows_of(client, city, chi, "payments")
    assert [(row["Vehicle"], row["Amount"]) for row in paid] == [("Commons Fund", "40.00")]


def test_a_steward_gets_all_but_trials_with_the_digits_of_each_currency(
    client: Client, city: Portfolio, alma: User, purse: dict[str, FundingVehicle]
) -> None:
    found = rows_of(client, city, alma, "allocations")
    assert [(row["For"], row["Amount"]) for row in found] == [
        ("Shed of Commons Fund", "100.00"), ("Shed of Harbour Bond", "100"),
    ]  # fmt: skip
    assert {row["What for"] for row in found} == {"Rafters"}
    assert [row["Amount"] for row in rows_of(client, city, alma, "payments")] == ["40.00", "40"]


def test_an_observer_gets_no_rows(
    client: Client, city: Portfolio, odile: User, purse: dict[str, FundingVehicle]
) -> None:
    assert rows_of(client, city, odile, "allocations") == []
    assert rows_of(client, city, odile, "payments") == []


def test_each_row_says_what_it_is_for_as_far_as_its_reader_may_know(
    client: Client, city: Portfolio, chi: User, alma: User, purse: dict[str, FundingVehicle]
) -> None:
    ours = purse["ours"]
    FundingVehicle.objects.filter(pk=ours.pk).update(name="=Commons", currency="KWD", committed_total=900)
    for name, circle in (("Open pair", "public"), ("Quiet pair", "portfolio")):
        pair = Combination.objects.create(portfolio=city, name=name, circle=circle)
        make_allocation(ours, Decimal("1.125"), target="combination", combination=pair, purpose="@Both\r=1")
    make_allocation(ours, 2)
    make_allocation(ours, 3, target="learning")
    hidden = "An initiative that is not released to you", "A combination that is not released to you"
    wide = ("The portfolio as such", "2.000", ""), ("Learning", "3.000", "")
    expected = {
        alma: [("Shed of Commons Fund", "100.000", "Rafters"), ("Open pair", "1.125", "'@Both"),
               ("Quiet pair", "1.125", "'@Both"), *wide],
        chi: [(hidden[0], "100.000", ""), ("Open pair", "1.125", "'@Both"), (hidden[1], "1.125", ""), *wide],
    }  # fmt: skip
    for reader, rows in expected.items():
        found = [row for row in rows_of(client, city, reader, "allocations") if row["Currency"] == "KWD"]
        assert [(row["For"], row["Amount"], "".join(row["What for"].splitlines()[:1])) for row in found] == rows
        assert {row["Vehicle"] for row in found} == {"'=Commons"}
