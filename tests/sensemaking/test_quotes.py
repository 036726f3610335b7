"""Quotes are exact parts of their log, near the theme, from different initiatives."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sensemaking.quotes import LONGEST, choose, quote_of
from sensemaking.records import Record
from sensemaking.text import Analyser

DOORS = {"door": 1.0, "neighbour": 0.8}


def log(saw: str, **fields: Any) -> Record:
    return Record(**{"id": 1, "initiative": 1, "systems": (), "day": date(2026, 7, 1), "saw": saw, **fields})


def test_the_sentence_nearest_the_theme_is_quoted() -> None:
    saw = "It rained for a week and nobody came. The door opened when a neighbour knocked. We bought more paint."
    quote = quote_of(log(saw), DOORS, Analyser())
    assert quote is not None
    assert quote.near == "The door opened when a neighbour knocked."


def test_a_short_sentence_brings_a_neighbouring_one_that_speaks_of_it_too() -> None:
    quote = quote_of(log("Doors stayed shut. Then a neighbour came along to the door."), DOORS, Analyser())
    assert quote is not None
    assert quote.text == "Doors stayed shut. Then a neighbour came along to the door."
    assert quote.near in quote.text


def test_what_was_seen_is_quoted_rather_than_what_was_tried() -> None:
    quote = quote_of(log("A neighbour opened the door.", tried="A neighbour opened the door."), DOORS, Analyser())
    assert quote is not None
    assert quote.field == "saw"


def test_titles_and_figures_do_not_end_a_sentence() -> None:
    quote = quote_of(log("Mrs. Osei opened the door at 3.30 with Dr. Calder behind her."), DOORS, Analyser())
    assert quote is not None
    assert quote.text == "Mrs. Osei opened the door at 3.30 with Dr. Calder behind her."


def test_an_endless_sentence_is_cut_after_a_whole_word() -> None:
    quote = quote_of(log("the door and the neighbour " * 900), DOORS, Analyser())
    assert quote is not None
    assert len(quote.text) <= LONGEST
    assert quote.text.split()[-1] in {"the", "door", "and", "neighbour"}


def test_sentences_with_markup_are_quoted_last() -> None:
    saw = "<script>door neighbour</script> door neighbour door.\nThe neighbour at the door was kind to all of us."
    quote = quote_of(log(saw), DOORS, Analyser())
    assert quote is not None
    assert quote.text == "The neighbour at the door was kind to all of us."


def test_a_log_without_a_word_of_the_theme_is_not_quoted() -> None:
    assert quote_of(log("It rained."), DOORS, Analyser()) is None
    assert quote_of(log(""), DOORS, Analyser()) is None


def test_each_initiative_is_quoted_once_and_three_at_most() -> None:
    records = [log("A neighbour opened the door.", id=at, initiative=at // 2) for at in range(10)]
    quotes = choose(records, DOORS, Analyser())
    assert [quote.log for quote in quotes] == [0, 2, 4]


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=200))
def test_quotes_are_always_exact_parts_of_their_log(tried: str, saw: str, next: str) -> None:
    record = log(saw, tried=tried, next=next)
    analyser = Analyser()
    weights = dict.fromkeys(analyser.stems(record.text)[1], 1.0)
    quote = quote_of(record, weights, analyser)
    if quote is not None:
        assert quote.text in getattr(record, quote.field)
        assert quote.near in quote.text
        assert quote.near.strip()
