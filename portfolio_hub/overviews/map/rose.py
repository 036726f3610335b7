"""The rose: where initiatives stand on the map, by system, stage and id alone.

A wedge is a system, as wide as it has initiatives (to the power 0.8); a ring is a stage, the inmost the embedded ones;
what is closed stands outside the rim. Every count is taken in steps, and each id asks for a seat of its own by a
seeded order, so that nothing moves while others come and go, until a step is crossed.
"""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from math import cos, inf, isqrt, log, pi, radians, sin, sqrt

RIM, CORE = 1000.0, 200.0
CLOSED_INNER, CLOSED_OUTER = 1030.0, 1130.0
EMBEDDED, GROWING, TESTING, EXPLORING, CLOSED = range(5)
RINGS = 5
"""The last of them stands outside the rim."""
GAP = 28.0
"""Degrees left open before the first wedge, for the names of the rings."""
START = -14.0
"""Degrees clockwise from the top where the first wedge begins."""
WEDGE_SPACE, RING_SPACE = 2.0, 9.0
LEAST_SHARE = 0.03
MOST_DOT, LEAST_DOT = 12.0, 2.0
DOT_SHARE, JITTER_SHARE = 0.36, 0.11
"""Of the distance of two seats: the radius of a dot, and how far it may stray from its seat."""


@dataclass(frozen=True, slots=True)
class Seed:
    """What decides where a node stands: its id, the wedge it belongs to (0 and up), and its ring."""

    id: int
    wedge: int
    ring: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a wedge in one ring; angles in degrees clockwise from the top, radii from the centre."""

    start: float
    end: float
    inner: float
    outer: float

    @property
    def angle(self) -> float:
        """The width in radians."""
        return radians(self.end - self.start)

    @property
    def thick(self) -> float:
        """From the inner edge to the outer one."""
        return self.outer - self.inner

    @property
    def wide(self) -> float:
        """From one side to the other, half-way out."""
        return self.angle * (self.inner + self.outer) / 2


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of one cell: how many each row has, from the inside, and how far two are apart at least."""

    cell: Cell
    rows: tuple[int, ...]
    apart: float

    def across(self, row: int, seat: int) -> float:
        """Where a seat is in its row, from 0 to 1; every other row is moved a little either way."""
        shift = (0.12 if row % 2 else -0.12) if self.rows[row] > 1 else 0.0
        return (seat + 0.5 + shift) / self.rows[row]

    def outwards(self, row: int) -> float:
        """Where a row is in the cell, from 0 to 1."""
        return (row + 0.5) / len(self.rows)

    def point(self, row: int, across: float) -> tuple[float, float]:
        """Where a place in a row is on the map."""
        cell = self.cell
        angle = cell.start + (cell.end - cell.start) * across
        return at(angle, cell.inner + (cell.outer - cell.inner) * self.outwards(row))


def step(count: int) -> int:
    """The next count that is drawn: 1, 2, 4, 6, 9, 12, 16, 20, 25, 30 …, about a tenth apart."""
    root = isqrt(max(count, 1) * 4)
    return root * root // 4 if root * root // 4 >= count else (root + 1) ** 2 // 4


def at(angle: float, radius: float) -> tuple[float, float]:
    """The point at an angle in degrees clockwise from the top; y grows downwards."""
    turn = radians(angle)
    return radius * sin(turn), -radius * cos(turn)


class Rose:
    """The rose of some seeds over a number of wedges: its cells and a point for each id."""

    def __init__(self, seeds: Iterable[Seed], wedges: int) -> None:
        self.wedges = wedges
        self.members: dict[tuple[int, int], list[int]] = defaultdict(list)
        for seed in seeds:
            self.members[seed.wedge, seed.ring].append(seed.id)

    @cached_property
    def bounds(self) -> list[tuple[float, float]]:
        """By wedge: where it begins and where it ends, in degrees."""
        counts = Counter(dict.fromkeys(range(self.wedges), 0))
        for (wedge, _ring), ids in self.members.items():
            counts[wedge] += len(ids)
        weights = [step(counts[wedge]) ** 0.8 for wedge in range(self.wedges)]
        least = sum(weights) * LEAST_SHARE
        weights = [max(weight, least) for weight in weights]
        room = (360.0 - GAP) / sum(weights) if weights else 0.0
        found, begin = [], START
        for weight in weights:
            found.append((begin, begin + weight * room))
            begin += weight * room
        return found

    @cached_property
    def radii(self) -> list[tuple[float, float]]:
        """By ring: its inner and its outer radius. Half of the room is shared evenly, half by what stands there."""
        counts = [sum(len(self.members.get((w, ring), ())) for w in range(self.wedges)) for ring in range(CLOSED)]
        weights = [step(count) ** 0.8 if count else 0.0 for count in counts]
        whole = sum(weights) or 1.0
        found, inner = [], CORE
        for weight in weights:
            outer = inner + (RIM - CORE) * (0.5 / CLOSED + 0.5 * (weight / whole if any(weights) else 1 / CLOSED))
            found.append((inner, outer))
            inner = outer
        return [*found, (CLOSED_INNER, CLOSED_OUTER)]

    def cell(self, wedge: int, ring: int) -> Cell:
        """Where the members of a wedge in a ring stand, without the space between it and its neighbours."""
        (start, end), (inner, outer) = self.bounds[wedge], self.radii[ring]
        return Cell(start, end, inner + RING_SPACE, outer - RING_SPACE)

    @cached_property
    def seats(self) -> dict[tuple[int, int], Seats]:
        """The seats of every cell in which somebody stands."""
        return {key: seats_of(self.cell(*key), step(len(ids))) for key, ids in self.members.items()}

    @cached_property
    def dot(self) -> float:
        """The radius of a dot with which no two of them meet."""
        apart = min((seats.apart for seats in self.seats.values()), default=MOST_DOT / DOT_SHARE)
        return max(LEAST_DOT, min(MOST_DOT, apart * DOT_SHARE))

    @cached_property
    def points(self) -> dict[int, tuple[float, float]]:
        """By id: where it stands, from -1130 to 1130 around the centre."""
        found: dict[int, tuple[float, float]] = {}
        for key, ids in self.members.items():
            seats = self.seats[key]
            for id_, (row, across) in seated(ids, seats).items():
                found[id_] = strayed(seats.point(row, across), seats.apart * JITTER_SHARE, id_)
        return found


def seats_of(cell: Cell, count: int) -> Seats:
    """`count` seats, spread evenly over the rows of the cell."""
    rows = rows_of(count, coarse(cell.wide / cell.thick, 1.4), coarse(cell.inner / cell.outer, 1.15))
    radii = (cell.inner + cell.thick * (row + 0.5) / len(rows) for row in range(len(rows)))
    along = (
        2 * radius * sin(min(cell.angle / seats, pi) / 2) for radius, seats in zip(radii, rows, strict=True) if seats
    )
    return Seats(cell, tuple(rows), min(cell.thick / len(rows), *along))


def coarse(value: float, ratio: float) -> float:
    """The value in steps, so that a cell that grows a little keeps its rows."""
    return float(ratio ** round(log(max(value, 1e-6)) / log(ratio)))


def rows_of(count: int, shape: float, taper: float) -> list[int]:
    """How many seats each row has, from the inside, in a cell so many times as wide as thick; `taper` is its inner
    radius as a part of its outer one.
    """
    number = min(count, max(1, round(sqrt(count / shape))))
    lengths = [taper + (1 - taper) * (row + 0.5) / number for row in range(number)]
    share = count / sum(lengths)
    ends = [round(sum(lengths[: row + 1]) * share) for row in range(number)]
    return [end - begin for begin, end in zip([0, *ends[:-1]], ends, strict=True)]


def seated(ids: Iterable[int], seats: Seats) -> dict[int, tuple[int, float]]:
    """By id: its row, and where it is in it. The older comes first, and each takes the free seat nearest to the spot
    that its id asks for, so that others who come or go, and seats that are added, move few and not far.
    """
    free = [[seats.across(row, seat) for seat in range(number)] for row, number in enumerate(seats.rows)]
    heights = [seats.outwards(row) for row in range(len(free))]
    found: dict[int, tuple[int, float]] = {}
    for id_ in sorted(ids):
        numbers = _numbers(id_)
        row, seat = _free_seat(free, heights, seats.cell, (numbers[0] / 2**32, numbers[1] / 2**32))
        found[id_] = (row, free[row].pop(seat))
    return found


def _free_seat(
    free: list[list[float]], heights: list[float], cell: Cell, wanted: tuple[float, float]
) -> tuple[int, int]:  # fmt: skip
    """The row and the place among its free seats that is nearest to the wanted spot of the cell; the nearest rows
    are looked at first, and those that are further than a seat found are not looked at.
    """
    (across, outwards), wide, thick = wanted, cell.wide, cell.thick
    best, found = inf, (0, 0)
    for row in sorted(range(len(free)), key=lambda row: abs(heights[row] - outwards)):
        up = (heights[row] - outwards) * thick
        if up * up >= best:
            break
        for near in _nearest(free[row], across):
            along = (free[row][near] - across) * wide
            if (far := up * up + along * along) < best:
                best, found = far, (row, near)
    return found


def _nearest(values: list[float], wanted: float) -> list[int]:
    """The places of the values on either side of the wanted one, in a list in order."""
    place = bisect(values, wanted)
    return [near for near in (place - 1, place) if 0 <= near < len(values)]


def strayed(point: tuple[float, float], far: float, id_: int) -> tuple[float, float]:
    """The point, moved a little in a direction that only the id decides."""
    numbers = _numbers(id_)
    turn, length = numbers[2] / 2**32 * 2 * pi, numbers[3] / 2**32 * far
    return point[0] + cos(turn) * length, point[1] + sin(turn) * length


def _numbers(id_: int) -> tuple[int, int, int, int]:
    """Four numbers below 2**32 that look random and are the same for an id for ever."""
    digest = blake2b(id_.to_bytes(8, "big"), digest_size=16).digest()
    return tuple(int.from_bytes(digest[place : place + 4], "big") for place in (0, 4, 8, 12))  # type: ignore[return-value]
