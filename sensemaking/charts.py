"""Geometry of the report's charts, drawn by the server as SVG; positions are percent of the width."""

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, RIGHT = 4.0, 86.0
MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Tick:
    """A value that is written above the chart, with its place."""

    value: int
    x: float


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """One line: where it was (hollow), where it is (filled), and on which side the number stands."""

    was_x: float
    now_x: float
    start_x: float
    length: float
    is_fading: bool
    is_same: bool


def step_for(top: int) -> int:
    """The distance between ticks: 1, 2 or 5 times a power of ten, so that at most five fit."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * (MOST_TICKS - 1) >= top:
                return step * factor
        step *= 10


def ticks_for(values: Sequence[int]) -> tuple[Tick, ...]:
    """Round values from nothing to the highest value or just above it."""
    top = max(values, default=0)
    step = step_for(max(top, 1))
    count = -(-max(top, 1) // step)
    return tuple(Tick(at * step, place(at * step, count * step)) for at in range(count + 1))


def place(value: int, top: int) -> float:
    """Where a value stands, in percent of the width."""
    return round(LEFT + value / top * (RIGHT - LEFT), 2)


def dumbbells(pairs: Sequence[tuple[int, int]]) -> tuple[tuple[Tick, ...], tuple[Dumbbell, ...]]:
    """Place pairs (before, now) on one scale; return its ticks and the lines."""
    ticks = ticks_for([value for pair in pairs for value in pair])
    top = ticks[-1].value
    lines = []
    for before, now in pairs:
        was_x, now_x = place(before, top), place(now, top)
        lines.append(
            Dumbbell(was_x, now_x, min(was_x, now_x), round(abs(now_x - was_x), 2), now < before, now == before)
        )
    return ticks, tuple(lines)
