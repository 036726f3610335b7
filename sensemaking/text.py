"""Turns people's words into stems, in the language each text is written in."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice
from threading import Lock
from typing import Any, NamedTuple

import snowballstemmer

from sensemaking.stopwords import STOPWORDS

ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
WORDS_READ = 3000
STEMS_REMEMBERED = 50_000
TEXTS_REMEMBERED = 64
STEMMING = Lock()
WORDS_FOR_LANGUAGE = 80
SURE, SURE_ABROAD = 3, 2


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
MARKS = _marks()
WORD = re.compile(rf"[^\W\d_][\w{MARKS}]{{1,39}}")
LETTER = re.compile(rf".[{MARKS}]*")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
SCRIPTS = {
    code: re.compile(f"[{letters}]")
    for code, letters in {
        "ar": "\u0600-\u06ff", "el": "\u0370-\u03ff", "ru": "\u0400-\u04ff", "hi": "\u0900-\u097f",
        "he": "\u0590-\u05ff", "hy": "\u0530-\u058f", "ka": "\u10a0-\u10ff", "am": "\u1200-\u137f",
        "bn": "\u0980-\u09ff", "pa": "\u0a00-\u0a7f", "gu": "\u0a80-\u0aff", "ta": "\u0b80-\u0bff",
        "te": "\u0c00-\u0c7f", "kn": "\u0c80-\u0cff", "ml": "\u0d00-\u0d7f", "si": "\u0d80-\u0dff",
        "th": "\u0e00-\u0e7f", "lo": "\u0e80-\u0eff", "my": "\u1000-\u109f", "km": "\u1780-\u17ff",
        "ko": "\u1100-\u11ff\uac00-\ud7af", "ja": "\u3040-\u30ff", "zh": "\u3400-\u9fff\uf900-\ufaff",
    }.items()
}  # fmt: skip
SHARING = {
    "ar": {"ar", "fa", "ur"}, "ru": {"ru", "uk", "bg", "sr", "mk", "be"}, "hi": {"hi", "mr", "ne"}, "zh": {"zh", "ja"},
    "he": {"he", "yi"}, "am": {"am", "ti"}, "bn": {"bn", "as"},
}  # fmt: skip
OWN_LETTERS = {
    "cs": "ěřůčšž", "da": "æøå", "de": "äöüß", "es": "ñáíóú", "et": "õü", "fi": "äö", "fr": "éèêàçœ", "hr": "čćđšž",
    "hu": "őűéáö", "it": "èòìù", "no": "æøå", "pl": "ąęłżźćńś", "pt": "ãõçáê", "ro": "ăâîșț", "sv": "åäö",
    "tr": "ğışçöü", "vi": "ăđơưạảấầ",
}  # fmt: skip
LETTERS_OF = {
    letter: tuple(code for code, own in OWN_LETTERS.items() if letter in own)
    for letter in set("".join(OWN_LETTERS.values()))
}
"""The languages that a letter beyond the English ones points to."""
UNKNOWN = "und"
"""The language of a text of which no word gives a hint, where it is long enough to have given one."""
ENOUGH_FOR_A_HINT = 20
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
        letters = LETTER.findall(word) if UNSPACED.search(word) else []
        if len(letters) > 2:
            split.extend("".join(letters[at : at + 2]) for at in range(len(letters) - 1))
        else:
            split.append(word)
    return split


def _begins_sentence(text: str, at: int) -> bool:
    """Say whether the word at this place is the first of a sentence, where a capital letter means nothing."""
    before = text[max(at - 8, 0) : at].rstrip(" \t\"“‘'(«„")
    return not before or before[-1] in ".!?…:\n"


def language_of(words: list[str], home: str) -> str:
    """Return the code of the language most of the small words belong to; `home` when it is not clear.

    Letters that few languages have count as well; two hints do where none points home, three otherwise.
    """
    head = words[:WORDS_FOR_LANGUAGE]
    hits: dict[str, int] = {}
    for word in KNOWN_IN.keys() & head:
        for code in KNOWN_IN[word]:
            hits[code] = hits.get(code, 0) + 1
    for code in () if all(map(str.isascii, head)) else _pointed_to(head):
        hits[code] = hits.get(code, 0) + 1
    best = max(sorted(hits), key=hits.__getitem__, default=home)
    at_home = hits.get(home, 0)
    if hits.get(best, 0) >= (at_home + 2 if at_home > 1 else SURE if at_home else SURE_ABROAD):
        return best
    if not words or words[0].isascii():
        return UNKNOWN if not hits and len(words) >= ENOUGH_FOR_A_HINT else home
    return _by_script("".join(words[:WORDS_FOR_LANGUAGE]), home)


def _pointed_to(words: list[str]) -> Iterator[str]:
    """The languages to which the letters of each word point that no list of small words has."""
    for word in set(words) - KNOWN_IN.keys():
        if not word.isascii():
            yield from {code for letter in word for code in LETTERS_OF.get(letter, ())}


def _by_script(letters: str, home: str) -> str:
    """Return the language that most often has the letters, unless `home` is written in them too."""
    if SCRIPTS["ja"].search(letters):
        return "ja"
    counts = {code: len(script.findall(letters)) for code, script in SCRIPTS.items()}
    script = max(sorted(counts), key=counts.__getitem__)
    if 2 * counts[script] < len(letters) or home in SHARING.get(script, {script}):
        return home
    return script


def is_read_well(language: str) -> bool:
    """Say whether the forms of one word are known to be one in this language, and its small words to be small."""
    return language in ALGORITHMS and language in STOPWORDS


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(ALGORITHMS[language])


@lru_cache(maxsize=STEMS_REMEMBERED)
def stem_of(language: str, word: str) -> str:
    """Stem by Snowball's rules for the language; without rules the word stands for itself.

    A worker remembers the stems of one report for the next: a stem takes as long to find as a note to read.
    """
    if language not in ALGORITHMS:
        return word
    with STEMMING:  # a stemmer keeps its word in itself
        stem: str = _stemmer(language).stemWord(word)
    return stem


class Spelled(NamedTuple):
    """A word as somebody wrote it; `is_first` in its sentence; `follows` when only a space parts it from the last."""

    word: str
    stem: str
    is_first: bool
    follows: bool


@dataclass(slots=True)
class Analyser:
    """Reads texts of one portfolio; `home` is the language taken where a text does not tell."""

    home: str = "en"
    _stems: dict[str, dict[str, str]] = field(default_factory=dict)
    _spelled: dict[str, list[Spelled]] = field(default_factory=dict)

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
        if text not in self._spelled:
            if len(self._spelled) >= TEXTS_REMEMBERED:
                del self._spelled[next(iter(self._spelled))]
            self._spelled[text] = self._spell(text)
        return self._spelled[text]

    def _spell(self, text: str) -> list[Spelled]:
        clean = prose(text)
        if UNSPACED.search(clean):
            words = [(word, False, True) for word in words_of(text, as_spelled=True)]
        else:
            words, end = [], -1
            for match in islice(WORD.finditer(clean), WORDS_READ):
                start = match.start()
                words.append((match.group(), _begins_sentence(clean, start), clean[end:start] == " "))
                end = match.end()
        language = language_of([word.lower() for word, *_rest in words[:WORDS_FOR_LANGUAGE]], self.home)
        known = self._stems.setdefault(language, {})
        return [
            Spelled(word, known[lower] if (lower := word.lower()) in known else self._learn(language, lower), *rest)
            for word, *rest in words
        ]

    def _learn(self, language: str, word: str) -> str:
        """Find the stem of a word met for the first time, and keep it."""
        stem = ""
        if word not in STOPWORDS.get(language, ()) and (len(word) > 2 or not word.isascii()):
            stem = stem_of(language, word) or word
        self._stems[language][word] = stem
        return stem
