"""Names a theme by a short clause that stands so in one of its logs, where there is one that speaks for many."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from sensemaking import spelling
from sensemaking.text import NOT_PROSE, UNSPACED, WORD, Analyser, language_of

LOGS_READ, LETTERS_READ = 25, 8000
FEWEST_WORDS, MOST_WORDS = 3, 7
FEWEST_STEMS = 2
SHARED_BY = 0.5
TOP_STEMS = 3
LONE_COUNTS = 0.6
"""A word that no other log has says less of the theme and more of one initiative."""
WHOLE, BEGINS, ENDS_ONE, PART = 1.0, 0.8, 0.55, 0.4
"""How much a whole sentence counts, a clause that begins one, one that ends one, and one from the middle."""
ENDS = re.compile(r"[.!?…\n。！？؟]+")
BREAK = re.compile(r"[.,;:!?…()\[\]\"“”„«»\n\t。、！，؟،]+|\s[-–—]+\s|\s{2,}")
DIGIT = re.compile(r"\d")
ARTICLES = frozenset(
    "the a an der die das ein eine le la les un une el los las una il lo gli de het een "
    "o os as um uma en ett et".split()
)
JOINTS = {
    code: frozenset(words.split())
    for code, words in {
        "en": "and but so because when while where which that who if until although",
        "de": "und aber weil wenn als dass wo obwohl bis",
        "fr": "et mais parce quand que qui où",
        "es": "y pero porque cuando donde que",
        "it": "e ma perché quando che dove",
        "nl": "en maar omdat als dat toen",
        "pt": "e mas porque quando que onde",
        "pl": "i a ale bo kiedy gdy który która które że",
        "sv": "och men när som att eftersom",
        "da": "og men når som at fordi da",
        "no": "og men når som at fordi da",
    }.items()
}
OPENERS = frozenset("that which who dass que qui che dat że att at som który która które".split())
"""What comes before one of these waits for it: “the programme should ensure that …”."""
SUBJECTS = frozenset("which who qui som który która które".split())
"""What comes after one of these lacks who did it: “… who sees their data”."""
NUMBERS = re.compile(
    r"\b(?:eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|"
    r"thousands?|elf|zwölf|(?:drei|vier|fünf|sech|sieb|acht|neun)zehn|\w*(?:zwan|vier|fünf|sech|sieb|acht|neun)zig|"
    r"\w*dreißig|\w*hundert|\w*tausend|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante|soixante|"
    r"cents?|mille|doce|trece|catorce|veinte|treinta|cuarenta|cincuenta|cien|mil|twaalf|(?:der|veer|vijf|zes|zeven|acht|"
    r"negen)tien|\w*(?:twin|der|veer|vijf|zes|zeven|tach|negen)tig|honderd|duizend|undici|dodici|venti|trenta|quaranta|"
    r"cinquanta|cento|vinte|trinta|quarenta|cinquenta)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A stretch of a log that may stand alone, and how much of a sentence it is."""

    text: str
    whole: float


@dataclass(frozen=True, slots=True)
class _Read:
    """The logs that are read, by their words and stems; how many have each stem, and which stems name somebody."""

    stem_of: tuple[dict[str, str], ...]
    stems_of: tuple[frozenset[str], ...]
    logs_with: Counter[str]
    names: frozenset[str]
    people: frozenset[str]

    def speak(self, stems: set[str]) -> bool:
        """Say whether half of the logs share one of the stems."""
        return sum(not stems.isdisjoint(own) for own in self.stems_of) >= SHARED_BY * len(self.stems_of)

    def lone(self, stem: str) -> bool:
        """Say whether only one of several logs has it."""
        return len(self.stems_of) > 2 and self.logs_with[stem] < 2

    def is_told_on(self, stems: set[str]) -> bool:
        """Say whether the stems name a person, or somebody or something that one log alone names."""
        return any(stem in self.people or (stem in self.names and self.lone(stem)) for stem in stems)


def clause(texts: Sequence[str], weight_of: Mapping[str, float], analyser: Analyser) -> str:
    """Return the clause of three to seven words that says most of the theme; empty where none speaks for half of it.

    `texts` are the logs of the theme, nearest first; `weight_of` has the theme's weight for each stem.
    """
    texts = texts[:LOGS_READ]
    if not texts:
        return ""
    read = _read(texts, analyser)
    top = frozenset(sorted(weight_of, key=lambda stem: (-weight_of[stem], stem))[:TOP_STEMS])
    best: tuple[float, int, str] | None = None
    for text, stem_of in zip(texts, read.stem_of, strict=True):
        joints = JOINTS.get(language_of(list(stem_of), analyser.home), frozenset())
        for found in set(_clauses(text[:LETTERS_READ], joints)):
            said = {stem for word in WORD.findall(found.text.lower()) if (stem := stem_of.get(word))}
            stems = {stem for stem in said if weight_of.get(stem)}
            if len(stems) < FEWEST_STEMS or stems.isdisjoint(top) or not _stands_alone(found.text, stem_of):
                continue
            told = sum(weight_of[stem] * log2(1 + read.logs_with[stem]) for stem in sorted(stems))
            lone = sum(read.lone(stem) for stem in said)
            score = told * found.whole * LONE_COUNTS**lone / len(found.text.split()) ** 0.25
            key = (-round(score, 6), len(found.text), found.text)
            if (best is None or key < best) and read.speak(stems) and not read.is_told_on(said):
                best = key
    return _capital(spelling.calmed(best[2])) if best else ""


def _read(texts: Sequence[str], analyser: Analyser) -> _Read:
    spelled = [analyser.spelled(text) for text in texts]
    stem_of = tuple({told.word.lower(): told.stem for told in words} for words in spelled)
    stems_of = tuple(frozenset(filter(None, stems.values())) for stems in stem_of)
    logs_with = Counter(stem for stems in stems_of for stem in stems)
    return _Read(stem_of, stems_of, logs_with, spelling.names_in(spelled), spelling.people_in(spelled))


def _capital(found: str) -> str:
    return found[:1].upper() + found[1:]


def _clauses(text: str, joints: frozenset[str]) -> Iterator[_Found]:
    """The parts of a text between marks and joining words, as they are written, that could stand alone."""
    if UNSPACED.search(text):
        return
    for start, end in _between(BREAK, text):
        part = text[start:end]
        if text[end : end + 1] in (":", "(") or DIGIT.search(part) or NUMBERS.search(part):
            continue
        if NOT_PROSE.search(part):
            continue
        before = text[max(0, start - 8) : start].rstrip(" ")
        begins, ends = not before or bool(ENDS.match(before[-1])), end == len(text) or bool(ENDS.match(text, end))
        for piece, is_first, is_last in _pieces(part, joints):
            words = piece.split()
            if FEWEST_WORDS <= len(words) <= MOST_WORDS and all(word[0].isalpha() for word in words):
                at_start, at_end = begins and is_first, ends and is_last
                whole = (WHOLE if at_end else BEGINS) if at_start else ENDS_ONE if at_end else PART
                yield _Found(piece.strip(), whole)


def _between(mark: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """The places of the stretches between marks."""
    start = 0
    for match in mark.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _pieces(part: str, joints: frozenset[str]) -> Iterator[tuple[str, bool, bool]]:
    """The part, and its stretches between joining words; whether each begins the part, and whether it ends it."""
    yield part, True, True
    start, can_stand = 0, True
    for match in WORD.finditer(part):
        joint = match.group().lower()
        if joint in joints:
            if can_stand and joint not in OPENERS:
                yield part[start : match.start()], not start, False
            start, can_stand = match.end(), joint not in SUBJECTS
    if start and can_stand:
        yield part[start:], False, True


def _stands_alone(found: str, stem_of: Mapping[str, str]) -> bool:
    """Say whether it begins with a word that tells, or an article and one, and ends with one."""
    words = found.lower().split()
    start = words[1] if words[0] in ARTICLES else words[0]
    ends = [WORD.findall(word) for word in (start, words[-1])]
    return all(any(stem_of.get(part) for part in parts) for parts in ends)
