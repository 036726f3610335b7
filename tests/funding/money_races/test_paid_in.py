"""Money is paid in, corrected and withdrawn at the same moment."""

from decimal import Decimal

from funding.models import CapitalCommitment, Drawdown
from funding.services import money
from tests import racing
from tests.funding.money_races.scene import DAY, Scene, at_once

pytestmark = racing.RACES


def correct_drawdown(scene: Scene, row: Drawdown, amount: int) -> None:
    first = Drawdown.objects.get(pk=row.pk)
    money.correct_drawdown(drawdown=first, amount=Decimal(amount), on=DAY, by=scene.steward, why="Counted again")


def paid_in(scene: Scene) -> Decimal:
    """What stands as paid in: the same in the rows, under the promise and in the vehicle."""
    scene.vehicle.refresh_from_db()
    promise, rows = scene.vehicle.commitments.get(), Drawdown.objects.values_list("amount", flat=True)
    assert sum(rows) == promise.drawn_total == scene.vehicle.drawn_total
    return promise.drawn_total


def test_paying_in_at_once_stays_within_the_promise(scene: Scene) -> None:
    assert len(at_once(*[lambda: scene.pay_in(400)] * 4)) == 2
    assert paid_in(scene) == 800
    assert scene.vehicle.commitments.get().drawdowns.count() == 2


def test_a_promise_is_taken_back_or_paid_in_but_not_both(scene: Scene) -> None:
    promise = scene.vehicle.commitments.get()

    def row() -> CapitalCommitment:
        return CapitalCommitment.objects.get(pk=promise.pk)

    refused = at_once(
        lambda: money.withdraw(commitment=row(), on=DAY, by=scene.steward, why="No"),
        lambda: money.draw_down(commitment=row(), amount=Decimal(1), on=DAY, by=scene.steward),
    )
    promise.refresh_from_db()
    assert len(refused) == 1
    assert (promise.status, promise.drawn_total) in (("withdrawn", 0), ("committed", 1))


def test_what_was_paid_in_is_corrected_at_once_to_one_truth(scene: Scene) -> None:
    row = scene.pay_in(600)
    assert at_once(*[lambda: correct_drawdown(scene, row, 1000)] * 3) == ["That is what stands there."] * 2
    assert paid_in(scene) == 1000


def test_corrections_at_once_stay_within_the_promise(scene: Scene) -> None:
    first, second = scene.pay_in(400), scene.pay_in(400)
    raise_first, raise_second = (lambda row=row: correct_drawdown(scene, row, 600) for row in (first, second))  # type: ignore[misc]
    (refused,) = at_once(raise_first, raise_second)
    assert "more under this commitment" in refused
    assert paid_in(scene) == 1000


def test_a_correction_and_money_paid_in_share_what_is_left_of_the_promise(scene: Scene) -> None:
    row = scene.pay_in(600)
    assert len(at_once(lambda: correct_drawdown(scene, row, 900), lambda: scene.pay_in(400))) == 1
    assert paid_in(scene) in (900, 1000)


def test_a_promise_is_withdrawn_only_when_nothing_stands_as_paid_in(scene: Scene) -> None:
    row, promise = scene.pay_in(300), scene.vehicle.commitments.get()

    def withdraw() -> None:
        known = CapitalCommitment.objects.get(pk=promise.pk)
        money.withdraw(commitment=known, on=DAY, by=scene.steward, why="No")

    refused = at_once(lambda: correct_drawdown(scene, row, 0), withdraw)
    promise.refresh_from_db()
    assert (promise.status == CapitalCommitment.Status.WITHDRAWN) == (refused == [])
    assert paid_in(scene) == 0


def test_a_promise_that_is_withdrawn_is_not_corrected_upwards(scene: Scene) -> None:
    row, promise = scene.pay_in(300), scene.vehicle.commitments.get()
    correct_drawdown(scene, row, 0)
    facts = {"on": DAY, "by": scene.steward, "why": "No"}
    refused = at_once(
        lambda: correct_drawdown(scene, row, 100),
        lambda: money.withdraw(commitment=CapitalCommitment.objects.get(pk=promise.pk), **facts),
    )
    assert len(refused) == 1
    promise.refresh_from_db()
    assert paid_in(scene) == (0 if promise.status == CapitalCommitment.Status.WITHDRAWN else 100)
