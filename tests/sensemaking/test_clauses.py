"""A theme is called by a clause that one of its logs has, where one speaks for many."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from sensemaking.clauses import clause
from sensemaking.text import Analyser

DOORS = (
    "A neighbour opens the door. We came at four, and nobody was home.",
    "Letters did nothing; the door opened because a neighbour knocked first.",
    "Every door had a neighbour beside us, which took longer than the plan said.",
    "He said no at the door until his neighbour spoke.",
)
WEIGHTS = {"neighbour": 1.0, "door": 0.9, "open": 0.6, "knock": 0.3}


def name(*texts: str, home: str = "en", **weights: float) -> str:
    return clause(texts, weights or WEIGHTS, Analyser(home))


def test_it_stands_so_in_one_of_the_logs() -> None:
    found = name(*DOORS)
    assert found == "A neighbour opens the door"
    assert any(found in text for text in DOORS)


def test_it_has_three_to_seven_words_and_no_numbers() -> None:
    assert name("Door, neighbour.", "The 4 doors of the neighbour opened.") == ""
    assert name("The neighbour of the third house in the long street behind the mill opened the door.") == ""


def test_it_does_not_begin_with_a_pronoun_nor_end_in_the_air() -> None:
    assert name("He opened the door of his neighbour.", "They knocked at the neighbour door.") == ""
    assert name("Neighbours opened doors to.", "Neighbours opened doors to.") == ""


def test_what_speaks_for_few_is_no_name() -> None:
    others = ("Rain fell on Tuesday.", "The bus was late again.", "Nobody read the leaflet.")
    assert name(DOORS[0], *others) == ""


def test_it_is_found_in_other_languages() -> None:
    german = ("Die Nachbarin öffnet die Tür. Wir kamen um vier.", "Ohne die Nachbarin bleibt die Tür zu, sagt er.")
    found = name(*german, home="de", nachbarin=1.0, tur=0.9, offnet=0.5)
    assert found in {"Die Nachbarin öffnet die Tür", "Ohne die Nachbarin bleibt die Tür zu"}
    assert name("近所の人がドアを開けた。", home="ja", 近所=1.0) == ""


def test_nothing_gives_nothing() -> None:
    assert name() == ""
    assert name("") == ""


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(DOORS), max_size=6), st.randoms())
def test_the_same_logs_give_the_same_name(texts: list[str], rng: random.Random) -> None:
    first = clause(texts, WEIGHTS, Analyser("en"))
    rng.shuffle(texts)
    assert clause(texts, WEIGHTS, Analyser("en")) == first
