"""Logs that mean alike lie near each other, though they share few words."""

import numpy as np
import pytest
from scipy import sparse

from sensemaking import landscape, themes
from sensemaking.text import Analyser
from sensemaking.vectors import Vectors, vectorise
from tests.sensemaking.test_rollup import SPEECH


def vectors(*topics: str) -> Vectors:
    return vectorise([text for topic in topics for text in SPEECH[topic]], Analyser("en"))


def is_three(rows: np.ndarray) -> bool:
    return len(rows) >= 3


def test_places_have_length_one_and_those_of_a_topic_lie_together() -> None:
    matrix = vectors("doors", "trees", "kerbs").matrix
    places = landscape.learn(matrix).of(matrix)
    assert np.allclose(np.linalg.norm(places, axis=1), 1, atol=1e-5)
    likeness = places @ places.T
    same = np.kron(np.eye(3, dtype=bool), np.ones((5, 5), dtype=bool))
    assert likeness[same].mean() > likeness[~same].mean() + 0.2


def test_words_that_keep_the_same_company_lie_together() -> None:
    texts = ["lorry kerb loading", "van kerb loading", "lorry bay kerb", "van bay kerb", "tree shade heat"]
    texts += ["awning shade heat", "tree square shade", "awning square shade"]
    found = vectorise(texts, Analyser("en"))
    company = dict(zip(found.stems, landscape.learn(found.matrix).company, strict=True))
    assert company["lorri"] @ company["van"] > company["lorri"] @ company["tree"] + 0.3


def test_the_same_rows_give_the_same_landscape() -> None:
    matrix = vectors("doors", "trees").matrix
    assert np.array_equal(landscape.learn(matrix).company, landscape.learn(matrix.copy()).company)


def test_a_row_without_known_words_lies_nowhere() -> None:
    matrix = vectors("doors", "trees").matrix
    empty = sparse.csr_matrix((1, matrix.shape[1]), dtype=np.float32)
    assert not landscape.learn(matrix).of(empty).any()


def test_neighbours_are_drawn_together() -> None:
    matrix = vectors("doors", "trees", "kerbs").matrix
    places = landscape.learn(matrix).of(matrix)
    drawn = landscape.smoothed(places)
    assert (drawn[:5] @ drawn[:5].T).mean() > (places[:5] @ places[:5].T).mean()


def test_long_texts_are_learned_from_fewer_rows() -> None:
    rng = np.random.default_rng(1)
    matrix = sparse.csr_matrix(rng.random((40, 1000), dtype=np.float32))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(landscape, "MOST_PAIRS", 10_000_000)
        assert landscape._bounded(matrix).shape == (10, 1000)


def test_what_shares_no_words_is_divided() -> None:
    matrix = vectors("doors", "trees").matrix
    where = landscape.smoothed(landscape.learn(matrix).of(matrix))
    words = themes.Sorter(matrix).find(is_three)[0]
    assert len(words) == 2
    together = themes._split(matrix, where, np.zeros(matrix.shape[0], dtype=np.int64))
    apart = sparse.block_diag([matrix[:5], matrix[5:]]).tocsr().astype(np.float32)
    divided = themes._split(apart, where, np.zeros(matrix.shape[0], dtype=np.int64))
    assert len(set(divided)) == 2 >= len(set(together))


def test_a_theme_stands_out_from_what_is_left_over() -> None:
    loose = [
        "The printer was out of paper on Monday.", "A bus was late near the mill.",
        "Rain filled the cellar of a school.",
        "Two chairs went missing after lunch.", "The choir sang in the library hall.", "Paint dried in the cellar.",
        "Monday lunch was late.", "The mill has a new printer near the hall.",
    ]  # fmt: skip
    found = vectorise([*SPEECH["trees"], *loose], Analyser("en"))
    _words, theme_of, _near = themes.Sorter(found.matrix).find(is_three)
    assert len(set(theme_of[:5])) == 1 and theme_of[0] >= 0
    assert themes.alike(found.matrix[:5]) > 2 * themes.alike(found.matrix[5:])


def test_what_binds_a_theme_is_said_together() -> None:
    found = vectors("doors", "trees", "kerbs")
    words, _theme_of, _near = themes.Sorter(found.matrix).find(is_three)
    by_stem = found.matrix.tocsc()
    bound = [{found.stems[at] for at in themes.binding(by_stem, row, 4)} for row in themes.telling(words)]
    assert sum(map(len, bound)) == len(set.union(*bound)) == 12
    assert any({"neighbour", "door"} <= stems for stems in bound)
    assert themes.telling(words[:0]).shape == (0, words.shape[1])
