"""Capital letters tell names from words, except where somebody holds down the shift key."""

import pytest

from sensemaking import clauses, naming
from sensemaking.spelling import calmed, is_shouting, names_in, people_in
from sensemaking.text import Analyser

SAID = (
    "A neighbour opened the door. We came with Mrs Osei to Quarry Street and brought tea, bread and a leaflet.",
    "Every door was opened by a neighbour in Quarry Street after the second visit in the same week.",
    "Nobody but the neighbour opened the door for the visit and read the leaflet, said Mr Calder.",
)


def test_shouting_is_told_from_speech_and_from_acronyms() -> None:
    assert is_shouting("SUNSET PARK PLAYGROUND RECONSTRUCTION")
    assert is_shouting("BOILER REPLACEMENT at the school, PHASE TWO UPGRADE")
    assert not is_shouting("The HVAC of the school was replaced.")
    assert not is_shouting("")
    assert not is_shouting("الباب لا يفتح")


@pytest.mark.parametrize(
    ("text", "calm"),
    [
        ("SUNSET PARK AND PLAYGROUND", "sunset park and playground"),
        ("LED LIGHTING OF THE WPCP BUILDING", "LED lighting of the WPCP building"),
        ("The LED is new.", "The LED is new."),
    ],
)
def test_shouting_is_calmed(text: str, calm: str) -> None:
    assert calmed(text) == calm


def test_names_are_the_words_that_always_have_a_capital_letter() -> None:
    assert names_in(map(Analyser().spelled, SAID)) >= {"quarri", "osei", "calder"}
    assert not names_in(map(Analyser().spelled, SAID)) & {"neighbour", "door", "open"}


def test_where_many_words_have_capitals_no_name_is_known() -> None:
    german = ["Die Tür zur Nachbarin und die Straße am Bach sind offen."]
    assert names_in(map(Analyser("de").spelled, german)) == frozenset()


def test_who_has_a_title_is_a_person() -> None:
    assert people_in(map(Analyser().spelled, SAID)) >= {"osei", "calder"}
    german = Analyser("de").spelled("Ohne Frau Yıldız ging die Tür nicht auf.")
    assert "yıldız" in people_in([german])


def test_no_theme_is_called_after_a_person() -> None:
    told = ("Mrs Osei opened the door.", "The door was opened with Mrs Osei there.", "Mrs Osei knew every door.")
    weights = {"osei": 2.0, "door": 1.0, "open": 0.9, "mrs": 0.5}
    assert not {"osei", "mrs osei", "Mrs Osei"} & set(naming.name(told, weights, Analyser()))
    assert "Osei" not in clauses.clause(told, weights, Analyser())


def test_no_theme_is_called_after_what_one_log_alone_names() -> None:
    told = (
        "Tannery Street opens its doors. We came at four with the leaflet again.",
        "Neighbours open more doors. The leaflet stayed in the letter box.",
        "A neighbour opens doors that a leaflet does not, and we know it.",
    )
    weights = {"door": 1.0, "open": 0.9, "neighbour": 0.3, "street": 1.0, "tanneri": 2.0}
    assert clauses.clause(told, weights, Analyser()) == "Neighbours open more doors"
