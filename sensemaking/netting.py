"""How many possibilities a portfolio keeps open: what was opened in a quarter, less what was taken up or closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sensemaking.periods import Period

QUARTERS = 6


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter: how many options were opened in it, and how many taken up or closed."""

    period: Period
    opened: int
    done: int

    @property
    def net(self) -> int:
        return self.opened - self.done


@dataclass(frozen=True, slots=True)
class Column:
    """What a quarter draws: opened above the line, taken up or closed below it, in pixels."""

    x: int
    up_y: float
    up: float
    down_y: float
    down: float


def last_quarters(today: date, many: int = QUARTERS) -> list[Period]:
    """The quarter that runs, and those before it, the oldest first."""
    found = [Period.around(today, "quarter")]
    while len(found) < many:
        found.insert(0, found[0].before())
    return found


def by_quarter(opened: Mapping[date, int], done: Mapping[date, int], today: date) -> tuple[Quarter, ...]:
    """Quarters from counts by the first day of a month."""
    return tuple(
        Quarter(
            period,
            sum(opened.get(month, 0) for month in period.months()),
            sum(done.get(month, 0) for month in period.months()),
        )
        for period in last_quarters(today)
    )


def columns(quarters: Sequence[Quarter], *, width: int, height: int, gap: int = 6) -> list[Column]:
    """Place the quarters side by side on one scale."""
    if not quarters:
        return []
    up, down = max(quarter.opened for quarter in quarters), max(quarter.done for quarter in quarters)
    unit = (height - 2) / max(up + down, 1)
    line = up * unit
    step = (width + gap) / len(quarters)
    return [
        Column(
            round(at * step),
            round(line - quarter.opened * unit, 1),
            round(quarter.opened * unit, 1),
            round(line + 2, 1),
            round(quarter.done * unit, 1),
        )
        for at, quarter in enumerate(quarters)
    ]
