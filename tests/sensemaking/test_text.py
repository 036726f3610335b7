"""Words become stems in the language they are written in."""

import pytest

from sensemaking.text import Analyser, language_of, prose, words_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Nachbarn haben die Tür erst geöffnet, als wir nicht mehr mit dem Zettel kamen.", "de"),
        ("Les voisins n’ont ouvert la porte que lorsque nous sommes venus avec une personne du quartier.", "fr"),
        ("Los vecinos abrieron la puerta cuando vino con nosotros una persona del barrio.", "es"),
        ("De buren deden pas open toen we met iemand uit de straat kwamen.", "nl"),
        ("The neighbours only opened once we came with somebody from the street.", "en"),
        ("Соседи открыли дверь, только когда мы пришли с человеком, который живёт на этой улице.", "ru"),
    ],
)
def test_the_language_of_a_text_is_read_from_its_small_words(text: str, language: str) -> None:
    assert language_of(words_of(text), "en") == language


def test_a_text_that_does_not_tell_is_in_the_language_of_the_portfolio() -> None:
    assert language_of(words_of("Kerb. Kerb. Kerb."), "nl") == "nl"
    assert language_of([], "de") == "de"


@pytest.mark.parametrize(
    ("language", "text", "stems"),
    [
        ("en", "The doors opened; a door opens.", ["door", "open", "door", "open"]),
        ("de", "Die Straßen und eine Straße", ["strass", "strass"]),
        ("fr", "les voisins et le voisin", ["voisin", "voisin"]),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, text: str, stems: list[str]) -> None:
    assert Analyser(language).stems(text)[1] == stems


def test_a_short_text_in_another_script_is_read_by_its_script() -> None:
    assert language_of(words_of("فتح الجيران"), "en") == "ar"
    assert language_of(words_of("сусіди відчинили"), "uk") == "uk"


def test_a_language_without_rules_keeps_its_words() -> None:
    assert Analyser("et").stems("Naabrid avasid ukse")[1] == ["naabrid", "avasid", "ukse"]


def test_tags_scripts_links_and_addresses_are_not_words() -> None:
    text = "<b>Trees</b> <script>steal('cookies')</script> help: https://x.example/trees, ask a@b.example &amp; go"
    assert Analyser().stems(text)[1] == ["tree", "help"]
    assert "steal" not in prose(text)


def test_emoji_are_no_words_and_do_no_harm() -> None:
    assert words_of("🌳🌳 Shade! 👩🏽‍🌾") == ["shade"]


def test_words_of_scripts_with_marks_stay_whole() -> None:
    assert words_of("हिन्दी भाषा") == ["हिन्दी", "भाषा"]


def test_scripts_without_spaces_give_pairs_of_characters() -> None:
    assert words_of("近所の人") == ["近所", "所の", "の人"]


def test_words_with_figures_stay_words() -> None:
    assert words_of("CO2 and PM10 fell, 2026") == ["co2", "and", "pm10", "fell"]


def test_very_long_texts_are_read_up_to_a_limit() -> None:
    assert len(words_of("tree shade " * 10_000)) == 3000


def test_spelling_is_kept_with_the_stem_and_the_place_in_the_sentence() -> None:
    spelled = Analyser().spelled("Opened doors. Mrs Osei opened them.")
    assert [(word.word, word.stem, word.is_first) for word in spelled if word.stem] == [
        ("Opened", "open", True),
        ("doors", "door", False),
        ("Mrs", "mrs", True),
        ("Osei", "osei", False),
        ("opened", "open", False),
    ]
