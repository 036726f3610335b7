"""Cuts from a text, word for word, the sentence that says most of some words."""

from collections.abc import Sequence

from sensemaking.quotes import SENTENCE
from sensemaking.text import NOT_PROSE, WORD

LONGEST, SHORT_ENOUGH_TO_EXTEND, SENTENCES_READ = 400, 60, 400
STEM = 4


def telling(text: str, words: Sequence[str]) -> str:
    """Return the sentence that holds most of the words, in whatever form, and of several the shortest.

    It is an exact part of the text, of 400 characters at most; empty where no sentence holds any of the words. A short
    one takes the next sentence with it.
    """
    wanted = [word.casefold() for word in words if word]
    found: list[tuple[int, int, int]] = []
    for match in SENTENCE.finditer(text):
        if len(found) == SENTENCES_READ:
            break
        found.append((match.start(), match.end(), _held(match.group(), wanted)))
    if not any(held for _start, _end, held in found):
        return ""
    at = max(range(len(found)), key=lambda index: (_fit(text, found[index]), -index))
    start, end, _held_words = found[at]
    if end - start < SHORT_ENOUGH_TO_EXTEND and at + 1 < len(found) and found[at + 1][1] - start <= LONGEST:
        end = found[at + 1][1]
    return _cut(text[start:end], wanted)


def _fit(text: str, sentence: tuple[int, int, int]) -> tuple[bool, int, int]:
    start, end, held = sentence
    return held > 0 and not NOT_PROSE.search(text, start, end), held, start - end


def _held(sentence: str, wanted: Sequence[str]) -> int:
    """How many of the words are in the sentence."""
    there = [word.casefold() for word in WORD.findall(sentence[: 4 * LONGEST])]
    joined = sentence.casefold()
    return sum(any(is_form_of(word, other) for other in there) or word in joined for word in wanted)


def is_form_of(word: str, other: str) -> bool:
    """Whether two words may be forms of one: they begin alike, but for the last three letters of the shorter."""
    alike = max(STEM, min(len(word), len(other)) - 3)
    return word == other or (min(len(word), len(other)) >= alike and word[:alike] == other[:alike])


def _cut(sentence: str, wanted: Sequence[str]) -> str:
    """The sentence within its length: from where it is about the words, and whole words only."""
    sentence = sentence.strip()
    if len(sentence) <= LONGEST:
        return sentence
    places = [sentence.casefold().find(word) for word in wanted]
    first = min((at for at in places if at >= 0), default=0)
    start = (
        0 if first < LONGEST // 2 else max(sentence.rfind(" ", 0, first - LONGEST // 4) + 1, first - LONGEST // 3, 0)
    )
    part = sentence[start : start + LONGEST]
    if start + LONGEST < len(sentence) and " " in part:
        part = part[: part.rfind(" ")]
    return part.strip()
