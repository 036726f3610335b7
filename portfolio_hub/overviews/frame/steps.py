"""Steps of shading: fixed for counts of initiatives, by fifths of what is there for money and logs."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

Value = int | Decimal
STEPS = 5
FLOORS: tuple[Value, ...] = (3, 6, 11, 19)
"""Of the steps after the first, for initiatives."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Where each step after the first begins, and the texts of a legend for the steps that occur."""

    floors: tuple[Value, ...] = FLOORS
    legend: tuple[tuple[int, str], ...] = ()

    def of(self, value: Value) -> int:
        """The step of a value from 1 to 5; 0 for nothing."""
        return bisect_right(self.floors, value) + 1 if value > 0 else 0


def of_counts() -> Steps:
    """The steps of the design language: 1–2, 3–5, 6–10, 11–18, 19 and more."""
    texts = ("1–2", "3–5", "6–10", "11–18", _("19 or more"))
    return Steps(FLOORS, tuple(enumerate(texts, start=1)))


def of_fifths(values: Iterable[Value], write: Callable[[Value], str]) -> Steps:
    """Steps that each hold a fifth of the values above nothing, or fewer steps when values repeat."""
    ordered = sorted(value for value in values if value > 0)
    if not ordered:
        return Steps((), ())
    places = (len(ordered) * step // STEPS for step in range(1, STEPS))
    floors = tuple(sorted({ordered[at] for at in places} - {ordered[0]}))
    steps = Steps(floors)
    held: dict[int, list[Value]] = {}
    for value in ordered:
        held.setdefault(steps.of(value), []).append(value)
    legend = tuple((step, _span(write(low[0]), write(low[-1]))) for step, low in held.items())
    return Steps(floors, legend)


def _span(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"
