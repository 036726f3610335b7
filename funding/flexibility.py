"""How much of the committed money may move between initiatives, against the floor that the portfolio set."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from funding.overviews import ZERO, VehicleLine, vehicle_lines
from stakeholders.access import Access


@dataclass(frozen=True)
class Flexibility:
    """What is committed in the portfolio's currency, and how much of it may move."""

    committed: Decimal
    flexible: Decimal
    floor: int | None

    @property
    def percent(self) -> int:
        return round(self.flexible * 100 / self.committed) if self.committed else 0

    @property
    def is_below_floor(self) -> bool:
        return bool(self.points_under)

    @property
    def points_under(self) -> int:
        """How many points the flexible share is under the floor; 0 when it is not, or there is none."""
        return max(0, (self.floor or 0) - self.percent) if self.committed else 0


def flexibility(access: Access, lines: Iterable[VehicleLine] | None = None) -> Flexibility:
    """Add up the vehicles in the portfolio's own currency; one query, none when the lines are known already."""
    known = vehicle_lines(access) if lines is None else lines
    own = [line for line in known if line.currency == access.portfolio.currency]
    return Flexibility(
        committed=sum((line.committed for line in own), ZERO),
        flexible=sum((line.flexible for line in own), ZERO),
        floor=access.portfolio.flexible_floor,
    )
