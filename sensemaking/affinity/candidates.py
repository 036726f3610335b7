"""The nearest of each row, exactly: by one product of the whole matrix with itself, or by one of a few rows."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from sensemaking.affinity.matrix import Rows

THREADS = 2
SPARE = 6
"""So many more are asked for, as the row itself and decided pairs are among the answers."""
AT_ONCE = 64
MOST_STALE = 0.02


@dataclass(slots=True)
class Nearest:
    """For each row asked for, its nearest ones: `rows` and `others` side by side; and the least product that a further
    one would need to be among them, for each row asked for.
    """

    rows: np.ndarray
    others: np.ndarray
    bars: np.ndarray


@dataclass(slots=True)
class Search:
    """Finds the `most` rows whose product with a row is greatest, and `least` or more; of equals, the smaller id's.

    `ids` are the initiatives of the rows; `away` holds pairs that are not to be found, as the smaller row × 2³² + the
    greater. The answering matrix is kept by column; rows that changed since stand apart until there are many.
    """

    most: int
    least: int
    ids: np.ndarray
    away: np.ndarray
    rows: Rows
    width: int = 0
    _by_column: sparse.csr_matrix | None = None
    _stale: np.ndarray | None = None

    def all(self) -> Nearest:
        """The nearest of every row."""
        return self._many(np.arange(len(self.rows)))

    def of(self, asked: np.ndarray) -> Nearest:
        """The nearest of some rows."""
        if len(asked) > AT_ONCE:
            return self._many(asked)
        return self._few(asked)

    def _many(self, asked: np.ndarray) -> Nearest:
        """By one product that keeps the greatest; where equals may have been cut off, the whole row is looked at."""
        by_column = self._turned()
        if not len(asked) or not by_column.nnz:
            return Nearest(asked[:0], asked[:0], np.full(len(asked), self.least))
        limit = min(self.most + SPARE, len(self.rows))
        found = sp_matmul_topn(
            self.rows.take(asked, self.width), by_column, top_n=limit, threshold=self.least - 1, n_threads=THREADS
        )
        values = found.data.astype(np.int64)
        nearest, unsure = self._chosen(asked, np.diff(found.indptr), found.indices.astype(np.int64), values, limit)
        return self._joined(asked, nearest, unsure) if len(unsure) else nearest

    def products(self, asked: np.ndarray) -> np.ndarray:
        """The products of a few rows with all rows, one beside the other."""
        if self._by_column is None or self._stale is None or len(self._stale) > MOST_STALE * len(self.rows) + 8:
            self._turned()
        assert self._by_column is not None and self._stale is not None
        mine = self.rows.take(asked, self.width)
        known, size = self._by_column.shape
        found = np.zeros((len(asked), len(self.rows)), dtype=np.int64)
        found[:, :size] = (mine[:, :known] @ self._by_column).toarray()
        if len(self._stale):
            new = self.rows.take(self._stale, self.width, answering=True)
            found[:, self._stale] = (mine @ new.T).toarray()
        return found

    def changed(self, rows: np.ndarray, width: int) -> None:
        """Some rows are not what they were."""
        self.width = width
        self._stale = rows if self._stale is None else np.union1d(self._stale, rows)

    def _turned(self) -> sparse.csr_matrix:
        self._by_column = self.rows.csr(self.width, answering=True).T.tocsr()
        self._stale = np.empty(0, dtype=np.int64)
        return self._by_column

    def _few(self, asked: np.ndarray) -> Nearest:
        found = self.products(asked)
        at, others = np.nonzero(found >= self.least)
        sizes = np.bincount(at, minlength=len(asked))
        return self._chosen(asked, sizes, others, found[at, others], len(self.rows) + 1)[0]

    def _chosen(
        self, asked: np.ndarray, sizes: np.ndarray, others: np.ndarray, values: np.ndarray, limit: int
    ) -> tuple[Nearest, np.ndarray]:
        """The best of what was found, row after row; and which rows may have others as good that the limit cut off."""
        at = np.repeat(np.arange(len(asked)), sizes)
        floor = np.zeros(len(asked), dtype=np.int64)
        some = np.flatnonzero(sizes)
        if len(some):
            floor[some] = np.minimum.reduceat(values, (np.cumsum(sizes) - sizes)[some])
        keep = (asked[at] != others) & (values >= self.least)
        if len(self.away):
            keep &= ~self.is_away(asked[at], others)
        at, others, values = at[keep], others[keep], values[keep]
        order = np.lexsort((self.ids[others], -values, at))
        at, others, values = at[order], others[order], values[order]
        counts = np.bincount(at, minlength=len(asked))
        rank = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
        kept = rank < self.most
        bars = np.full(len(asked), self.least)
        last = rank == self.most - 1
        bars[at[last]] = values[last]
        unsure = np.flatnonzero((sizes >= limit) & (bars <= floor))
        return Nearest(asked[at[kept]], others[kept], bars), unsure

    def is_away(self, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
        return np.isin(np.minimum(rows, others) * 2**32 + np.maximum(rows, others), self.away)

    def _joined(self, asked: np.ndarray, nearest: Nearest, unsure: np.ndarray) -> Nearest:
        """Those of the rows that are sure, and the unsure ones by their whole products."""
        keep = ~np.isin(nearest.rows, asked[unsure])
        again = [self._few(asked[unsure[at : at + AT_ONCE]]) for at in range(0, len(unsure), AT_ONCE)]
        nearest.bars[unsure] = np.concatenate([part.bars for part in again])
        return Nearest(
            np.concatenate((nearest.rows[keep], *(part.rows for part in again))),
            np.concatenate((nearest.others[keep], *(part.others for part in again))),
            nearest.bars,
        )
