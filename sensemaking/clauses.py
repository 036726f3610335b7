"""Names a theme by a short clause that stands so in one of its logs, where there is one that speaks for many."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log2

from sensemaking.stopwords import STOPWORDS
from sensemaking.text import NOT_PROSE, UNSPACED, WORD, Analyser

LOGS_READ = 25
FEWEST_WORDS, MOST_WORDS = 3, 7
FEWEST_STEMS = 2
SHARED_BY = 0.5
TOP_STEMS = 3
BREAK = re.compile(r"[.,;:!?…()\[\]\"“”„«»\n]+|\s[-–—]+\s|[。、！？،؟]+")
ARTICLES = frozenset(
    "the a an der die das ein eine le la les un une el los las una il lo gli de het een "
    "o os as um uma en ett et".split()
)
JOINTS = frozenset(
    "and but so because when while where which that who if until although und aber weil wenn dass wo obwohl et mais "
    "parce quand que qui où y pero porque cuando donde e ma perché quando che en maar omdat als dat".split()
)


def clause(texts: Sequence[str], weight_of: Mapping[str, float], analyser: Analyser) -> str:
    """Return the clause of three to seven words that says most of the theme; empty where none speaks for half of it.

    `texts` are the logs of the theme, nearest first; `weight_of` has the theme's weight for each stem.
    """
    read = texts[:LOGS_READ]
    languages, listed = zip(*(analyser.stems(text) for text in read), strict=True) if read else ((), ())
    stems_of = [frozenset(stems) for stems in listed]
    top = frozenset(sorted(weight_of, key=lambda stem: (-weight_of[stem], stem))[:TOP_STEMS])
    logs_with = Counter(stem for stems in stems_of for stem in stems)
    best: tuple[float, int, str] | None = None
    for text, language, own in zip(read, languages, stems_of, strict=True):
        for found in set(_clauses(text)):
            stems = {stem for stem in analyser.stems(found)[1] if stem in own and weight_of.get(stem)}
            if len(stems) < FEWEST_STEMS or stems.isdisjoint(top) or not _stands_alone(found, language):
                continue
            told = sum(weight_of[stem] * log2(1 + logs_with[stem]) for stem in sorted(stems))
            score = told / len(found.split()) ** 0.25
            key = (-round(score, 6), len(found), found)
            if (best is None or key < best) and _speaks_for(stems, stems_of):
                best = key
    return best[2][:1].upper() + best[2][1:] if best else ""


def _clauses(text: str) -> Iterator[str]:
    """The parts of a text between marks and joining words, as they are written, that could stand alone."""
    if UNSPACED.search(text):
        return
    for part in BREAK.split(text):
        if NOT_PROSE.search(part) or any(letter.isdigit() for letter in part):
            continue
        for piece in (part, *_between_joints(part)):
            words = piece.split()
            if FEWEST_WORDS <= len(words) <= MOST_WORDS and all(word[0].isalpha() for word in words):
                yield piece.strip()


def _between_joints(part: str) -> Iterator[str]:
    """The stretches of a part between its joining words."""
    start = 0
    for match in WORD.finditer(part):
        if match.group().lower() in JOINTS:
            yield part[start : match.start()]
            start = match.end()
    if start:
        yield part[start:]


def _stands_alone(found: str, language: str) -> bool:
    """Say whether it begins with a word that tells, or an article and one, and ends with one."""
    words = found.lower().split()
    small = STOPWORDS.get(language, frozenset())
    start = words[1] if words[0] in ARTICLES else words[0]
    return start not in small and start not in JOINTS and words[-1] not in small


def _speaks_for(stems: set[str], stems_of: Sequence[frozenset[str]]) -> bool:
    """Say whether half of the logs share a telling stem with the clause."""
    return sum(not stems.isdisjoint(own) for own in stems_of) >= SHARED_BY * len(stems_of)
