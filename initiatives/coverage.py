"""Coverage of promises, thought through without a database: covered, thin, gap, nothing said; and whose job it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

ENOUGH = 3
"""So many active initiatives in every essential system cover a promise."""
WHOLE = Decimal(100)

ESSENTIAL, HELPFUL, NONE, UNSAID = "essential", "helpful", "none", ""
"""What a promise expects of a system; the empty text stands for nobody having said yet."""


class Status(StrEnum):
    """How far the portfolio reaches a promise."""

    COVERED = "covered"
    THIN = "thin"
    GAP = "gap"
    UNSAID = "unsaid"


class CellState(StrEnum):
    """What stands where a promise meets a system."""

    COUNTED = "counted"
    GAP = "gap"
    COULD_HELP = "could help"
    NOT_EXPECTED = "not expected"
    UNSAID = "unsaid"


EMPTY_CELLS = {
    ESSENTIAL: CellState.GAP,
    HELPFUL: CellState.COULD_HELP,
    NONE: CellState.NOT_EXPECTED,
    UNSAID: CellState.UNSAID,
}


class Cell(NamedTuple):
    """Where a promise meets a system: active initiatives there, and what is expected."""

    count: int = 0  # type: ignore[assignment]  # a tuple has a method of this name, which nobody needs here
    need: str = UNSAID

    @property
    def state(self) -> CellState:
        """A number where there is one, else what its absence means."""
        return CellState.COUNTED if self.count else EMPTY_CELLS.get(self.need, CellState.UNSAID)


def status_of(cells: Iterable[Cell]) -> Status:
    """Weigh a promise by its weakest essential system; a promise without one is not said yet."""
    essential = [cell.count for cell in cells if cell.need == ESSENTIAL]
    if not essential:
        return Status.UNSAID
    weakest = min(essential)
    if weakest == 0:
        return Status.GAP
    return Status.COVERED if weakest >= ENOUGH else Status.THIN


@dataclass(frozen=True, slots=True)
class Shares:
    """Of one promise, in percent: what is evidenced, what is in hand; the rest is nobody's job yet.

    More than the whole may be claimed when an ended initiative begins again; what is in hand then gives way.
    """

    evidenced: Decimal = Decimal(0)
    in_hand: Decimal = Decimal(0)

    @classmethod
    def within(cls, evidenced: Decimal, in_hand: Decimal) -> "Shares":
        """The shares as parts of one whole: never below nothing, never above it together."""
        proven = min(max(evidenced, Decimal(0)), WHOLE)
        return cls(proven, min(max(in_hand, Decimal(0)), WHOLE - proven))

    @property
    def nobodys(self) -> Decimal:
        """What is nobody's job yet."""
        return WHOLE - self.evidenced - self.in_hand


def mean_gap(shares: Iterable[Shares]) -> Decimal | None:
    """The plain average of what is nobody's job yet; None without a promise."""
    gaps = [share.nobodys for share in shares]
    return sum(gaps, Decimal(0)) / len(gaps) if gaps else None


def left_for(others: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """What of a promise is left when others have these (evidenced, in hand) shares of it; never below nothing."""
    taken = sum((evidenced + in_hand for evidenced, in_hand in others), Decimal(0))
    return max(WHOLE - taken, Decimal(0))
