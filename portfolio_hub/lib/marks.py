"""Geometry of the small marks a page draws as SVG: sparklines and bars."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spark:
    """A line through values, in the units of its box."""

    points: str
    area: str
    end_x: float
    end_y: float


@dataclass(frozen=True)
class Segment:
    """One part of a stacked bar, in percent of its width."""

    x: float
    width: float


def spark(values: Sequence[float], width: int, height: int, margin: int = 4) -> Spark | None:
    """Place values from left to right between zero and their highest; None for fewer than two."""
    if len(values) < 2:
        return None
    top = max(max(values), 0) or 1
    step = (width - 2 * margin) / (len(values) - 1)
    places = [
        (round(margin + step * index, 1), round(height - margin - value / top * (height - 2 * margin), 1))
        for index, value in enumerate(values)
    ]
    points = " ".join(f"{x},{y}" for x, y in places)
    area = f"{margin},{height - margin} {points} {width - margin},{height - margin}"
    return Spark(points, area, *places[-1])


def stacked(counts: Sequence[float], gap: float = 0.6) -> list[Segment]:
    """Share 100 percent among the counts with a small gap between parts; parts of nothing have no width."""
    total = sum(counts)
    if not total:
        return [Segment(0, 0) for _ in counts]
    shown = sum(1 for count in counts if count)
    room = 100 - gap * (shown - 1)
    segments: list[Segment] = []
    x = 0.0
    for count in counts:
        width = count / total * room
        segments.append(Segment(round(min(x, 100), 2), round(width, 2)))
        x += width + gap if count else 0
    return segments


def share(part: float, whole: float) -> float:
    """Give a part as percent of a whole, held between 0 and 100."""
    return round(min(max(part / whole * 100, 0), 100), 2) if whole else 0
