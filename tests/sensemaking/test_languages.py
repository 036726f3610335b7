"""Themes in every language that the analyser knows, in a mix of them, and a plain word about those it does not."""

from datetime import date

import pytest
from django.utils.translation import override

from sensemaking.records import Question, Record, Rollup
from sensemaking.rollup import roll_up
from sensemaking.stopwords import STOPWORDS
from sensemaking.text import ALGORITHMS, Analyser, is_read_well, language_of, words_of
from sensemaking.wording_languages import language_name, read_roughly
from tests.sensemaking.tongues import NEIGHBOURS_AND_TREES, ROUGHLY

DAY = date(2026, 7, 10)
TOPIC = 4
ALIKE = {"no": {"no", "da"}}


def spoken(*codes: str) -> list[str]:
    return [text for code in codes for topic in NEIGHBOURS_AND_TREES[code] for text in topic]


def told(texts: list[str], home: str) -> Rollup:
    records = [Record(at, at, (), DAY, saw=text) for at, text in enumerate(texts)]
    return roll_up(Question(now=records, language=home))


def groups(rollup: Rollup) -> list[list[int]]:
    return sorted(sorted(log for log, _near in theme.logs) for theme in rollup.themes)


@pytest.mark.parametrize("code", NEIGHBOURS_AND_TREES)
def test_neighbours_and_trees_are_two_themes_in_every_language(code: str) -> None:
    rollup = told(spoken(code), code)
    assert groups(rollup) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    own = " ".join(spoken(code)).lower()
    assert all(words.lower() in own for theme in rollup.themes for words in theme.words)
    assert all(not theme.phrase or theme.phrase.lower() in own for theme in rollup.themes)


@pytest.mark.parametrize("code", NEIGHBOURS_AND_TREES)
def test_most_texts_are_known_by_their_language_far_from_home(code: str) -> None:
    home = "de" if code == "en" else "en"
    found = [Analyser(home).stems(text)[0] for text in spoken(code)]
    assert sum(language in ALIKE.get(code, {code}) for language in found) >= 7


def test_a_portfolio_may_speak_several_languages_at_once() -> None:
    codes = ("en", "de", "fr", "ar")
    rollup = told(spoken(*codes), "en")
    assert dict(rollup.languages) == dict.fromkeys(codes, 8)
    assert groups(rollup) == [list(range(at, at + TOPIC)) for at in range(0, 32, TOPIC)]
    assert rollup.read_roughly == ()


def test_every_language_with_rules_for_its_words_has_its_small_words_too() -> None:
    assert set(ALGORITHMS) <= set(STOPWORDS)
    assert all(is_read_well(code) for code in ALGORITHMS)
    assert not any(is_read_well(code) for code in ROUGHLY)


def test_logs_in_languages_that_the_hub_does_not_know_are_counted() -> None:
    rollup = told(spoken("en", *ROUGHLY), "en")
    assert rollup.read_roughly == (("ko", 8), ("sw", 8), ("th", 8))


def test_a_long_text_without_a_known_word_is_of_no_known_language() -> None:
    quechua = "Wasi masiykuqa punkuta kicharirqan chaymantataq warmikuna hamurqanku nuqaykuwan " * 3
    assert language_of(words_of(quechua), "en") == "und"
    assert language_of(words_of("Wasi masiykuqa punkuta"), "en") == "en"


def test_a_portfolio_at_home_in_a_language_without_rules_is_told_so() -> None:
    assert told(spoken("sw"), "sw").read_roughly == (("sw", 8),)
    assert told(["Kerb. Kerb bay. Lorry."], "sw").read_roughly == (("sw", 1),)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("שלום שכנים פתחו את הדלת", "he"),
        ("隣の人がドアを開けた", "ja"),
        ("邻居打开了门", "zh"),
        ("მეზობელმა კარი გააღო", "ka"),
        ("প্রতিবেশী দরজা খুলে দিল", "bn"),
    ],
)
def test_a_script_tells_its_language(text: str, language: str) -> None:
    assert language_of(words_of(text), "en") == language


def test_scripts_without_spaces_get_whole_words_for_names() -> None:
    names = {words for theme in told(spoken("th"), "en").themes for words in theme.words}
    assert {"เพื่อนบ้าน", "ต้นไม้"} & names


def test_what_was_read_roughly_is_said_in_a_sentence() -> None:
    with override("en"):
        said = read_roughly([["sw", 8], ["th", 4], ["und", 1]])
        assert said.startswith("13 logs are in languages whose forms of words the hub does not know")
        assert "Swahili (8), Thai (4) and a language that was not recognised (1)" in said
        assert read_roughly([["sw", 1]]).startswith("1 log is in a language")
        assert read_roughly(()) == ""


def test_languages_have_names() -> None:
    with override("en"):
        assert [language_name(code) for code in ("de", "so", "xx")] == ["German", "Somali", "xx"]
