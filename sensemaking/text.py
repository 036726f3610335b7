"""Turns people's words into stems, in the language each text is written in."""

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

import snowballstemmer

from sensemaking.stopwords import STOPWORDS

ALGORITHMS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
WORDS_READ = 3000
WORDS_FOR_LANGUAGE = 80
SURE = 3


def _marks() -> str:
    """Return the characters that modify the letter before them, as ranges for a regular expression."""
    codes = [code for code in range(0x300, 0xFFFF) if unicodedata.category(chr(code)) in {"Mn", "Mc"}]
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


NOT_PROSE = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<[^<>]{1,400}>|&#?\w{2,8};|\b(?:https?://|www\.)\S+|\S+@\S+\.\w+",
    re.IGNORECASE | re.DOTALL,
)
WORD = re.compile(rf"[^\W\d_][\w{_marks()}]{{1,39}}")
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
SCRIPTS = {
    "ar": re.compile("[\u0600-\u06ff]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "ru": re.compile("[\u0400-\u04ff]"),
}
SHARING = {"ar": {"ar", "fa", "ur"}, "el": {"el"}, "ru": {"ru", "uk", "bg", "sr", "mk", "be"}}
KNOWN_IN: dict[str, tuple[str, ...]] = {}
for _code, _words in STOPWORDS.items():
    for _word in _words:
        KNOWN_IN[_word] = (*KNOWN_IN.get(_word, ()), _code)


def prose(text: str) -> str:
    """Return the text without tags, links and addresses; length and places of words may change."""
    return NOT_PROSE.sub(" ", text)


def words_of(text: str, *, as_spelled: bool = False) -> list[str]:
    """Split a text into lower-case words; scripts without spaces give overlapping pairs of characters."""
    words = WORD.findall(prose(text) if as_spelled else prose(text).lower())[:WORDS_READ]
    if not UNSPACED.search(text):
        return words
    split: list[str] = []
    for word in words:
        if UNSPACED.search(word) and len(word) > 2:
            split.extend(word[at : at + 2] for at in range(len(word) - 1))
        else:
            split.append(word)
    return split


def _begins_sentence(text: str, at: int) -> bool:
    """Say whether the word at this place is the first of a sentence, where a capital letter means nothing."""
    before = text[max(at - 8, 0) : at].rstrip(" \t\"“‘'(«„")
    return not before or before[-1] in ".!?…:\n"


def language_of(words: list[str], home: str) -> str:
    """Return the code of the language most of the small words belong to; `home` when it is not clear."""
    hits: dict[str, int] = {}
    for word in words[:WORDS_FOR_LANGUAGE]:
        for code in KNOWN_IN.get(word, ()):
            hits[code] = hits.get(code, 0) + 1
    best = max(sorted(hits), key=hits.__getitem__, default=home)
    if hits.get(best, 0) >= max(SURE, hits.get(home, 0) + 2):
        return best
    script = next((code for code, letters in SCRIPTS.items() if words and letters.match(words[0])), "")
    return script if script and home not in SHARING[script] else home


class Spelled(NamedTuple):
    """A word as somebody wrote it; `is_first` in its sentence."""

    word: str
    stem: str
    is_first: bool


@dataclass(slots=True)
class Analyser:
    """Reads texts of one portfolio; `home` is the language taken where a text does not tell."""

    home: str = "en"
    _stems: dict[str, dict[str, str]] = field(default_factory=dict)
    _stemmers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home = self.home.lower().replace("_", "-").split("-")[0]

    def stems(self, text: str) -> tuple[str, list[str]]:
        """Return the language and the stems of the content words, in order."""
        language, _words, stems = self.words_and_stems(text)
        return language, [stem for stem in stems if stem]

    def words_and_stems(self, text: str) -> tuple[str, list[str], list[str]]:
        """Return the language, all words in lower case, and the stem of each; that of a small word is empty."""
        words = words_of(text)
        language = language_of(words, self.home)
        known = self._stems.setdefault(language, {})
        return language, words, [known[word] if word in known else self._learn(language, word) for word in words]

    def spelled(self, text: str) -> list[Spelled]:
        """Return each word as it is spelled with its stem; the stem of a small word is empty."""
        clean = prose(text)
        if UNSPACED.search(clean):
            words = [(word, False) for word in words_of(text, as_spelled=True)]
        else:
            found = islice(WORD.finditer(clean), WORDS_READ)
            words = [(match.group(), _begins_sentence(clean, match.start())) for match in found]
        language = language_of([word.lower() for word, _start in words[:WORDS_FOR_LANGUAGE]], self.home)
        known = self._stems.setdefault(language, {})
        return [
            Spelled(word, known[lower] if (lower := word.lower()) in known else self._learn(language, lower), start)
            for word, start in words
        ]

    def _learn(self, language: str, word: str) -> str:
        """Find the stem of a word met for the first time, and keep it."""
        stem = ""
        if word not in STOPWORDS.get(language, ()) and (len(word) > 2 or not word.isascii()):
            stem = self._stemmer(language, word) or word
        self._stems[language][word] = stem
        return stem

    def _stemmer(self, language: str, word: str) -> str:
        """Stem by Snowball's rules for the language; without rules the word stands for itself."""
        if language not in ALGORITHMS:
            return word
        if language not in self._stemmers:
            self._stemmers[language] = snowballstemmer.stemmer(ALGORITHMS[language])
        stem: str = self._stemmers[language].stemWord(word)
        return stem
