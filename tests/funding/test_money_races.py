"""Several people press at the same moment, on PostgreSQL: whoever comes first gets it, and the rest are told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from funding.models import Allocation, Disbursement, FundingVehicle
from funding.services import money, periods
from funding.services.limits import OverLimit
from funding.services.money import Purpose, Terms
from stakeholders.models import Change, Portfolio, Role, User
from tests.factories import make_organisation, make_portfolio, make_user, make_vehicle

DAY = date(2026, 6, 1)
PLAN = Purpose(status=Allocation.Status.PLANNED)

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
    pytest.mark.django_db(transaction=True),
]


@dataclass(frozen=True)
class Scene:
    """A vehicle with one thousand in it, and a steward."""

    portfolio: Portfolio
    vehicle: FundingVehicle
    steward: User

    def allocate(self, amount: int, purpose: Purpose = Purpose()) -> Allocation:  # noqa: B008 (frozen)
        return money.allocate(vehicle=self.vehicle, amount=Decimal(amount), purpose=purpose, on=DAY, by=self.steward)

    def agree(self, row: Allocation) -> None:
        money.agree(allocation=Allocation.objects.get(pk=row.pk), by=self.steward, on=DAY)

    def pay(self, row: Allocation, amount: int) -> Disbursement:
        row = Allocation.objects.get(pk=row.pk)
        return money.disburse(allocation=row, amount=Decimal(amount), on=DAY, by=self.steward)


@pytest.fixture
def scene() -> Scene:
    portfolio = make_portfolio()
    steward, funder = make_user(portfolio=portfolio, role=Role.STEWARD), make_organisation(portfolio=portfolio)
    vehicle, terms = make_vehicle(portfolio), Terms(flexibility="portfolio")
    money.commit(vehicle=vehicle, funder=funder, amount=Decimal(1000), terms=terms, on=DAY, by=steward)
    return Scene(portfolio, vehicle, steward)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all at the same moment and return the refusals."""
    start, refused = Barrier(len(acts)), []

    def press(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except OverLimit as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=press, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def totals(scene: Scene) -> tuple[Decimal, Decimal, Decimal]:
    scene.vehicle.refresh_from_db()
    return scene.vehicle.allocated_total, scene.vehicle.paid_total, scene.vehicle.returned_total


def test_agreeing_twice_holds_the_money_once(scene: Scene) -> None:
    row = scene.allocate(600, PLAN)
    assert at_once(*[lambda: scene.agree(row)] * 4) == []
    assert totals(scene) == (600, 0, 0)
    assert Change.objects.of(row).filter(kind=Change.Kind.EDITED).count() == 1


def test_of_two_plans_that_exceed_together_one_is_agreed(scene: Scene) -> None:
    rows = [scene.allocate(600, PLAN) for _number in range(2)]
    refused = at_once(*[lambda row=row: scene.agree(row) for row in rows])  # type: ignore[misc]
    assert len(refused) == 1
    assert totals(scene) == (600, 0, 0)


def test_paying_twice_stays_within_the_allocation(scene: Scene) -> None:
    row = scene.allocate(500)
    assert len(at_once(*[lambda: scene.pay(row, 300)] * 3)) == 2
    assert totals(scene) == (500, 300, 0)


def test_correcting_at_once_ends_with_one_truth(scene: Scene) -> None:
    payment = scene.pay(scene.allocate(500), 300)

    def say(amount: int) -> Callable[[], object]:
        return lambda: money.correct(
            payment=Disbursement.objects.get(pk=payment.pk), amount=Decimal(amount), on=DAY, by=scene.steward, why="x"
        )

    refused = at_once(say(200), say(200), say(200))
    assert refused == ["That is what stands there."] * 2
    assert totals(scene) == (500, 200, 0)


def test_what_comes_back_is_set_aside_once(scene: Scene) -> None:
    row = scene.allocate(1000)
    payment = scene.pay(row, 400)
    first = Allocation.objects.get(pk=payment.allocation_id)
    money.come_back(allocation=first, amount=Decimal(100), on=DAY, by=scene.steward)
    refused = at_once(
        lambda: money.come_back(allocation=first, amount=Decimal(100), on=DAY, by=scene.steward),
        lambda: scene.allocate(200),
        lambda: scene.allocate(200),
    )
    allocated, _paid, returned = totals(scene)
    assert returned == 200
    assert allocated in (1000, 1200)
    assert len(refused) == (1 if allocated == 1200 else 2)


def test_no_row_slips_into_days_that_close(scene: Scene) -> None:
    days = {"from_on": date(2026, 1, 1), "to_on": date(2026, 6, 30)}
    at_once(
        lambda: periods.close(portfolio=scene.portfolio, **days, why="Report", by=scene.steward),
        *[lambda: scene.allocate(10)] * 4,
    )
    closed = Change.objects.filter(why="Report").get()
    late = Change.objects.filter(content_type__model="allocation", pk__gt=closed.pk)
    assert not late.exists()
