"""Several people set money aside, pay it out and correct it at the same moment: whoever comes first gets it."""

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import IntegrityError, transaction

from funding.exchange.incoming_money import Award, Payment, write_awards
from funding.models import Allocation, CapitalCommitment, Disbursement, FundingVehicle
from funding.services import money, reserve, shadows, vehicles
from funding.services.limits import OverLimit
from funding.services.money import Purpose
from funding.services.reserve import Trigger
from stakeholders.models import Change, Role
from tests import racing
from tests.factories import make_initiative, make_log, make_user
from tests.funding.money_races.scene import DAY, PLAN, Scene, at_once, totals

pytestmark = racing.RACES


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


def test_a_promise_is_taken_back_or_set_aside_but_not_both(scene: Scene) -> None:
    promise = scene.vehicle.commitments.get()

    def take_back() -> None:
        row = CapitalCommitment.objects.get(pk=promise.pk)
        money.withdraw(commitment=row, on=DAY, by=scene.steward, why="The council said no")

    refused = at_once(take_back, lambda: scene.allocate(600), take_back)
    promise.refresh_from_db()
    scene.vehicle.refresh_from_db()
    is_taken = promise.status == CapitalCommitment.Status.WITHDRAWN
    assert (scene.vehicle.committed_total, scene.vehicle.allocated_total) == ((0, 0) if is_taken else (1000, 600))
    assert len(refused) == 2


def test_the_same_person_twice_is_no_second_person(scene: Scene) -> None:
    FundingVehicle.objects.filter(pk=scene.vehicle.pk).update(second_above=100)
    row = scene.allocate(600, PLAN)
    assert len(at_once(*[lambda: scene.agree(row)] * 4)) == 4
    assert totals(scene) == (0, 0, 0)
    second = make_user(portfolio=scene.portfolio, role=Role.STEWARD)

    def agree() -> None:
        money.agree(allocation=Allocation.objects.get(pk=row.pk), by=second, on=DAY)

    assert len(at_once(agree, lambda: scene.agree(row), agree)) <= 1
    row.refresh_from_db()
    assert (row.agreed_by, totals(scene)) == (second, (600, 0, 0))


def test_a_threshold_that_is_set_meanwhile_holds(scene: Scene) -> None:
    at_once(
        lambda: vehicles.describe(vehicle=scene.vehicle, by=scene.steward, second_above=Decimal(100)),
        *[lambda: scene.allocate(200)] * 4,
    )
    ruled = Change.objects.of(scene.vehicle).filter(kind=Change.Kind.EDITED).get()
    late = Change.objects.filter(content_type__model="allocation", pk__gt=ruled.pk)
    assert not late.exists()


def test_giving_back_and_paying_at_once_lose_nothing(scene: Scene) -> None:
    row = scene.allocate(500)

    def give_back() -> None:
        money.give_back(allocation=Allocation.objects.get(pk=row.pk), on=DAY, by=scene.steward, why="Another way")

    refused = at_once(give_back, lambda: scene.pay(row, 300), give_back)
    held, paid, _returned = totals(scene)
    assert (held, paid) in ((0, 0), (300, 300))
    assert len(refused) == (2 if not paid else 1)


def test_correcting_up_and_paying_at_once_stay_within_the_allocation(scene: Scene) -> None:
    row = scene.allocate(500)
    payment = scene.pay(row, 200)

    def correct() -> None:
        first = Disbursement.objects.get(pk=payment.pk)
        money.correct(payment=first, amount=Decimal(400), on=DAY, by=scene.steward, why="More went out")

    assert len(at_once(correct, lambda: scene.pay(row, 200))) == 1
    assert totals(scene)[1] == 400


def test_a_return_is_not_corrected_below_what_was_set_aside_again(scene: Scene) -> None:
    row = scene.allocate(1000)
    scene.pay(row, 1000)
    back = money.come_back(allocation=Allocation.objects.get(pk=row.pk), amount=Decimal(300), on=DAY, by=scene.steward)

    def less() -> None:
        first = Disbursement.objects.get(pk=back.pk)
        money.correct(payment=first, amount=Decimal(100), on=DAY, by=scene.steward, why="Less came")

    assert len(at_once(less, lambda: scene.allocate(300))) == 1
    allocated, _paid, returned = totals(scene)
    assert (allocated, returned) in ((1300, 300), (1000, 100))


def test_releases_and_allocations_share_what_is_free(scene: Scene) -> None:
    kept = reserve.make(vehicle=scene.vehicle, purpose="Surprises", floor=None, by=scene.steward)
    trigger = Trigger(cites=make_log(portfolio=scene.portfolio), why="Now")

    def let_out() -> None:
        reserve.release(reserve=kept, amount=Decimal(400), purpose=Purpose(), trigger=trigger, on=DAY, by=scene.steward)

    assert len(at_once(let_out, let_out, lambda: scene.allocate(400), lambda: scene.allocate(400))) == 2
    assert totals(scene) == (800, 0, 0)


def test_trials_never_plan_more_than_the_vehicle_beside_holds(scene: Scene) -> None:
    facts = {"name": "Trial", "instrument": "grant", "rules": "A jury"}
    trial = shadows.begin(beside=scene.vehicle, by=scene.steward, **facts)

    def plan() -> None:
        shadows.plan(shadow=trial, amount=Decimal(400), purpose=Purpose(), on=DAY, by=scene.steward)

    assert len(at_once(*[plan] * 4)) == 2
    assert shadows.planned(trial) == 800
    assert totals(scene) == (0, 0, 0)


def test_an_import_beside_people_takes_no_more_than_is_free(scene: Scene) -> None:
    promise, initiative = scene.vehicle.commitments.get(), make_initiative(scene.portfolio)
    scope: Any = SimpleNamespace(portfolio=scene.portfolio, by=scene.steward, source="360", file_name="grants.csv")
    award = Award(
        initiative=initiative.pk, funder=promise.funder_id, currency=scene.vehicle.currency, amount=Decimal(600),
        on=DAY, payments=(Payment(Decimal(600), DAY),), vehicle=scene.vehicle.pk,
    )  # fmt: skip

    def bring() -> None:
        try:
            with transaction.atomic():
                write_awards(scope, [award])
        except IntegrityError as error:
            raise OverLimit(str(error)) from error

    assert len(at_once(bring, lambda: scene.allocate(600), bring, lambda: scene.allocate(600))) == 3
    allocated, paid, _returned = totals(scene)
    assert (allocated, paid) in ((600, 0), (600, 600))
    assert Allocation.objects.count() == 1
    assert Disbursement.objects.count() == (1 if paid else 0)
