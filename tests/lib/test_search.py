"""The door to full-text search answers alike on both engines."""

import pytest

from portfolio_hub.lib.search import beginning, having, naming, sharing
from sensemaking.models import LearningLog, LogWord
from stakeholders.models import Portfolio
from tests.factories import make_log


@pytest.fixture
def said(city: Portfolio) -> None:
    """Three logs."""
    make_log(portfolio=city, saw="Parked cars wait for rain")
    make_log(portfolio=city, saw="Parking costs more; neighbours wait")
    make_log(portfolio=city, saw="Tomatoes like rain")


def found(rows: object) -> list[str]:
    return sorted(log.saw.split()[0] for log in rows)  # type: ignore[attr-defined]


def test_some_word_of_each_group_as_the_beginning_of_a_word(said: None) -> None:
    rows = LearningLog.objects.all()
    assert found(having(rows, [["parking", "parked"]])) == ["Parked", "Parking"]
    assert found(having(rows, [["park"], ["rain"]])) == ["Parked"]
    assert found(having(rows, [])) == found(having(rows, [["'; --"]])) == ["Parked", "Parking", "Tomatoes"]


@pytest.mark.parametrize(
    ("word", "logs"),
    [
        ("parking", ["Parking"]),
        ("park", []),
        ("rain", ["Parked", "Tomatoes"]),
        ("tomatoes", ["Tomatoes"]),
        ("' | x", []),
    ],
)
def test_a_whole_word_wherever_it_stands(said: None, word: str, logs: list[str]) -> None:
    assert found(naming(LearningLog.objects.all(), word)) == logs


def test_two_words_shared(said: None) -> None:
    rows = LearningLog.objects.all()
    assert found(sharing(rows, ["park", "wait", "tomatoes"])) == ["Parked", "Parking"]
    assert found(sharing(rows, ["rain", "rain"])) == found(sharing(rows, [])) == []


def test_words_by_their_beginning(city: Portfolio) -> None:
    for word in ("park", "parking", "part", "œuvre", "pa_k", "zebra"):
        LogWord.objects.create(portfolio=city, word=word)
    words = LogWord.objects.values_list("word", flat=True)
    assert set(words.filter(beginning("word", "park"))) == {"park", "parking"}
    assert set(words.filter(beginning("word", "pa_"))) == {"pa_k"}
    assert set(words.filter(beginning("word", "œ"))) == {"œuvre"}
