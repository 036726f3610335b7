"""The initiatives as rows of whole numbers, so made that the product of two rows is how much the two have in common."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import sqrt

import numpy as np
from scipy import sparse

from sensemaking.affinity.kinds import BARRIER, KINDS, NEED, RULES, SCALE, SETS
from sensemaking.affinity.kinds import LEARNING as LEARNING_KIND
from sensemaking.affinity.kinds import TEXT as TEXT_KIND
from sensemaking.affinity.reading import BARRIER as BARRIER_SLOT
from sensemaking.affinity.reading import STRIDE, Said, Vocabulary
from sensemaking.affinity.scale import Scale

KIND_OF_SLOT = np.array(
    [KINDS.index(kind) for kind in (TEXT_KIND, LEARNING_KIND, BARRIER, BARRIER, NEED, NEED, *SETS)], dtype=np.int64
)
ANSWERING = 4
"""Barriers, enablers, offers and needs stand in so many slots, each beside the one that it answers."""
NOTHING = 0.004
"""A thing that so many have that it adds less than this is not looked at."""
TOLD_APART_BY = 64
"""Of each text so many stems are kept, and so many things: whoever says or has more is not nearer to everybody."""
SHORT = 3
"""A text is read as if it held so many rare words besides, so that two words in common are not half of a title."""


@dataclass(slots=True)
class Rows:
    """A sparse matrix of whole numbers of which rows can be replaced, at the cost of the new ones only.

    Row n is `sizes[n]` entries from `starts[n]` on; what was replaced stays where it was until it is too much.
    """

    starts: np.ndarray
    sizes: np.ndarray
    columns: np.ndarray
    values: np.ndarray
    used: int

    @classmethod
    def of(cls, sizes: np.ndarray, columns: np.ndarray, values: np.ndarray) -> "Rows":
        """Rows that stand one behind the other."""
        starts = np.cumsum(sizes) - sizes
        return cls(starts, sizes, columns.astype(np.int32), values.astype(np.int32), len(columns))

    def __len__(self) -> int:
        return len(self.starts)

    def csr(self, width: int, answering: bool = False) -> sparse.csr_matrix:
        """The whole matrix; `answering` has barriers where enablers stand and offers where needs do."""
        return self.take(np.arange(len(self)), width, answering)

    def take(self, rows: np.ndarray, width: int, answering: bool = False) -> sparse.csr_matrix:
        """Some of its rows."""
        sizes = self.sizes[rows]
        ends = np.concatenate(([0], np.cumsum(sizes)))
        at = np.arange(ends[-1]) + np.repeat(self.starts[rows] - ends[:-1], sizes)
        columns, values = self.columns[at], self.values[at]
        found = sparse.csr_matrix((len(rows), width), dtype=np.int32)
        found.indices, found.data = answers(columns, values, ends) if answering else (columns, values)
        found.indptr = ends.astype(np.int32)
        return found

    def replace(self, rows: np.ndarray, new: "Rows") -> None:
        """Put new rows in the place of old ones; numbers from the end on are added."""
        more = max(int(rows.max()) + 1 - len(self), 0)
        if more:
            self.starts = np.concatenate((self.starts, np.zeros(more, dtype=np.int64)))
            self.sizes = np.concatenate((self.sizes, np.zeros(more, dtype=np.int64)))
        self._make_room(new.used)
        self.columns[self.used : self.used + new.used] = new.columns[: new.used]
        self.values[self.used : self.used + new.used] = new.values[: new.used]
        self.starts[rows] = self.used + new.starts
        self.sizes[rows] = new.sizes
        self.used += new.used

    def _make_room(self, count: int) -> None:
        if self.used + count <= len(self.columns):
            return
        ends = np.cumsum(self.sizes)
        at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(self.starts - (ends - self.sizes), self.sizes)
        room = np.empty(count + len(at) // 8, dtype=np.int32)
        self.columns = np.concatenate((self.columns[at], room))
        self.values = np.concatenate((self.values[at], room))
        self.starts, self.used = ends - self.sizes, len(at)


def answers(columns: np.ndarray, values: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The columns that answer others: an enabler a barrier, a need an offer; all others answer themselves.

    Two that answer each other are neighbours, so the order holds, unless a row has both: then values change places.
    """
    at = np.flatnonzero(((columns & (STRIDE - 1)) - BARRIER_SLOT).view(np.uint32) < ANSWERING)
    if not len(at):
        return columns, values
    turned = columns.copy()
    turned[at] ^= 1
    is_first = np.zeros(len(columns) + 1, dtype=bool)
    is_first[ends] = True
    nexts = np.minimum(at + 1, len(columns) - 1)
    both = at[(columns[nexts] == turned[at]) & (nexts > at) & ~is_first[nexts] & (columns[at] % 2 == 0)]
    turned[both], turned[both + 1] = columns[both], columns[both + 1]
    values = values.copy()
    values[both], values[both + 1] = values[both + 1], values[both]
    return turned, values


@dataclass(slots=True)
class Weigher:
    """Turns what was read into rows, by one scale and the weights of one portfolio."""

    scale: Scale
    weights: Mapping[str, float]
    vocabulary: Vocabulary
    _rarity: np.ndarray = field(default_factory=lambda: np.zeros((2, 0), dtype=np.int64))
    _worth: list[float] = field(default_factory=list)

    def weight(self, kind: str) -> float:
        return self.weights.get(kind, 1.0)

    @property
    def width(self) -> int:
        return len(self.vocabulary) * STRIDE

    def rows(self, said: Sequence[Said]) -> Rows:
        """A row for each; the columns of a row in order, each once."""
        self._learn()
        found = [self._text(said, slot) for slot in range(6)]
        owner = np.repeat(np.arange(len(said)), [len(row.things) for row in said])
        columns = _joined([row.things for row in said])
        values = np.array([self._thing(column) for column in columns.tolist()], dtype=np.int64)
        keep = _heaviest(owner, values)
        found.append((owner[keep], columns[keep], values[keep]))
        owner, columns, values = (np.concatenate(part) for part in zip(*found, strict=True))
        order = np.lexsort((columns, owner))
        order = order[values[order] > 0]
        sizes = np.bincount(owner[order], minlength=len(said)).astype(np.int64)
        return Rows.of(sizes, columns[order], values[order])

    def _learn(self) -> None:
        """Weigh stems and things that were met since the last time."""
        if len(self._worth) == len(self.vocabulary):
            return
        rarity: list[tuple[int, int]] = []
        for key in islice(self.vocabulary.numbers, len(self._worth), None):
            is_thing = isinstance(key, tuple) and isinstance(key[1], int)
            self._worth.append(self.scale.worth(key) if is_thing else 0.0)
            rarity.append((0, 0) if is_thing else (self.scale.rarity(key, 0), self.scale.rarity(key, 1)))
        self._rarity = np.concatenate((self._rarity, np.array(rarity, dtype=np.int64).T), axis=1)

    def _thing(self, column: int) -> int:
        kind = KINDS[KIND_OF_SLOT[column % STRIDE]]
        if RULES[kind].each * self._worth[column // STRIDE] < NOTHING:
            return 0
        return round(SCALE * sqrt(self.weight(kind) * RULES[kind].each * self._worth[column // STRIDE]))

    def _text(self, said: Sequence[Said], slot: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The stems of one part of each, as a row of about unit length × the root of what the kind counts."""
        parts = [row.parts[slot] for row in said]
        if not any(parts):
            return (np.empty(0, dtype=np.int64),) * 3
        rarity, size = self._rarity[0 if slot in (0, 4, 5) else 1], len(self.vocabulary)
        owner = np.repeat(np.arange(len(said)), [len(part) for part in parts])
        keys, times = np.unique(owner * size + _joined(parts), return_counts=True)
        owner, stems = np.divmod(keys, size)
        weights = np.round((1 + np.log(times)) * rarity[stems]).astype(np.int64)
        keep = _heaviest(owner, weights)
        owner, stems, weights = owner[keep], stems[keep], weights[keep]
        squares = np.bincount(owner, weights.astype(float) ** 2, minlength=len(said))
        length = np.sqrt(squares + SHORT * self.scale.rarest**2)
        kind = KINDS[KIND_OF_SLOT[slot]]
        top = SCALE * sqrt(self.weight(kind) * RULES[kind].each)
        return owner, stems * STRIDE + slot, np.round(top * weights / length[owner]).astype(np.int64)


def _joined(parts: Sequence["array[int]"]) -> np.ndarray:
    found = [np.frombuffer(part, dtype=np.int32) for part in parts if len(part)]
    return np.concatenate(found).astype(np.int64) if found else np.empty(0, dtype=np.int64)


def _heaviest(owner: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Which stems of each row are kept; where two weigh the same at the edge, both."""
    keep = weights > 0
    sizes = np.bincount(owner) if len(owner) else np.empty(0, dtype=np.int64)
    ends = np.cumsum(sizes)
    for row in np.flatnonzero(sizes > TOLD_APART_BY):
        part = slice(ends[row] - sizes[row], ends[row])
        least = np.partition(weights[part], -TOLD_APART_BY)[-TOLD_APART_BY]
        keep[part] &= weights[part] >= least
    return np.asarray(keep)


def kind_of(columns: np.ndarray) -> np.ndarray:
    """The number of the kind that each column speaks for."""
    return np.asarray(KIND_OF_SLOT[columns & (STRIDE - 1)])
