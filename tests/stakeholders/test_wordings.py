"""Suggested words find their passage again; what no longer fits is said, never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.wordings import Misfit, Wording, nearest, places_of, reword

TEXT = "Every street warmer, every street greener, with nobody left out."


def wording(key: int, passage: str, words: str, start: int = 0) -> Wording:
    return Wording(key, passage, start, words)


def test_every_wording_that_fits_is_taken() -> None:
    made = reword(TEXT, [wording(1, "warmer", "cooler in summer"), wording(2, "nobody left out", "everybody heard")])
    assert made.text == "Every street cooler in summer, every street greener, with everybody heard."
    assert (made.taken, made.left) == ((1, 2), {})


def test_a_passage_that_moved_is_found_at_its_only_place() -> None:
    assert reword(TEXT, [wording(1, "nobody left out", "all in", start=3)]).text.endswith("with all in.")


def test_words_that_stand_twice_are_changed_where_they_were_meant() -> None:
    second = TEXT.index("street", 10)
    assert reword(TEXT, [wording(1, "street", "square", start=second)]).text.startswith(
        "Every street warmer, every square greener"
    )
    assert reword(TEXT, [wording(1, "street", "square", start=1)]).left == {1: Misfit.SEVERAL}


def test_words_that_are_gone_are_listed() -> None:
    made = reword(TEXT, [wording(1, "closer-knit", "fair")])
    assert (made.text, made.taken, made.left) == (TEXT, (), {1: Misfit.GONE})


def test_of_two_that_overlap_the_first_suggested_is_taken() -> None:
    made = reword(TEXT, [wording(2, "left out", "behind"), wording(1, "nobody left", "everyone taken")])
    assert made.text.endswith("with everyone taken out.")
    assert (made.taken, made.left) == ((1,), {2: Misfit.OVERLAPS})


def test_two_people_with_the_same_words_are_both_taken() -> None:
    made = reword(TEXT, [wording(1, "warmer", "warm"), wording(2, "warmer", "warm")])
    assert made.taken == (1, 2)
    assert made.text.count("warm,") == 1


def test_without_a_passage_words_come_at_the_end() -> None:
    assert reword("We begin.", [wording(1, "", "Together.")]).text == "We begin. Together."


@pytest.mark.parametrize(
    ("passage", "after"),
    [("warmer ", "a home"), ("home", "a warmer"), (" warmer", "a home"), ("a", "warmer home")],
)
def test_words_taken_out_leave_no_gap(passage: str, after: str) -> None:
    assert reword("a warmer home", [wording(1, passage.strip(), "")]).text == after


def test_line_breaks_count_as_blanks() -> None:
    assert places_of("warmer and greener", "warmer\nand  greener") == [(0, 19)]
    assert places_of("  ", "anything") == []


def test_the_nearest_place_is_meant() -> None:
    assert nearest("street", TEXT, 30) == (27, 33)
    assert nearest("canal", TEXT, 0) is None


@given(st.text(max_size=40), st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=5))
def test_each_wording_is_taken_or_listed(text: str, pairs: list[tuple[str, str]]) -> None:
    made = reword(text, [wording(key, *pair) for key, pair in enumerate(pairs)])
    assert sorted([*made.taken, *made.left]) == list(range(len(pairs)))
    if not made.taken:
        assert made.text == text
