"""Geometry of a time series with its baseline, bands and gaps; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

WIDTH, HEIGHT = 840, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 20, 36
ROOM = 0.08
APART = 96
"""So far apart stand the days that are written under the line, so that none is written over another."""
GAP = 1.5
"""A line is drawn on to the next observation when that came within this many times the period."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One observation on the time axis. `value` is None where it is missing; `is_partial` says that some of it is."""

    from_on: date
    to_on: date
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    label: str = ""
    why: str = ""
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a dot stands; `low` and `high` are None without a band."""

    x: float
    y: float
    low: float | None
    high: float | None
    label: str
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Days of which the value is missing, as a strip over the whole height."""

    x: float
    width: float
    label: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale and what it says."""

    at: float
    value: Decimal | date


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that the template draws, in the units of its box."""

    marks: tuple[Mark, ...]
    runs: tuple[str, ...]
    bands: tuple[str, ...]
    gaps: tuple[Gap, ...]
    baseline: float | None
    last_value: Decimal | None
    scale: tuple[Tick, ...]
    days: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    floor: int = HEIGHT - BOTTOM
    tall: int = HEIGHT - BOTTOM - TOP

    @property
    def last(self) -> Mark:
        """The newest dot, beside which its value stands."""
        return self.marks[-1]

    @property
    def has_partial(self) -> bool:
        return any(mark.is_partial for mark in self.marks)


def draw(dots: Sequence[Dot], *, baseline: Decimal | None = None) -> Drawing | None:
    """Place the observations, each at the end of its period; None when no value is known."""
    ordered = sorted(dots, key=lambda dot: (dot.to_on, dot.from_on))
    known = [dot for dot in ordered if dot.value is not None]
    if not known:
        return None
    days, steps = _Days(ordered), _Steps(known, baseline)
    marks = {id(dot): _mark(dot, days, steps) for dot in known}
    runs = [[marks[id(dot)] for dot in run] for run in _runs(ordered)]
    return Drawing(
        marks=tuple(marks.values()),
        runs=tuple(" ".join(f"{mark.x},{mark.y}" for mark in run) for run in runs if len(run) > 1),
        bands=tuple(band for run in runs if (band := _band(run))),
        gaps=tuple(_gap(dot, days) for dot in ordered if dot.value is None),
        baseline=None if baseline is None else steps.y(baseline),
        last_value=known[-1].value,
        scale=tuple(Tick(steps.y(value), value) for value in steps.ticks),
        days=tuple(Tick(days.x(day), day) for day in days.ticks),
    )


class _Days:
    """Days along the box."""

    def __init__(self, dots: Sequence[Dot]) -> None:
        # Days as numbers: the first of all days has none before it.
        ends_before = min(dot.to_on for dot in dots).toordinal() - 1
        self.first = min(min(dot.from_on for dot in dots).toordinal(), ends_before)
        self.last = max(dot.to_on for dot in dots).toordinal()
        self.ticks: list[date] = []
        for day in sorted({dot.to_on for dot in dots}, reverse=True):
            if not self.ticks or self.x(self.ticks[0]) - self.x(day) >= APART:
                self.ticks.insert(0, day)

    def x(self, day: date) -> float:
        span = self.last - self.first
        return round(LEFT + (day.toordinal() - self.first) / span * (WIDTH - RIGHT - LEFT), 1)


class _Steps:
    """Values up the box, with a little room; zero is in it when it is near."""

    def __init__(self, dots: Sequence[Dot], baseline: Decimal | None) -> None:
        values = [value for dot in dots for value in (dot.value, dot.low, dot.high) if value is not None]
        values += [] if baseline is None else [baseline]
        lowest, highest = min(values), max(values)
        if lowest > 0 and highest > 2 * lowest:
            lowest = Decimal(0)
        span = highest - lowest or max(abs(highest), Decimal(1))
        step = _round_step(span)
        self.low = lowest // step * step if lowest >= 0 else -(-lowest // step * step + step)
        self.high = max(highest, self.low + step)
        count = int((self.high - self.low) / step) + 1
        self.ticks = [self.low + step * at for at in range(count)]

    def y(self, value: Decimal) -> float:
        room = float(self.high - self.low) * (1 + ROOM)
        return round(HEIGHT - BOTTOM - float(value - self.low) / room * (HEIGHT - BOTTOM - TOP), 1)


def _round_step(span: Decimal) -> Decimal:
    """A step of 1, 2 or 5 times a power of ten that gives four lines or so."""
    rough = span / 4
    power = Decimal(10) ** rough.adjusted()
    return next((times * power for times in (1, 2, 5) if times * power >= rough), 10 * power)


def _mark(dot: Dot, days: _Days, steps: _Steps) -> Mark:
    assert dot.value is not None
    low, high = (None if limit is None else steps.y(limit) for limit in (dot.low, dot.high))
    return Mark(days.x(dot.to_on), steps.y(dot.value), low, high, dot.label, dot.is_partial)


def _gap(dot: Dot, days: _Days) -> Gap:
    x = days.x(dot.from_on)
    return Gap(x, max(round(days.x(dot.to_on) - x, 1), 4.0), dot.label)


def _runs(dots: Sequence[Dot]) -> list[list[Dot]]:
    """Observations that follow each other without a hole: nothing missing between, and no longer wait than usual."""
    runs: list[list[Dot]] = [[]]
    usual = usual_days([dot.to_on for dot in dots])
    last: Dot | None = None
    for dot in dots:
        if dot.value is None or (last and usual and (dot.to_on - last.to_on).days > usual * GAP):
            runs.append([])
        if dot.value is not None:
            runs[-1].append(dot)
        last = dot
    return [run for run in runs if run]


def usual_days(ends: Sequence[date]) -> int:
    """How many days lie between observations as a rule (the middle one of the waits); 0 for fewer than two."""
    waits = sorted((later - earlier).days for earlier, later in pairwise(sorted(set(ends))))
    return waits[len(waits) // 2] if waits else 0


def _band(run: Sequence[Mark]) -> str:
    """The outline of the band, where all dots of a run have one."""
    if len(run) < 2 or any(mark.low is None or mark.high is None for mark in run):
        return ""
    upper = [f"{mark.x},{mark.high}" for mark in run]
    return " ".join([*upper, *(f"{mark.x},{mark.low}" for mark in reversed(run))])
