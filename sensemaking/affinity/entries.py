"""The candidates of every initiative with their scores, as columns of numbers."""

from dataclasses import dataclass, field

import numpy as np

ROW = 2**32
NOBODY = -1


def _numbers() -> np.ndarray:
    return np.empty(0, dtype=np.int64)


@dataclass(slots=True)
class Entries:
    """`others` are the candidates of `rows`; `is_best` marks those that the row brings as its best ones.

    The entries of row n are `sizes[n]` from `starts[n]` on. New ones are written behind; those that they replace have
    nobody as their other until all are packed anew.
    """

    most: int
    rows: np.ndarray = field(default_factory=_numbers)
    others: np.ndarray = field(default_factory=_numbers)
    scores: np.ndarray = field(default_factory=lambda: np.empty(0))
    is_best: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=bool))
    starts: np.ndarray = field(default_factory=_numbers)
    sizes: np.ndarray = field(default_factory=_numbers)
    used: int = 0

    def of(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The entries of some rows, as keys in order, and their scores."""
        rows = rows[rows < len(self.starts)]
        at = _spread(self.starts[rows], self.sizes[rows])
        keys = self.rows[at].astype(np.int64) * ROW + self.others[at]
        order = np.argsort(keys)
        return keys[order], self.scores[at][order]

    def write(
        self, asked: np.ndarray, rows: np.ndarray, others: np.ndarray, scores: np.ndarray, ids: np.ndarray
    ) -> None:
        """Put the entries of the rows `asked` in place of what they had.

        The best of each row are those with the greatest scores; of equals, the one with the smaller id.
        """
        order = np.lexsort((ids[others], -scores, rows))
        rows, others, scores = rows[order], others[order], scores[order]
        counts = np.bincount(rows, minlength=len(ids))
        rank = np.arange(len(rows)) - (np.cumsum(counts) - counts)[rows]
        self._forget(asked, len(ids), len(rows))
        part = slice(self.used, self.used + len(rows))
        self.rows[part], self.others[part], self.scores[part] = rows, others, scores
        self.is_best[part] = (rank < self.most) & (scores > 0)
        self.starts[asked] = self.used + (np.cumsum(counts) - counts)[asked]
        self.sizes[asked] = counts[asked]
        self.used = part.stop

    def beside(self, rows: np.ndarray) -> np.ndarray:
        """Whoever has one of these rows among its candidates."""
        if len(rows) == 1:
            return np.unique(self.rows[: self.used][self.others[: self.used] == rows[0]]).astype(np.int64)
        return np.unique(self.rows[: self.used][self._among(self.others, rows)]).astype(np.int64)

    def best(self, touching: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Each pair once that one of its ends brings; of those, with `touching`, the ones with an end among these."""
        keep = self.is_best[: self.used]
        if touching is not None:
            keep = keep & (self._among(self.rows, touching) | self._among(self.others, touching))
        at = np.flatnonzero(keep)
        rows, others = self.rows[at].astype(np.int64), self.others[at].astype(np.int64)
        _pairs, first = np.unique(np.minimum(rows, others) * ROW + np.maximum(rows, others), return_index=True)
        return rows[first], others[first], self.scores[at][first]

    def _among(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Which entries are among these rows, by a table, whose last place is nobody's."""
        table = np.zeros(max(len(self.starts), int(rows.max(initial=0)) + 1) + 1, dtype=bool)
        table[rows] = True
        return np.asarray(table[numbers[: self.used]])

    def _forget(self, rows: np.ndarray, size: int, more: int) -> None:
        """Leave out what these rows had, and make room."""
        if size > len(self.starts):
            grown = np.zeros(size - len(self.starts), dtype=np.int64)
            self.starts, self.sizes = np.concatenate((self.starts, grown)), np.concatenate((self.sizes, grown))
        at = _spread(self.starts[rows], self.sizes[rows])
        self.others[at], self.is_best[at] = NOBODY, False
        self.sizes[rows] = 0
        if self.used + more > len(self.rows):
            self._pack(more)

    def _pack(self, more: int) -> None:
        at = _spread(self.starts, self.sizes)
        room = more + len(at) // 8
        self.rows = np.concatenate((self.rows[at], np.empty(room, dtype=np.int64))).astype(np.int32)
        self.others = np.concatenate((self.others[at], np.empty(room, dtype=np.int64))).astype(np.int32)
        self.scores = np.concatenate((self.scores[at], np.empty(room)))
        self.is_best = np.concatenate((self.is_best[at], np.zeros(room, dtype=bool)))
        self.starts, self.used = np.cumsum(self.sizes) - self.sizes, len(at)


def _spread(starts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """The places of all entries of rows, row after row."""
    ends = np.cumsum(sizes)
    return np.asarray(np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - sizes), sizes))
