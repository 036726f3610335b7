"""Money never goes over its limit, and every cent is accounted for."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from funding.models import Allocation, CapitalCommitment, Disbursement, FundingVehicle
from funding.overviews import funder_overview
from funding.services import money
from funding.services.limits import OverLimit
from funding.services.money import Purpose, Terms
from initiatives.models import Initiative
from stakeholders.access import access_for
from stakeholders.models import Change, Organisation, Portfolio, Role, User
from tests.factories import make_organisation, make_portfolio, make_user, make_vehicle
from tests.racing import at_once

DAY = date(2026, 6, 1)
FREE = Terms(flexibility="portfolio")


@pytest.fixture
def fund(city: Portfolio, mission: Organisation, alma: User) -> FundingVehicle:
    """A vehicle into which the mission committed one thousand."""
    vehicle = make_vehicle(city, "Riverton Transition Fund")
    money.commit(vehicle=vehicle, funder=mission, amount=Decimal(1000), terms=FREE, on=DAY, by=alma)
    vehicle.refresh_from_db()
    return vehicle


def allocate(vehicle: FundingVehicle, amount: str, by: User, initiative: Initiative | None = None) -> Allocation:
    return money.allocate(vehicle=vehicle, amount=Decimal(amount), purpose=Purpose(initiative), on=DAY, by=by)


def test_money_is_set_aside_up_to_the_last_cent(fund: FundingVehicle, alma: User, warm_streets: Initiative) -> None:
    allocate(fund, "999.99", alma, warm_streets)
    allocate(fund, "0.01", alma)
    fund.refresh_from_db()
    assert fund.allocated_total == Decimal("1000.00")
    assert fund.free_to_allocate == 0


def test_an_allocation_over_what_is_free_says_what_is_left(fund: FundingVehicle, alma: User) -> None:
    allocate(fund, "900", alma)
    with pytest.raises(OverLimit, match="Riverton Transition Fund has €100 left"):
        allocate(fund, "100.01", alma)
    fund.refresh_from_db()
    assert fund.allocated_total == 900
    assert Allocation.objects.count() == 1


def test_intended_money_cannot_be_allocated(city: Portfolio, mission: Organisation, alma: User) -> None:
    vehicle = make_vehicle(city)
    terms = Terms(flexibility="portfolio", status="intended")
    money.commit(vehicle=vehicle, funder=mission, amount=Decimal(500), terms=terms, on=DAY, by=alma)
    with pytest.raises(OverLimit):
        allocate(vehicle, "1", alma)


def test_nothing_is_drawn_beyond_the_commitment(fund: FundingVehicle, alma: User) -> None:
    commitment = fund.commitments.get()
    money.draw_down(commitment=commitment, amount=Decimal(700), on=DAY, by=alma)
    with pytest.raises(OverLimit, match="€300 more"):
        money.draw_down(commitment=commitment, amount=Decimal("300.01"), on=DAY, by=alma)
    fund.refresh_from_db()
    assert fund.drawn_total == 700


def test_nothing_is_paid_beyond_the_allocation(fund: FundingVehicle, alma: User) -> None:
    allocation = allocate(fund, "400", alma)
    money.disburse(allocation=allocation, amount=Decimal(150), on=DAY, by=alma)
    with pytest.raises(OverLimit, match="€250 of this allocation"):
        money.disburse(allocation=allocation, amount=Decimal(251), on=DAY, by=alma)
    assert Disbursement.objects.count() == 1


def test_a_planned_allocation_is_paid_only_once_agreed(fund: FundingVehicle, alma: User) -> None:
    purpose = Purpose(status=Allocation.Status.PLANNED)
    allocation = money.allocate(vehicle=fund, amount=Decimal(10), purpose=purpose, on=DAY, by=alma)
    with pytest.raises(OverLimit, match="Only an agreed"):
        money.disburse(allocation=allocation, amount=Decimal(1), on=DAY, by=alma)
    money.agree(allocation=allocation, by=alma)
    money.disburse(allocation=allocation, amount=Decimal(1), on=DAY, by=alma)


def test_what_is_not_paid_out_returns_to_the_vehicle(fund: FundingVehicle, alma: User) -> None:
    allocation = allocate(fund, "400", alma)
    money.disburse(allocation=allocation, amount=Decimal(150), on=DAY, by=alma)
    assert money.give_back(allocation=allocation, on=DAY, by=alma, why="The street said no.") == 250
    fund.refresh_from_db()
    assert fund.free_to_allocate == 850
    with pytest.raises(OverLimit, match="already returned"):
        money.give_back(allocation=allocation, on=DAY, by=alma, why="again")


def test_a_commitment_is_withdrawn_only_while_its_money_is_free(fund: FundingVehicle, alma: User) -> None:
    commitment = fund.commitments.get()
    allocation = allocate(fund, "1", alma)
    with pytest.raises(OverLimit, match="already allocated"):
        money.withdraw(commitment=commitment, on=DAY, by=alma, why="Budget cut")
    money.give_back(allocation=allocation, on=DAY, by=alma, why="Freed")
    money.withdraw(commitment=commitment, on=DAY, by=alma, why="Budget cut")
    fund.refresh_from_db()
    assert fund.committed_total == 0
    with pytest.raises(OverLimit, match="already withdrawn"):
        money.withdraw(commitment=commitment, on=DAY, by=alma, why="twice")


def test_every_act_stands_in_the_history(fund: FundingVehicle, alma: User) -> None:
    allocation = allocate(fund, "400", alma)
    money.give_back(allocation=allocation, on=DAY, by=alma, why="The street said no.")
    changes = Change.objects.of(allocation)
    assert [change.kind for change in changes] == ["edited", "created"]
    assert changes[0].why == "The street said no."
    assert changes[0].by == alma


@pytest.mark.parametrize(
    ("totals", "name"),
    [
        ({"allocated_total": 1001}, "vehicle_is_never_over_allocated"),
        ({"drawn_total": 1001}, "vehicle_is_never_drawn_beyond_commitments"),
        ({"paid_total": 1}, "vehicle_never_pays_beyond_allocations"),
        ({"committed_total": -1, "allocated_total": -1, "drawn_total": -1, "paid_total": -1}, "vehicle_totals"),
    ],
)
def test_the_database_itself_refuses(fund: FundingVehicle, totals: dict[str, int], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        FundingVehicle.objects.filter(pk=fund.pk).update(**totals)


def test_the_database_refuses_an_allocation_without_an_aim(fund: FundingVehicle) -> None:
    with pytest.raises(IntegrityError, match="allocation_names_what_it_is_for"), transaction.atomic():
        Allocation.objects.create(vehicle=fund, target="initiative", amount=1)


class Act(NamedTuple):
    """Something that somebody tries: what, with how many cents, on which of the rows that are there."""

    what: str
    cents: int
    at: int


ACTS = ("plan", "agree", "allocate", "give_back", "pay", "come_back", "correct")


class TotalsAgree(TestCase):
    """Whatever is tried in whatever order, the totals are the sums of the rows and no limit is broken."""

    @settings(max_examples=20, deadline=None)
    @given(acts=st.lists(st.builds(Act, st.sampled_from(ACTS), st.integers(1, 60_000), st.integers(0, 9)), max_size=14))
    def test_totals_are_the_sums_of_the_rows(self, acts: list[Act]) -> None:
        portfolio = make_portfolio()
        steward, funder = make_user(portfolio=portfolio, role=Role.STEWARD), make_organisation(portfolio=portfolio)
        vehicle = make_vehicle(portfolio)
        money.commit(vehicle=vehicle, funder=funder, amount=Decimal(1000), terms=FREE, on=DAY, by=steward)
        for act in acts:
            with suppress(OverLimit), transaction.atomic():
                attempt(act, vehicle, steward)
        vehicle.refresh_from_db()
        rows = list(vehicle.allocations.prefetch_related("disbursements"))
        for row in rows:
            assert row.paid_total == total(row.disbursements.all(), "payment") <= row.amount
            assert row.returned_total == total(row.disbursements.all(), "return")
        held = [row.paid_total if row.status == "returned" else row.amount for row in rows if row.status != "planned"]
        assert vehicle.allocated_total == sum(held, Decimal(0)) <= vehicle.committed_total + vehicle.returned_total
        assert vehicle.paid_total == sum((row.paid_total for row in rows), Decimal(0)) <= vehicle.allocated_total
        assert vehicle.returned_total == sum((row.returned_total for row in rows), Decimal(0))
        facts = funder_overview(access_for(steward, portfolio))
        ends = [(flow.amount, flow.target.startswith("vehicle:")) for flow in facts.flows]
        assert sum(amount for amount, is_in in ends if is_in) == sum(amount for amount, is_in in ends if not is_in)


def total(rows: Iterable[Disbursement], kind: str) -> Decimal:
    return sum((row.amount for row in rows if row.kind == kind), Decimal(0))


def attempt(act: Act, vehicle: FundingVehicle, by: User) -> None:
    """Do it to one of the rows that are there, or to nothing when there is none."""
    amount = Decimal(act.cents) / 100
    if act.what in ("plan", "allocate"):
        status = Allocation.Status.PLANNED if act.what == "plan" else Allocation.Status.AGREED
        money.allocate(vehicle=vehicle, amount=amount, purpose=Purpose(status=status), on=DAY, by=by)
        return
    payments = Disbursement.objects.filter(allocation__vehicle=vehicle)
    rows: list[Any] = list(payments if act.what == "correct" else vehicle.allocations.all())
    if not rows:
        return
    row = rows[act.at % len(rows)]
    if act.what == "agree":
        money.agree(allocation=row, by=by, on=DAY)
    elif act.what == "give_back":
        money.give_back(allocation=row, on=DAY, by=by, why="law")
    elif act.what == "correct":
        money.correct(payment=row, amount=amount, on=DAY, by=by, why="law")
    else:
        do = money.disburse if act.what == "pay" else money.come_back
        do(allocation=row, amount=amount, on=DAY, by=by)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_two_stewards_at_the_same_moment_never_over_allocate() -> None:
    portfolio = make_portfolio()
    steward, funder = make_user(portfolio=portfolio, role=Role.STEWARD), make_organisation(portfolio=portfolio)
    vehicle = make_vehicle(portfolio)
    money.commit(vehicle=vehicle, funder=funder, amount=Decimal(1000), terms=FREE, on=DAY, by=steward)
    refused = at_once(*[lambda: allocate(vehicle, "300", steward)] * 8)
    assert all(isinstance(one, OverLimit) for one in refused), refused
    vehicle.refresh_from_db()
    assert vehicle.allocated_total == 900
    assert len(refused) == 5
    assert CapitalCommitment.objects.get().amount >= vehicle.allocated_total
