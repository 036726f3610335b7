"""Timing cases side by side, and what came out of a measure."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any


@dataclass(frozen=True)
class Result:
    """One number of the table; `goal` is the most it should be, or the least where `is_least`; None is only told."""

    number: str
    what: str
    value: float
    goal: float | None = None
    is_least: bool = False
    unit: str = ""
    note: str = ""

    @property
    def is_met(self) -> bool:
        if self.goal is None:
            return True
        return self.value >= self.goal if self.is_least else self.value <= self.goal

    @property
    def verdict(self) -> str:
        """Whether the goal is met, and if not, by which part it is missed."""
        if self.goal is None:
            return ""
        if self.is_met:
            return "met"
        smaller, larger = sorted((self.value, self.goal))
        return f"short by {larger / smaller - 1:.0%}" if smaller else "short"

    @property
    def shown(self) -> str:
        return f"{_short(self.value)}{self.unit}"

    @property
    def wanted(self) -> str:
        if self.goal is None:
            return ""
        return f"{'≥' if self.is_least else '≤'} {_short(self.goal)}{self.unit}"


def _short(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}" if abs(value) < 1 else f"{value:.1f}"


class Times(dict[str, list[float]]):
    """Seconds of every round, by case."""

    def p50(self, name: str) -> float:
        return median(self[name])

    def p95(self, name: str) -> float:
        return quantiles(self[name], n=20)[-1]

    def ratio(self, name: str, by: str) -> float:
        return self.p50(name) / self.p50(by)

    def undisturbed(self, name: str, by: str) -> str:
        """The ratio of the quickest rounds, for a note: other work on the machine slows long answers most."""
        return f"quickest rounds {min(self[name]) / min(self[by]):.1f}"

    def ms(self, *names: str) -> str:
        """The medians in milliseconds, for a note."""
        return ", ".join(f"{name} {self.p50(name) * 1000:.2f} ms" for name in names)


def side_by_side(cases: Mapping[str, Callable[[], Any]], *, rounds: int, warm: int = 3) -> Times:
    """Run every case once a round, beginning with another one each time, so that all meet the same machine."""
    names = list(cases)
    times = Times({name: [] for name in names})
    for number in range(-warm, rounds):
        start = number % len(names)
        for name in (*names[start:], *names[:start]):
            began = time.perf_counter()
            cases[name]()
            if number >= 0:
                times[name].append(time.perf_counter() - began)
    return times
