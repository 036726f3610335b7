"""Gives every log a place, so that logs which mean alike lie near each other though they share few words.

Two readings are laid side by side. One gives each stem a place by the stems it is said together with more often than
chance (positive pointwise mutual information, its 100 strongest directions), and a log the middle of its stems: short
notes that use different words for one thing come together. The other has the 16 strongest directions of the
word weights themselves (truncated SVD). Both are learned from the logs of the report alone, and seeded.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

SEED = 20350
COMPANY = 100
DIRECTIONS = 16
DIRECTIONS_COUNT = 0.5
CONTEXTS = 1500
MOST_PAIRS = 10_000_000
NEIGHBOURS = 10
ROUNDS = 3
AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class Landscape:
    """Where each stem lies, in both readings; a log lies where its stems do."""

    company: np.ndarray
    directions: np.ndarray

    def of(self, matrix: sparse.csr_matrix) -> np.ndarray:
        """Return the place of each row as a vector of length 1; a row without a known stem lies nowhere (zeros)."""
        both = [normalize(matrix @ self.company), DIRECTIONS_COUNT * normalize(matrix @ self.directions)]
        return np.asarray(normalize(np.hstack(both)), dtype=np.float32)


def learn(matrix: sparse.csr_matrix) -> Landscape:
    """Learn the places of the stems from rows of word weights; two rows and two stems at least."""
    _left, _weight, right = randomized_svd(
        matrix, min(DIRECTIONS, min(matrix.shape) - 1), n_iter=ROUNDS, random_state=SEED
    )
    return Landscape(_company(_bounded(matrix)), np.asarray(right.T, dtype=np.float32))


def smoothed(places: np.ndarray) -> np.ndarray:
    """Return each place drawn half-way to its nearest neighbours, which makes groups stand apart."""
    count = min(NEIGHBOURS, len(places) - 1)
    nearest = np.concatenate([_nearest(places, first, count) for first in range(0, len(places), AT_ONCE)])
    drawn = sparse.csr_matrix(
        (
            np.full(nearest.size, 1 / count, dtype=np.float32),
            (np.repeat(np.arange(len(places)), count), nearest.ravel()),
        ),
        shape=(len(places), len(places)),
    )
    return np.asarray(normalize(places + drawn @ places), dtype=np.float32)


def _nearest(places: np.ndarray, first: int, count: int) -> np.ndarray:
    """Return the nearest of all places for some of them, from `first` on, themselves left out."""
    likeness = places[first : first + AT_ONCE] @ places.T
    own = np.arange(len(likeness))
    likeness[own, first + own] = -2
    return np.argpartition(likeness, -count, axis=1)[:, -count:]


def _bounded(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return rows, evenly spread, that make no more pairs of stems than can be counted quickly."""
    pairs = int((np.diff(matrix.indptr).astype(np.int64) ** 2).sum())
    if pairs <= MOST_PAIRS:
        return matrix
    most = max(2, matrix.shape[0] * MOST_PAIRS // pairs)
    return matrix[np.linspace(0, matrix.shape[0] - 1, most).astype(np.int64)]


def _company(matrix: sparse.csr_matrix) -> np.ndarray:
    """Return the place of each stem by the company it keeps: the widest spread stems stand for all company."""
    spread = np.bincount(matrix.indices, minlength=matrix.shape[1])
    contexts = np.sort(np.argsort(-spread, kind="stable")[:CONTEXTS])
    met = (matrix.T @ matrix[:, contexts]).tocoo()
    other = met.row != contexts[met.col]
    rows, columns, weights = met.row[other], met.col[other], met.data[other]
    if not len(weights):
        return np.zeros((matrix.shape[1], 1), dtype=np.float32)
    beyond = np.log(weights) + np.float32(np.log(weights.sum(dtype=np.float64)))
    beyond -= _log_sums(rows, weights, met.shape[0])[rows]
    beyond -= _log_sums(columns, weights, met.shape[1])[columns]
    above = beyond > 0
    table = sparse.csr_matrix((beyond[above], (rows[above], columns[above])), shape=met.shape)
    left, weight, _right = randomized_svd(table, min(COMPANY, min(table.shape) - 1), n_iter=ROUNDS, random_state=SEED)
    return np.asarray(normalize(left * np.sqrt(weight)), dtype=np.float32)


def _log_sums(keys: np.ndarray, weights: np.ndarray, count: int) -> np.ndarray:
    """Return the logarithm of the sum of the weights of each key; keys without weights are never asked for."""
    sums = np.bincount(keys, weights, minlength=count)
    return np.asarray(np.log(np.maximum(sums, np.finfo(np.float32).tiny)), dtype=np.float32)
