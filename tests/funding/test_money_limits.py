"""Raw statements past the services: the database itself keeps money within its limits."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle
from funding.services import money, periods, vehicles
from funding.services.limits import OverLimit
from funding.services.money import Purpose
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_vehicle
from tests.funding.conftest import DAY

needs_triggers = pytest.mark.skipif(
    "config.getoption('--nomigrations', default=False)", reason="triggers come with the migrations"
)
on_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="asked when a transaction ends")


def now() -> None:
    """Ask now what PostgreSQL would ask when the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@transaction.atomic
def to_its_end(act: Callable[[], Any]) -> None:
    act()
    now()


def refused(name: str, act: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError, match=name):
        to_its_end(act)


@pytest.fixture
def row(purse: FundingVehicle, alma: User) -> Allocation:
    """Four hundred, of which one hundred is paid."""
    row = money.allocate(vehicle=purse, amount=Decimal(400), purpose=Purpose(), on=DAY, by=alma)
    money.disburse(allocation=row, amount=Decimal(100), on=DAY, by=alma)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("vehicle_is_never_over_allocated", {"allocated_total": Decimal("1000.001")}),
        ("vehicle_is_never_drawn_beyond_commitments", {"drawn_total": Decimal("1000.001")}),
        ("vehicle_never_pays_beyond_allocations", {"paid_total": Decimal("400.001")}),
        ("vehicle_totals_are_not_negative", {"returned_total": Decimal("-0.001")}),
        ("shadow_holds_no_money", {"is_shadow": True}),
        ("vehicle_is_never_over_allocated", {"committed_total": Decimal("399.999")}),
    ],
)
def test_totals_of_a_vehicle(purse: FundingVehicle, row: Allocation, name: str, facts: dict[str, Any]) -> None:
    refused(name, lambda: FundingVehicle.objects.filter(pk=purse.pk).update(**facts))


def test_totals_of_promises_and_allocations(purse: FundingVehicle, row: Allocation) -> None:
    rows, promises = Allocation.objects.filter(pk=row.pk), purse.commitments.all()
    refused("allocation_is_never_overpaid", lambda: rows.update(paid_total=Decimal("400.001")))
    refused("allocation_is_never_overpaid", lambda: rows.update(returned_total=Decimal("-0.001")))
    refused("allocation_is_positive", lambda: rows.update(amount=0, paid_total=0))
    refused("commitment_is_never_overdrawn", lambda: promises.update(drawn_total=Decimal("1000.001")))
    refused("commitment_is_(positive|never_overdrawn)", lambda: promises.update(amount=Decimal("-1")))
    refused("disbursement_is_positive", lambda: Disbursement.objects.create(allocation=row, amount=-1))
    refused("drawdown_is_positive", lambda: Drawdown.objects.create(commitment=promises.get(), amount=0))


@needs_triggers
@on_postgres
def test_rows_of_payments_beyond_the_allocation(row: Allocation) -> None:
    name = "payments_stay_within_their_allocation"
    refused(name, lambda: Disbursement.objects.create(allocation=row, amount=Decimal("300.001")))
    refused(name, lambda: Disbursement.objects.bulk_create([Disbursement(allocation=row, amount=151)] * 2))
    first = row.disbursements.get()
    refused(name, lambda: Disbursement.objects.create(allocation=row, amount=-101, corrects=first))
    Disbursement.objects.create(allocation=row, amount=300)
    now()


@needs_triggers
def test_rows_of_drawdowns_beyond_the_promise(purse: FundingVehicle, alma: User) -> None:
    promise = purse.commitments.get()
    money.draw_down(commitment=promise, amount=Decimal("999.999"), on=DAY, by=alma)
    refused(
        "drawdowns_stay_within_their_promise",
        lambda: Drawdown.objects.create(commitment=promise, amount=Decimal("0.002"), on=DAY),
    )
    refused(
        "a_promise_that_was_paid_in_stands",
        lambda: CapitalCommitment.objects.filter(pk=promise.pk).update(status="withdrawn", ended_on=DAY),
    )
    Drawdown.objects.create(commitment=promise, amount=Decimal("0.001"), on=DAY)


@needs_triggers
def test_what_was_written_stands(row: Allocation, purse: FundingVehicle, alma: User) -> None:
    refused("disbursement_amounts_stand", lambda: row.disbursements.update(amount=1))
    money.draw_down(commitment=purse.commitments.get(), amount=Decimal(5), on=DAY, by=alma)
    refused("drawdown_amounts_stand", lambda: Drawdown.objects.update(amount=1))
    row.disbursements.update(note="A word more")


@needs_triggers
def test_one_person_alone_above_the_threshold(purse: FundingVehicle, alma: User, nia: User) -> None:
    name = "a_second_person_agrees_above_the_threshold"
    vehicles.describe(vehicle=purse, by=alma, second_above=Decimal(100))
    facts = {"vehicle": purse, "target": "learning", "by": alma, "agreed_by": alma}
    refused(name, lambda: Allocation.objects.create(amount=Decimal("100.001"), **facts))
    plan = Allocation.objects.create(amount=101, **{**facts, "agreed_by": None}, status="planned")
    rows = Allocation.objects.filter(pk=plan.pk)
    refused(name, lambda: rows.update(status="agreed", agreed_by=alma))
    rows.update(status="agreed", agreed_by=nia)
    Allocation.objects.create(amount=100, **facts)


@needs_triggers
def test_rows_of_closed_days(
    purse: FundingVehicle, row: Allocation, alma: User, city: Portfolio, mission: Organisation
) -> None:
    promise = purse.commitments.get()
    days = {"from_on": date(2026, 1, 1), "to_on": date(2026, 6, 30)}
    period = periods.close(portfolio=city, **days, why="Report", by=alma)
    inserts: dict[str, Callable[[], Any]] = {
        "disbursement": lambda: Disbursement.objects.create(allocation=row, amount=1, on=DAY),
        "drawdown": lambda: Drawdown.objects.create(commitment=promise, amount=1, on=DAY),
        "allocation": lambda: Allocation.objects.create(vehicle=purse, target="learning", amount=1, on=DAY),
        "capitalcommitment": lambda: CapitalCommitment.objects.create(vehicle=purse, funder=mission, amount=1, on=DAY),
    }
    for name, insert in inserts.items():
        refused(f"{name}_days_are_open", insert)
    periods.reopen(period=period, by=alma, why="A mistake")
    for insert in inserts.values():
        insert()


def test_what_ended_has_its_day_and_not_before_it_began(purse: FundingVehicle, row: Allocation) -> None:
    rows, promises, early = Allocation.objects.filter(pk=row.pk), purse.commitments.all(), date(2026, 5, 31)
    refused("returned_allocation_has_its_day", lambda: rows.update(status="returned"))
    refused("returned_allocation_has_its_day", lambda: rows.update(ended_on=DAY))
    refused("allocation_ends_after_it_was_agreed", lambda: rows.update(status="returned", ended_on=early))
    refused("withdrawn_commitment_has_its_day", lambda: promises.update(status="withdrawn"))
    refused(
        "commitment_ends_after_it_was_made",
        lambda: promises.update(status="withdrawn", was_committed=True, ended_on=early),
    )


@needs_triggers
def test_nothing_ends_or_is_agreed_on_closed_days(
    purse: FundingVehicle, row: Allocation, alma: User, city: Portfolio
) -> None:
    plan = money.allocate(vehicle=purse, amount=Decimal(5), purpose=Purpose(status="planned"), on=DAY, by=alma)
    plans, rows = (Allocation.objects.filter(pk=pk) for pk in (plan.pk, row.pk))
    promises = purse.commitments.all()
    later = date(2026, 7, 1)
    periods.close(portfolio=city, from_on=date(2026, 1, 1), to_on=date(2026, 6, 30), why="Report", by=alma)
    refused("allocation_is_agreed_on_open_days", lambda: plans.update(status="agreed", agreed_on=DAY))
    refused("allocation_ends_on_open_days", lambda: rows.update(status="returned", ended_on=DAY))
    refused("capitalcommitment_ends_on_open_days", lambda: promises.update(status="withdrawn", ended_on=DAY))
    money.give_back(allocation=row, on=later, by=alma, why="Late")
    refused("allocation_keeps_its_end", lambda: rows.update(ended_on=date(2026, 7, 2)))
    refused("allocation_keeps_its_end", lambda: rows.update(status="agreed", ended_on=None))
    rows.update(purpose="A word more", ended_on=later)


@needs_triggers
def test_no_payment_slips_behind_the_day_on_which_the_rest_was_given_back(row: Allocation, alma: User) -> None:
    money.give_back(allocation=row, on=date(2026, 7, 1), by=alma, why="No")
    facts = {"allocation": row, "amount": Decimal(-1), "corrects": row.disbursements.get()}
    refused(
        "payments_stand_before_the_rest_is_given_back",
        lambda: Disbursement.objects.create(on=date(2026, 6, 30), **facts),
    )
    Disbursement.objects.create(on=date(2026, 7, 1), **facts)


def test_a_reserve_releases_no_more_than_is_free_whatever_the_service_is_told(
    city: Portfolio, alma: User, purse: FundingVehicle, row: Allocation
) -> None:
    empty = make_vehicle(city, "Empty")
    with pytest.raises(OverLimit, match="left to allocate"):
        money.allocate(vehicle=empty, amount=Decimal("0.01"), purpose=Purpose(), on=DAY, by=alma)
    with pytest.raises(OverLimit, match="still be paid out"):
        money.disburse(allocation=row, amount=Decimal("300.001"), on=DAY, by=alma)
