"""Finds groups of logs that speak of the same thing.

Logs are grouped by where they lie (see `landscape`): neighbours are drawn together, a tree of the nearest (Ward) gives
the first groups of each size and k-means settles them; the number of groups is the one whose groups stand apart best.
The middle of a group, sharpened by non-negative matrix factorisation, gives a theme its words. A log belongs to
the theme nearest to it in words and place. Everything is seeded, so the same logs give the same themes.
"""

import warnings
from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans
from sklearn.decomposition import non_negative_factorization
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import normalize

from sensemaking import landscape

ROWS_FITTED = 2000
ROWS_JUDGED = 1000
FEWEST_THEMES, MOST_THEMES = 2, 24
NEAR_ENOUGH = 0.12
SAME_THEME = 0.6
CHANCE = 0.9
ALIKE_ENOUGH = 0.2
AKIN = 0.2
FACTOR_STEPS = 10
FACTORS = (0.7, 1.0, 1.4)
FEWEST_IN_HALF = 3
SHARED_BY_HALVES = 0.15
ROWS_AT_ONCE = 20_000
STEMS_WEIGHED = 40

Accept = Callable[[np.ndarray], bool]
Sorted = tuple[np.ndarray, np.ndarray, np.ndarray]
"""The words of each theme (themes × stems, unit rows), and for each row its theme (-1: none) and how near it is."""


class Sorter:
    """Rows of word weights, and where each of them lies."""

    def __init__(self, matrix: sparse.csr_matrix) -> None:
        self.matrix = matrix
        by_chance = 1 + CHANCE / np.sqrt(max(matrix.shape[0], 1))
        self.alike_enough = min(ALIKE_ENOUGH, by_chance * alike(matrix))
        self.is_enough = matrix.shape[0] >= 2 * FEWEST_THEMES and matrix.shape[1] > FEWEST_THEMES
        if self.is_enough:
            self.sample = _evenly(matrix, ROWS_FITTED)
            self.landscape = landscape.learn(self.sample)

    def find(self, accept: Accept) -> Sorted:
        """Return the themes; `accept` is given the rows of a candidate and says whether they make a theme."""
        if not self.is_enough:
            return self._nothing()
        where = landscape.smoothed(self.landscape.of(self.sample))
        groups = _split(self.sample, where, _group(where))
        return self.settle(_merge(_factorise(self.sample, groups)), accept)

    def settle(self, words: np.ndarray, accept: Accept, pinned: int = 0) -> Sorted:
        """Return what `find` returns, for given themes; the last `pinned` of them stay however few rows they have."""
        while len(words):
            theme_of, nearness = self._nearest(words)
            loose = range(len(words) - pinned)
            refused = [theme for theme in loose if not accept(np.flatnonzero(theme_of == theme))]
            if not refused:
                kept = [theme for theme in range(len(words)) if theme not in loose or self._holds(theme_of == theme)]
                return words[kept], _renumbered(theme_of, kept), nearness
            words = _without(words, refused)
        return self._nothing()

    def _nearest(self, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the theme of each row that is nearest in words and place, and the cosine to its words.

        A row that shares too little with the words of its theme has none (-1).
        """
        there = self.landscape.of(sparse.csr_matrix(words)).T if self.is_enough else None
        theme_of = np.full(self.matrix.shape[0], -1)
        nearness = np.zeros(self.matrix.shape[0], dtype=np.float32)
        for first in range(0, self.matrix.shape[0], ROWS_AT_ONCE):
            part = self.matrix[first : first + ROWS_AT_ONCE]
            cosines = np.asarray(part @ words.T)
            likeness = cosines if there is None else cosines + self.landscape.of(part) @ there
            best = likeness.argmax(axis=1)
            near = cosines[np.arange(len(best)), best]
            theme_of[first : first + len(best)] = np.where(near >= NEAR_ENOUGH, best, -1)
            nearness[first : first + len(best)] = near
        return theme_of, nearness

    def _holds(self, own: np.ndarray) -> bool:
        """Say whether the rows are more alike than any rows are: what is left over when all else is sorted is not.

        Among few rows some are alike by chance, so they have to be more so.
        """
        return alike(self.matrix[np.flatnonzero(own)]) >= self.alike_enough

    def _nothing(self) -> Sorted:
        count, width = self.matrix.shape
        return np.zeros((0, width), dtype=np.float32), np.full(count, -1), np.zeros(count, dtype=np.float32)


def alike(matrix: sparse.csr_matrix) -> float:
    """Return the mean cosine of any two of the rows, which have length 1; 0 for fewer than two."""
    count = matrix.shape[0]
    total = np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()
    return float(total @ total - count) / (count * (count - 1)) if count > 1 else 0.0


def telling(words: np.ndarray) -> np.ndarray:
    """Return how much each stem tells a theme: its weight there, far less where other themes have it too."""
    shares = words / np.maximum(words.sum(axis=0), 1e-6)
    return np.asarray(words * shares * np.log1p(len(words) * shares), dtype=np.float32)


def binding(matrix: sparse.csc_matrix, weights: np.ndarray, most: int) -> np.ndarray:
    """Return the stems that bind a theme, the most telling first: those that tell it and are said together.

    Each next stem is the one whose weight counts most, times the square of how it goes with those before it
    (normalised pointwise mutual information over the rows of `matrix`, from 0 for never to 2 for always).
    """
    first = np.argsort(-weights, kind="stable")[:STEMS_WEIGHED]
    first = first[weights[first] > 0]
    there = (matrix[:, first] > 0).astype(np.float32)
    both = (there.T @ there).toarray() / max(there.shape[0], 1)
    alone = both.diagonal().copy()
    both = np.clip(both, 1e-9, 1 - 1e-6)
    together = np.where(both > 1e-9, np.log(both / np.outer(alone, alone)) / -np.log(both), -1.0)
    chosen: list[int] = []
    while len(chosen) < min(most, len(first)):
        goes = 1 + together[:, chosen].mean(axis=1) if chosen else np.ones(len(first))
        scores = weights[first] * np.maximum(goes, 0) ** 2
        scores[chosen] = -1
        chosen.append(int(scores.argmax()))
    return np.asarray(first[chosen], dtype=np.int64)


def _renumbered(theme_of: np.ndarray, kept: list[int]) -> np.ndarray:
    """Return the theme of each row counted among those kept; -1 for rows of the others."""
    place_of = np.full(max(int(theme_of.max(initial=-1)), *kept, 0) + 2, -1)
    place_of[kept] = np.arange(len(kept))
    return place_of[theme_of]


def _without(words: np.ndarray, refused: list[int]) -> np.ndarray:
    """Return the themes without the refused ones, whose words go to the theme most like them, if any is.

    A refused theme that inherits words stays for another look.
    """
    kept = list(range(len(words)))
    words, grown = words.copy(), set()
    for theme in refused:
        if theme in grown:
            continue
        kept.remove(theme)
        likeness = words[kept] @ words[theme]
        if kept and likeness.max() >= AKIN:
            heir = kept[int(likeness.argmax())]
            words[heir] += words[theme]
            words[heir] /= np.linalg.norm(words[heir])
            grown.add(heir)
    return words[kept]


def _evenly(matrix: sparse.csr_matrix, most: int) -> sparse.csr_matrix:
    """Return at most `most` rows, evenly spread over all."""
    if matrix.shape[0] <= most:
        return matrix
    return matrix[np.linspace(0, matrix.shape[0] - 1, most).astype(np.int64)]


def _group(where: np.ndarray) -> np.ndarray:
    """Return the group of each place; the number of groups is the one whose groups stand apart best."""
    tree = linkage(where, "ward")
    middle = 0.65 * np.sqrt(len(where))
    most = min(MOST_THEMES, len(where) // 2)
    sizes = sorted({int(np.clip(round(middle * factor), FEWEST_THEMES, most)) for factor in FACTORS})
    best, best_score = np.zeros(len(where), dtype=np.int64), -2.0
    judged = np.linspace(0, len(where) - 1, min(len(where), ROWS_JUDGED)).astype(np.int64)
    for size in sizes:
        groups = _settled(where, fcluster(tree, size, "maxclust") - 1)
        several = 1 < len(set(groups[judged])) < len(judged)
        score = float(silhouette_score(where[judged], groups[judged], metric="cosine")) if several else -1.0
        if score > best_score:
            best, best_score = groups, score
    return best


def _split(matrix: sparse.csr_matrix, where: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the groups with those divided whose halves share next to no words, as two languages do not."""
    found = np.full(len(groups), -1)
    waiting = [np.flatnonzero(groups == group) for group in range(int(groups.max()) + 1)]
    size = 0
    while waiting:
        rows = waiting.pop(0)
        halves = _halves(where[rows]) if len(rows) >= 2 * FEWEST_IN_HALF else ()
        if halves and _share_nothing(*(matrix[rows[half]] for half in halves)):
            waiting[:0] = [rows[half] for half in halves]
        else:
            found[rows] = size
            size += 1
    return found


def _halves(where: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the two parts into which places fall first, if both are large enough to be a theme."""
    parts = fcluster(linkage(where, "ward"), 2, "maxclust")
    halves = tuple(np.flatnonzero(parts == part) for part in (1, 2))
    return halves if min(map(len, halves)) >= FEWEST_IN_HALF else ()


def _share_nothing(one: sparse.csr_matrix, other: sparse.csr_matrix) -> bool:
    """Say whether rows of the two are far less alike than rows of the same one are."""
    between = float((one.mean(axis=0) @ other.mean(axis=0).T).item())
    return between < SHARED_BY_HALVES * min(alike(one), alike(other))


def _settled(where: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the groups after each place went to the group whose middle is nearest, until none moves."""
    middles = np.array([where[groups == group].mean(axis=0) for group in range(int(groups.max()) + 1)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        found: np.ndarray = KMeans(len(middles), init=middles, n_init=1, max_iter=60).fit_predict(where)
    return found


def _factorise(matrix: sparse.csr_matrix, groups: np.ndarray) -> np.ndarray:
    """Return the word weights of each group (unit rows): half its middle, half sharpened by a little factorisation."""
    size = int(groups.max()) + 1
    members = sparse.csr_matrix(
        (np.ones(len(groups), dtype=np.float32), (groups, np.arange(len(groups)))), shape=(size, len(groups))
    )
    counts = np.maximum(np.asarray(members.sum(axis=1)), 1)
    middles = ((members @ matrix).toarray() / counts).astype(np.float32)
    shares = np.full((len(groups), size), 0.01, dtype=np.float32)
    shares[np.arange(len(groups)), groups] = 1
    shares *= np.sqrt(matrix.mean())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        _shares, sharp, _steps = non_negative_factorization(
            matrix, W=shares, H=np.maximum(middles, 1e-4), n_components=size, init="custom",
            max_iter=FACTOR_STEPS, tol=1e-3,
        )  # fmt: skip
    return np.asarray(normalize(normalize(middles) + normalize(sharp)), dtype=np.float32)


def _merge(words: np.ndarray) -> np.ndarray:
    """Return the themes with those that use the same words made one."""
    merged: list[np.ndarray] = []
    for row in words:
        for at, other in enumerate(merged):
            if float(row @ other) / (np.linalg.norm(row) * np.linalg.norm(other)) > SAME_THEME:
                merged[at] = other + row
                break
        else:
            merged.append(row)
    return np.asarray(normalize(np.array(merged)), dtype=np.float32) if merged else words
