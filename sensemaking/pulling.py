"""Finds the sliders on which a portfolio pulls in two directions; pure, counts in, an answer out."""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_LOGS, FEWEST_INITIATIVES, FEWEST_AT_AN_END = 8, 5, 2
THIRD = 100 / 3
STEPS = 10


@dataclass(frozen=True, slots=True)
class Placed:
    """One log on a slider: 0 is the left pole, 100 the right one. `person` tells authors apart, and nothing else."""

    log: int
    initiative: int | None
    person: str
    value: int


@dataclass(frozen=True, slots=True)
class Apart:
    """A slider whose placings pull apart: the logs at each end and between, and how many stand on each step."""

    logs: tuple[int, ...]
    initiatives: int
    left: int
    middle: int
    right: int
    steps: tuple[int, ...]


def pulled_apart(placed: Sequence[Placed], fewest_people: int) -> Apart | None:
    """Say how the placings of one slider pull apart, or None when they don't or are too few to tell.

    They do when at least eight logs of five initiatives by `fewest_people` people stand on it, each outer third
    holds a quarter of them and logs of two initiatives, and fewer stand in the middle third than in either.
    """
    if len(placed) < FEWEST_LOGS or _initiatives(placed) < FEWEST_INITIATIVES:
        return None
    if len({one.person for one in placed}) < fewest_people:
        return None
    left = [one for one in placed if one.value < THIRD]
    right = [one for one in placed if one.value > 100 - THIRD]
    middle = len(placed) - len(left) - len(right)
    if any(4 * len(end) < len(placed) or _initiatives(end) < FEWEST_AT_AN_END for end in (left, right)):
        return None
    if middle >= min(len(left), len(right)):
        return None
    return Apart(
        logs=tuple(sorted(one.log for one in placed)),
        initiatives=_initiatives(placed),
        left=len(left),
        middle=middle,
        right=len(right),
        steps=steps_of(placed),
    )


def steps_of(placed: Sequence[Placed]) -> tuple[int, ...]:
    """How many logs stand on each of ten steps from the left pole to the right one."""
    counts = [0] * STEPS
    for one in placed:
        counts[min(one.value * STEPS // 100, STEPS - 1)] += 1
    return tuple(counts)


def _initiatives(placed: Sequence[Placed]) -> int:
    return len({one.initiative for one in placed if one.initiative is not None})
