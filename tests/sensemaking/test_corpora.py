"""Published texts that nobody wrote for the hub give themes that a reader agrees with."""

import json
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import normalized_mutual_info_score

from sensemaking.records import Question, Record, Rollup
from sensemaking.rollup import roll_up
from sensemaking.text import Analyser

DATA = Path(__file__).parents[1] / "data"
DAY = date(2026, 7, 10)
CORPORA = ("nasa", "nyc")


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / name).read_text().splitlines()]


def texts(corpus: str) -> list[str]:
    if corpus == "nyc":
        return [row["description"] for row in rows("nyc-descriptions.json")]
    return [row["Lesson(s) Learned"] for row in rows("nasa-themes.json")]


def records(corpus: str) -> list[Record]:
    return [Record(at, at % 60, (at % 5,), DAY, saw=text) for at, text in enumerate(texts(corpus))]


@cache
def told(corpus: str) -> Rollup:
    return roll_up(Question(now=records(corpus)))


def theme_of(rollup: Rollup, count: int) -> np.ndarray:
    found = np.full(count, -1)
    for at, theme in enumerate(rollup.themes):
        found[[log for log, _near in theme.logs]] = at
    return found


@pytest.mark.parametrize("corpus", CORPORA)
def test_most_texts_belong_to_a_theme_of_several_initiatives(corpus: str) -> None:
    rollup = told(corpus)
    assert 5 <= len(rollup.themes) <= 16
    assert all(len(theme.initiatives) >= 3 <= len(theme.logs) for theme in rollup.themes)
    assert sum(len(theme.logs) for theme in rollup.themes) >= 0.8 * rollup.logs
    assert max(len(theme.logs) for theme in rollup.themes) <= 0.4 * rollup.logs


@pytest.mark.parametrize("corpus", CORPORA)
def test_names_are_words_that_stand_so_in_a_text_of_the_theme(corpus: str) -> None:
    own = [text.lower() for text in texts(corpus)]
    themes = told(corpus).themes
    for theme in themes:
        said = [own[log] for log, _near in theme.logs]
        assert theme.words
        assert all(any(words.lower() in text for text in said) for words in theme.words)
        assert not theme.phrase or any(theme.phrase.lower() in text for text in said)
    phrases = [theme.phrase for theme in themes if theme.phrase]
    assert len(phrases) >= len(themes) / 2
    assert len(set(phrases)) == len(phrases)
    assert not any(phrase.isupper() for phrase in phrases)


@pytest.mark.parametrize("corpus", CORPORA)
def test_quotes_stand_word_for_word_in_texts_of_different_initiatives(corpus: str) -> None:
    own = texts(corpus)
    for theme in told(corpus).themes:
        assert theme.quotes
        assert all(quote.text in own[quote.log] and quote.near in quote.text for quote in theme.quotes)
        assert len({quote.log % 60 for quote in theme.quotes}) == len(theme.quotes)


@pytest.mark.parametrize("corpus", CORPORA)
def test_the_same_texts_in_another_order_give_the_same_answer(corpus: str) -> None:
    assert roll_up(Question(now=records(corpus)[::-1])) == told(corpus)


@pytest.mark.parametrize(("corpus", "least"), [("nasa", 0.4), ("nyc", 0.6)])
def test_themes_are_found_again_when_a_tenth_is_left_out(corpus: str, least: float) -> None:
    """Lessons of a page each speak of more than one thing, so their themes are less sharp."""
    every = records(corpus)
    kept = [record for record in every if record.id % 10]
    before = theme_of(told(corpus), len(every))
    after = theme_of(roll_up(Question(now=kept)), len(every))
    here = np.array([record.id for record in kept])
    before, after = before[here], after[here]
    again = [
        max(
            np.sum((before == one) & (after == other)) / np.sum((before == one) | (after == other))
            for other in set(after) - {-1}
        )
        >= 0.5
        for one in set(before) - {-1}
    ]
    assert np.mean(again) >= least


def test_themes_agree_with_the_categories_that_the_engine_never_sees() -> None:
    labels = [row["category"] for row in rows("nyc-descriptions.json")]
    assert normalized_mutual_info_score(labels, theme_of(told("nyc"), len(labels))) >= 0.45


@pytest.mark.parametrize("corpus", CORPORA)
def test_what_binds_a_theme_is_mostly_its_own(corpus: str) -> None:
    stems = [stem for theme in told(corpus).themes for stem in theme.stems[:10]]
    assert len(set(stems)) >= 0.85 * len(stems)


def test_two_corpora_in_one_report_do_not_share_a_theme() -> None:
    lessons, projects = texts("nasa")[:60], texts("nyc")[:60]
    mixed = [Record(at, at, (), DAY, saw=text) for at, text in enumerate([*lessons, *projects])]
    for theme in roll_up(Question(now=mixed)).themes:
        sides = Counter(log < len(lessons) for log, _near in theme.logs)
        assert max(sides.values()) >= 0.75 * len(theme.logs)


def test_telegraphic_titles_are_read_in_the_language_of_the_portfolio() -> None:
    analyser = Analyser("en")
    languages = Counter(analyser.stems(text)[0] for text in texts("nyc"))
    assert languages["en"] >= 0.97 * languages.total()
