"""How near initiatives are to each other, where near depends on how many there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from sensemaking.affinity.kinds import NEAR, RULES
from sensemaking.affinity.profile import Profile

EARTH = 6_371_000
FARTHEST = 1_500
"""Metres from which on nothing is near: a walk of twenty minutes."""
NEIGHBOURS = 8
"""Of each initiative no more than so many are near: in a dense street metres count, in a village the next mile."""


def on_globe(at: Sequence[tuple[float, float] | None]) -> np.ndarray:
    """Points of the unit globe, by latitude and longitude in degrees; not-a-number where there is none."""
    degrees = np.array([point if _is_on_earth(point) else (np.nan, np.nan) for point in at], dtype=float).reshape(-1, 2)
    latitude, longitude = np.radians(degrees.T)
    ring = np.cos(latitude)
    return np.column_stack((ring * np.cos(longitude), ring * np.sin(longitude), np.sin(latitude)))


def _is_on_earth(point: tuple[float, float] | None) -> bool:
    return point is not None and abs(point[0]) <= 90 and abs(point[1]) <= 360


def metres(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Great-circle distances; the same in both directions to the last bit."""
    away = one - other
    chord = np.sqrt(away[..., 0] ** 2 + away[..., 1] ** 2 + away[..., 2] ** 2)
    return np.asarray(2 * EARTH * np.arcsin(np.minimum(chord / 2, 1)))


def _chord(length: float | np.ndarray) -> np.ndarray:
    return np.asarray(2 * np.sin(np.asarray(length) / (2 * EARTH)))


@dataclass(frozen=True, slots=True)
class Points:
    """Where the initiatives of a portfolio are when it is measured."""

    tree: cKDTree | None

    @classmethod
    def of(cls, profiles: Sequence[Profile]) -> "Points":
        known = on_globe([profile.at for profile in profiles])
        known = known[~np.isnan(known[:, 0])]
        return cls(cKDTree(known) if len(known) else None)

    def reach(self, points: np.ndarray) -> np.ndarray:
        """How far others count as near from each point, in metres: to the eighth of the others, within a limit.

        0 where there is no point, or where more than eight stand on it: an address that many share tells nothing.
        """
        found = np.zeros(len(points))
        known = ~np.isnan(points[:, 0])
        if self.tree is None or not known.any():
            return found
        chords = self.tree.query(points[known], k=[NEIGHBOURS + 1], distance_upper_bound=float(_chord(FARTHEST)))[0]
        chords = np.minimum(chords[:, 0], float(_chord(FARTHEST)))
        found[known] = np.round(2 * EARTH * np.arcsin(chords / 2), 3)
        return found


def strength(length: np.ndarray, reach: np.ndarray, others: np.ndarray) -> np.ndarray:
    """How much it tells that two are so many metres apart; `reach` and `others` are how far each counts as near."""
    least = np.minimum(reach, others)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(length < least, 1 - length / np.where(least > 0, least, 1), 0.0)
    return np.asarray(RULES[NEAR].each * part)


def close_pairs(points: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All pairs that are near each other, the smaller row first."""
    rows = np.flatnonzero(reach > 0)
    if len(rows) < 2:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    tree = cKDTree(points[rows])
    found = tree.query_ball_point(points[rows], _chord(reach[rows] + 0.01), workers=1)
    ends = np.fromiter((len(row) for row in found), dtype=np.int64, count=len(rows))
    ones = np.repeat(rows, ends)
    others = rows[np.fromiter(_flat(found), dtype=np.int64, count=int(ends.sum()))]
    keep = ones < others
    ones, others = ones[keep], others[keep]
    near = metres(points[ones], points[others]) < np.minimum(reach[ones], reach[others])
    return ones[near], others[near]


def _flat(found: Sequence[Sequence[int]]) -> Iterator[int]:
    for row in found:
        yield from row


def close_to(rows: np.ndarray, points: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same for a few rows, found without any tree: each of these rows with whoever is near it."""
    rows = rows[reach[rows] > 0]
    least = 1 - float(_chord(FARTHEST + 1)) ** 2 / 2
    at, others = np.nonzero(points[rows] @ points.T >= least)
    ones = rows[at]
    near = metres(points[ones], points[others]) < np.minimum(reach[ones], reach[others])
    near &= ones != others
    return ones[near], others[near]
