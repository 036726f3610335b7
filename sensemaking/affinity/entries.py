"""The candidates of every initiative with their scores, as columns of numbers."""

from dataclasses import dataclass

import numpy as np

ROW = 2**32


@dataclass(slots=True)
class Entries:
    """`others` are the candidates of `rows`; `is_best` marks those that the row brings as its best ones."""

    rows: np.ndarray
    others: np.ndarray
    scores: np.ndarray
    is_best: np.ndarray

    @classmethod
    def ranked(
        cls, rows: np.ndarray, others: np.ndarray, scores: np.ndarray, ids: np.ndarray, most: int
    ) -> "Entries":
        """The best of each row are those with the greatest scores; of equals, the one with the smaller id."""
        order = np.lexsort((ids[others], -scores, rows))
        rows, others, scores = rows[order], others[order], scores[order]
        first = np.flatnonzero(np.diff(rows, prepend=-1))
        rank = np.arange(len(rows)) - np.repeat(first, np.diff(np.append(first, len(rows))))
        return cls(rows.astype(np.int32), others.astype(np.int32), scores, (rank < most) & (scores > 0))

    def without(self, rows: np.ndarray) -> "Entries":
        """Those of all other rows."""
        keep = ~_among(self.rows, rows)
        return Entries(self.rows[keep], self.others[keep], self.scores[keep], self.is_best[keep])

    def and_(self, more: "Entries") -> "Entries":
        return Entries(
            np.concatenate((self.rows, more.rows)),
            np.concatenate((self.others, more.others)),
            np.concatenate((self.scores, more.scores)),
            np.concatenate((self.is_best, more.is_best)),
        )

    def beside(self, rows: np.ndarray) -> np.ndarray:
        """Whoever has one of these rows among its candidates."""
        return np.unique(self.rows[_among(self.others, rows)])

    def best(self, touching: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Each pair once that one of its ends brings; of those, with `touching`, the ones with an end among these."""
        keep = self.is_best
        if touching is not None:
            keep = keep & (_among(self.rows, touching) | _among(self.others, touching))
        rows, others = self.rows[keep].astype(np.int64), self.others[keep].astype(np.int64)
        _pairs, at = np.unique(np.minimum(rows, others) * ROW + np.maximum(rows, others), return_index=True)
        return rows[at], others[at], self.scores[keep][at]


def nothing() -> Entries:
    """No entries."""
    none = np.empty(0, dtype=np.int32)
    return Entries(none, none, np.empty(0), np.empty(0, dtype=bool))


def _among(numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Which numbers are among these rows, by a table: many times quicker than sorting."""
    size = max(int(numbers.max(initial=-1)), int(rows.max(initial=-1))) + 1
    table = np.zeros(size, dtype=bool)
    table[rows] = True
    return np.asarray(table[numbers])
