"""A vehicle with money in it, on which several people act at the same moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.models import Allocation, Disbursement, Drawdown, FundingVehicle
from funding.services import money
from funding.services.limits import OverLimit
from funding.services.money import Purpose
from stakeholders.models import Portfolio, User
from stakeholders.policies import Refused
from tests import racing

DAY = date(2026, 6, 1)
PLAN = Purpose(status=Allocation.Status.PLANNED)


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

    def pay_in(self, amount: int) -> Drawdown:
        promise = self.vehicle.commitments.get()
        return money.draw_down(commitment=promise, amount=Decimal(amount), on=DAY, by=self.steward)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all at the same moment and return the refusals; anything else that is raised is a fault."""
    raised = racing.at_once(*acts)
    assert all(isinstance(one, OverLimit | Refused) for one in raised), raised
    return [str(one) for one in raised]


def totals(scene: Scene) -> tuple[Decimal, Decimal, Decimal]:
    scene.vehicle.refresh_from_db()
    return scene.vehicle.allocated_total, scene.vehicle.paid_total, scene.vehicle.returned_total
