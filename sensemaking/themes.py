"""Finds groups of logs that speak of the same thing.

Logs are grouped in the space of the strongest 32 directions of their word weights (truncated SVD and
k-means, which sort short notes best); the groups then start a non-negative matrix factorisation, which
gives each theme its words. A log belongs to the theme whose words are nearest its own.
Everything is seeded, so the same logs give the same themes.
"""

import warnings
from collections.abc import Callable

import numpy as np
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.decomposition import non_negative_factorization
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

SEED = 20350
DIRECTIONS = 32
ROWS_FITTED = 3000
ROWS_JUDGED = 1000
FEWEST_THEMES, MOST_THEMES = 2, 24
NEAR_ENOUGH = 0.15
SAME_THEME = 0.6
AKIN = 0.2
FACTOR_STEPS = 10
FACTORS = (0.7, 1.0, 1.4)
FEW_ROWS = 2000

Accept = Callable[[np.ndarray], bool]


def find(matrix: sparse.csr_matrix, accept: Accept) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return theme words (themes × stems, unit rows), and for each row its theme (-1: none) and nearness.

    `accept` is given the rows of a candidate and says whether they make a theme.
    """
    nothing = np.zeros((0, matrix.shape[1]), dtype=np.float32)
    if matrix.shape[0] < 2 * FEWEST_THEMES or matrix.shape[1] < FEWEST_THEMES + 1:
        return nothing, np.full(matrix.shape[0], -1), np.zeros(matrix.shape[0], dtype=np.float32)
    sample = _evenly(matrix, ROWS_FITTED)
    return settle(matrix, _merge(_factorise(sample, _group(sample))), accept)


def settle(
    matrix: sparse.csr_matrix, words: np.ndarray, accept: Accept, pinned: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what `find` returns, for the given themes; the last `pinned` of them stay however few rows they have."""
    while len(words):
        theme_of, nearness = assign(matrix, words)
        loose = range(len(words) - pinned)
        refused = [theme for theme in loose if not accept(np.flatnonzero(theme_of == theme))]
        if not refused:
            return words, theme_of, nearness
        words = _without(words, refused)
    nothing = np.zeros((0, matrix.shape[1]), dtype=np.float32)
    return nothing, np.full(matrix.shape[0], -1), np.zeros(matrix.shape[0], dtype=np.float32)


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


def assign(matrix: sparse.csr_matrix, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest theme of each row (-1 when none is near enough) and the cosine to it."""
    cosines = np.asarray(matrix @ words.T)
    theme_of = cosines.argmax(axis=1)
    nearness = cosines[np.arange(len(cosines)), theme_of]
    return np.where(nearness >= NEAR_ENOUGH, theme_of, -1), nearness


def _evenly(matrix: sparse.csr_matrix, most: int) -> sparse.csr_matrix:
    """Return at most `most` rows, evenly spread over all."""
    if matrix.shape[0] <= most:
        return matrix
    return matrix[np.linspace(0, matrix.shape[0] - 1, most).astype(np.int64)]


def _group(matrix: sparse.csr_matrix) -> np.ndarray:
    """Return the group of each row; the number of groups is the one whose groups stand apart best."""
    directions = min(DIRECTIONS, min(matrix.shape) - 1)
    left, weight, _right = randomized_svd(matrix, directions, n_iter=3, random_state=SEED)
    places = normalize(left * weight)
    middle = 0.65 * np.sqrt(matrix.shape[0])
    most = min(MOST_THEMES, matrix.shape[0] // 2)
    sizes = sorted({int(np.clip(round(middle * factor), FEWEST_THEMES, most)) for factor in FACTORS})
    starts = 10 if len(places) <= FEW_ROWS else 3
    best, best_score = np.zeros(len(places), dtype=np.int64), -2.0
    judged = np.linspace(0, len(places) - 1, min(len(places), ROWS_JUDGED)).astype(np.int64)
    for size in sizes:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            groups = KMeans(size, n_init=starts, max_iter=60, random_state=SEED).fit_predict(places)
        several = 1 < len(set(groups[judged])) < len(judged)
        score = float(silhouette_score(places[judged], groups[judged], metric="cosine")) if several else -1.0
        if score > best_score:
            best, best_score = groups, score
    return best


def _factorise(matrix: sparse.csr_matrix, groups: np.ndarray) -> np.ndarray:
    """Return the word weights of each group (unit rows), sharpened by a few steps of factorisation."""
    size = int(groups.max()) + 1
    members = sparse.csr_matrix(
        (np.ones(len(groups), dtype=np.float32), (groups, np.arange(len(groups)))), shape=(size, len(groups))
    )
    counts = np.maximum(np.asarray(members.sum(axis=1)), 1)
    words = np.maximum((members @ matrix).toarray() / counts, 1e-4).astype(np.float32)
    shares = np.full((len(groups), size), 0.01, dtype=np.float32)
    shares[np.arange(len(groups)), groups] = 1
    shares *= np.sqrt(matrix.mean())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        _shares, words, _steps = non_negative_factorization(
            matrix, W=shares, H=words, n_components=size, init="custom", max_iter=FACTOR_STEPS, tol=1e-3
        )
    return np.asarray(normalize(words[words.sum(axis=1) > 0]), dtype=np.float32)


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
