"""A text is read once, and read again when the text or the rules are others."""

from unittest.mock import patch

from sensemaking.reading import Reader
from sensemaking.text import Analyser

SAID = "Neighbours open doors for the neighbours. DOORS, ähm, and Häuser!"


def test_stems_are_those_of_the_analyser() -> None:
    language, stems = Analyser("en").stems(SAID)
    features = Reader("en").features(SAID)
    assert features.read == (language, " ".join(stems))


def test_words_are_spelled_in_lower_case_long_enough_and_no_small_ones() -> None:
    assert Reader("en").features(SAID).words == "doors häuser neighbours open"


def test_the_digest_is_of_the_text_the_language_and_the_rules() -> None:
    here = Reader("en")
    assert here.digest_of("one") == Reader("en-gb").digest_of("one")
    others = {here.digest_of("one"), here.digest_of("two"), Reader("de").digest_of("one")}
    with patch("sensemaking.reading.rules", return_value=b"other rules"):
        others.add(Reader("en").digest_of("one"))
    assert len(others) == 4


def test_what_says_nothing_has_features_too() -> None:
    assert Reader("en").features("").stems == ""
    assert Reader("en").features("<b></b> https://example.org ???").words == ""
