"""The sentence of a log that is cited, word for word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.affinity.telling import LONGEST, telling

LOG = (
    "We tried it twice.\nThe permit office took nine months to allow the scaffold on the pavement. Nobody knew why.\n"
    "Next: ask."
)


def test_the_sentence_with_most_of_the_words_is_cut() -> None:
    assert (
        telling(LOG, ["permit", "scaffolding"])
        == "The permit office took nine months to allow the scaffold on the pavement."
    )


def test_a_short_sentence_takes_the_next_with_it() -> None:
    assert telling("It is the permit. It took nine months.", ["permits"]) == "It is the permit. It took nine months."


@pytest.mark.parametrize(("text", "words"), [("", ["permit"]), (LOG, []), (LOG, [""]), (LOG, ["orchard"])])
def test_nothing_is_cut_where_nothing_is_said(text: str, words: list[str]) -> None:
    assert telling(text, words) == ""


def test_a_sentence_without_a_link_is_better() -> None:
    text = "See permit at https://example.org/permit for it all. The permit was late by nine months this time."
    assert telling(text, ["permit"]) == "The permit was late by nine months this time."


def test_a_sentence_without_an_end_is_cut_where_the_words_stand() -> None:
    found = telling("lorem ipsum " * 80 + "the permit office " + "dolor sit " * 80, ["permit"])
    assert "permit" in found
    assert len(found) <= LONGEST


def test_scripts_without_spaces_are_cut_too() -> None:
    assert telling("我们试过了。墙壁发霉影响健康。", ["发霉"]) == "墙壁发霉影响健康。"


@given(st.text(max_size=900), st.lists(st.text(max_size=8), max_size=4))
def test_it_is_always_an_exact_part(text: str, words: list[str]) -> None:
    found = telling(text, words)
    assert found in text
    assert len(found) <= LONGEST
