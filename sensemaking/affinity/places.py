"""How near initiatives are to each other, where near depends on how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy.spatial import cKDTree

from sensemaking.affinity.kinds import NEAR, RULES
from sensemaking.affinity.profile import Profile

EARTH = 6_371_000
FARTHEST = 1_500
"""Metres from which on nothing is near: a walk of twenty minutes."""
SLACK = 0.01
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


@dataclass(slots=True)
class Nearby:
    """Where initiatives are now, to find who is near whom; `reach` is how far others count as near from each."""

    points: np.ndarray
    reach: np.ndarray
    rows: np.ndarray
    tree: cKDTree | None

    @classmethod
    def of(cls, points: np.ndarray, reach: np.ndarray) -> "Nearby":
        rows = np.flatnonzero(reach > 0)
        return cls(points, reach, rows, cKDTree(points[rows]) if len(rows) else None)

    def to(self, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each of these rows with whoever is near it."""
        asked = asked[self.reach[asked] > 0]
        if self.tree is None or not len(asked):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        found = self.tree.query_ball_point(self.points[asked], _chord(self.reach[asked] + SLACK))
        counts = np.fromiter(map(len, found), dtype=np.int64, count=len(asked))
        ones = np.repeat(asked, counts)
        others = self.rows[np.fromiter(chain.from_iterable(found), dtype=np.int64, count=int(counts.sum()))]
        near = metres(self.points[ones], self.points[others]) < np.minimum(self.reach[ones], self.reach[others])
        near &= ones != others
        return ones[near], others[near]
