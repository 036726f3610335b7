"""How much each kind of reason speaks for pairs, many pairs at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from sensemaking.affinity import places
from sensemaking.affinity.kinds import (
    DONE,
    EARLY,
    KINDS,
    LEARNING,
    LEAST_SCORE,
    NEAR,
    ONE_WORD,
    RULES,
    SCALE,
    SPOKEN,
    STAGE,
    TEXT,
)
from sensemaking.affinity.matrix import Rows, kind_of
from sensemaking.affinity.profile import Profile

AT_ONCE = 20_000
MOST, LEAST, ALONE = (
    np.array([getattr(rule, name) for rule in RULES.values()], dtype=np.float64) for name in ("most", "least", "alone")
)
IS_SPOKEN = np.array([kind in SPOKEN for kind in KINDS])


@dataclass(slots=True)
class Facing:
    """What of each row stands beside its matrix: where it is, how far is near, and how far it has come (1 for early,
    2 for done, 0 for neither).
    """

    points: np.ndarray
    reach: np.ndarray
    comes: np.ndarray

    def replace(self, rows: np.ndarray, new: "Facing") -> bool:
        """Put what stands beside some rows in place; rows from the end on are added. Say whether any has moved."""
        more = max(int(rows.max()) + 1 - len(self.comes), 0)
        has_moved = more > 0 or not np.array_equal(self.points[rows], new.points, equal_nan=True)
        for name in ("points", "reach", "comes") if has_moved else ("comes",):
            old = getattr(self, name)
            grown = np.concatenate((old, np.zeros((more, *old.shape[1:]), dtype=old.dtype)))
            grown[rows] = getattr(new, name)
            setattr(self, name, grown)
        return has_moved


def comes_as(profile: Profile) -> int:
    """1 for whoever is about to try something, 2 for whoever has done it, 0 for all others.

    A closed initiative has done it if it left a learning log: dead ends are worth as much to whoever comes next.
    """
    if profile.stage in EARLY:
        return 1
    return 2 * (profile.stage in DONE or (profile.stage < 0 and bool(profile.logs)))


@dataclass(slots=True)
class Scores:
    """For each pair what each kind of reason adds, 0 where it is too little to be called one."""

    parts: np.ndarray

    @property
    def total(self) -> np.ndarray:
        return np.asarray(self.parts.sum(axis=1))

    def hold(self, weight: np.ndarray) -> np.ndarray:
        """Which pairs have enough that speaks for them, and something that could do so alone."""
        return np.asarray((self.total >= LEAST_SCORE) & (self.parts >= ALONE * weight).any(axis=1))


@dataclass(frozen=True)
class Scorer:
    """Weighs pairs of rows of one matrix."""

    rows: Rows
    facing: Facing
    weights: Mapping[str, float]
    width: int

    @cached_property
    def weight(self) -> np.ndarray:
        return np.array([self.weights.get(kind, 1.0) for kind in KINDS])

    def totals(self, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
        """The score of each pair, 0 where too little speaks for it."""
        found = np.zeros(len(ones))
        for at in range(0, len(ones), AT_ONCE):
            scores = Scores(self._parts(ones[at : at + AT_ONCE], others[at : at + AT_ONCE]))
            found[at : at + AT_ONCE] = np.where(scores.hold(self.weight), scores.total, 0)
        return found

    def scores(self, ones: np.ndarray, others: np.ndarray) -> Scores:
        """What speaks for these pairs; the smaller row stands first in each."""
        parts = [
            self._parts(ones[at : at + AT_ONCE], others[at : at + AT_ONCE])
            for at in range(0, max(len(ones), 1), AT_ONCE)
        ]
        return Scores(np.concatenate(parts))

    def _parts(self, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
        shared = self.shared(ones, others)
        found = by_kind(shared) / SCALE**2
        shared.data[:] = 1
        found[IS_SPOKEN & (by_kind(shared) == 1)] *= ONE_WORD
        facing = self.facing
        length = places.metres(facing.points[ones], facing.points[others])
        near = places.strength(length, facing.reach[ones], facing.reach[others])
        found[:, KINDS.index(NEAR)] = near * self.weight[KINDS.index(NEAR)]
        found = np.minimum(found, MOST * self.weight)
        found[found < LEAST * self.weight] = 0
        speak = found[:, KINDS.index(TEXT)] + found[:, KINDS.index(LEARNING)]
        complete = facing.comes[ones] + facing.comes[others] == 3
        at = KINDS.index(STAGE)
        rule = RULES[STAGE]
        found[:, at] = np.where(complete, np.minimum(rule.each * speak, rule.most) * self.weight[at], 0)
        found[found < LEAST * self.weight] = 0
        return found

    def shared(self, ones: np.ndarray, others: np.ndarray) -> sparse.csr_matrix:
        """The columns that both rows of each pair have, and what each of them adds."""
        mine = self.rows.take(ones, self.width)
        theirs = self.rows.take(others, self.width, answering=True)
        return mine.multiply(theirs).tocsr()


def by_kind(shared: sparse.csr_matrix) -> np.ndarray:
    """The sums for each kind."""
    owner = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr))
    at = owner * len(KINDS) + kind_of(shared.indices)
    found = np.bincount(at, shared.data, minlength=shared.shape[0] * len(KINDS))
    return np.asarray(found.reshape(shared.shape[0], len(KINDS)), dtype=np.float64)


def facing_of(profiles: Sequence[Profile], near: places.Points) -> Facing:
    """What stands beside the rows of these profiles."""
    points = places.on_globe([profile.at for profile in profiles])
    return Facing(points, near.reach(points), np.array([comes_as(profile) for profile in profiles], dtype=np.int64))
