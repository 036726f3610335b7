"""Chooses the words of a log that stand for a theme; never changes them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sensemaking.records import FIELDS, Quote, Record
from sensemaking.text import NOT_PROSE, Analyser

MOST_QUOTES = 3
SHORTEST, LONGEST = 25, 260
SHORT_ENOUGH_TO_EXTEND = 90
WORDS_JUDGED = 6
SENTENCES_READ = 200
SEEN_COUNTS_MORE = 1.4
UNFIT_COUNTS = 0.2
SENTENCE = re.compile(
    r"\S(?:[^\n]*?)(?:(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bNo)(?<!e\.g)(?<!i\.e)"
    r"[.!?…؟।]+[\"”’»)\]]*(?=\s|$)|[。！？]+[」』”]?|(?=\n)|$)"
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    field: str
    start: int
    end: int
    score: float
    is_plain: bool


def choose(records: Sequence[Record], weight_of: Mapping[str, float], analyser: Analyser) -> tuple[Quote, ...]:
    """Return up to three quotes from different initiatives; `records` are nearest first."""
    return of_different_voices(records, lambda record: quote_of(record, weight_of, analyser), MOST_QUOTES)


def of_different_voices(
    records: Iterable[Record], quote: Callable[[Record], Quote | None], most: int
) -> tuple[Quote, ...]:
    """Return the quotes of the first logs of different initiatives that have one."""
    chosen: dict[int | None, Quote] = {}
    for record in records:
        if record.initiative not in chosen and (found := quote(record)):
            chosen[record.initiative] = found
        if len(chosen) == most:
            break
    return tuple(chosen.values())


def quote_of(record: Record, weight_of: Mapping[str, float], analyser: Analyser) -> Quote | None:
    """Return the sentence of the log that is nearest the theme, with a neighbour when it is short."""
    sentences = list(_sentences(record, weight_of, analyser))
    if not sentences:
        return None
    at = max(range(len(sentences)), key=lambda index: (sentences[index].score, -index))
    best = sentences[at]
    if best.score <= 0:
        return None
    text = getattr(record, best.field)
    near = _within(text, best.start, best.end)
    start, end = best.start, best.start + len(near)
    if len(near) < SHORT_ENOUGH_TO_EXTEND:
        start, end = _extended(sentences, at)
    return Quote(log=record.id, field=best.field, text=text[start:end], near=near)


def _sentences(record: Record, weight_of: Mapping[str, float], analyser: Analyser) -> Iterator[_Sentence]:
    """Yield the sentences of a log's fields with how near each is to the theme."""
    for name in FIELDS:
        text = getattr(record, name)
        for count, match in enumerate(SENTENCE.finditer(text)):
            if count == SENTENCES_READ:
                break
            part = match.group()
            stems = set(analyser.stems(part)[1])
            score = sum(weight_of.get(stem, 0.0) for stem in sorted(stems)) / max(len(stems), WORDS_JUDGED) ** 0.5
            is_plain = len(part) <= LONGEST and not NOT_PROSE.search(part)
            score *= SEEN_COUNTS_MORE if name == "saw" else 1.0
            score *= 1.0 if is_plain and len(part) >= SHORTEST else UNFIT_COUNTS
            yield _Sentence(name, match.start(), match.end(), score, is_plain)


def _within(text: str, start: int, end: int) -> str:
    """Return the sentence, cut after a whole word where it is too long to quote."""
    sentence = text[start:end]
    if len(sentence) <= LONGEST:
        return sentence
    cut = sentence[:LONGEST]
    return cut[: cut.rfind(" ")] if " " in cut else cut


def _extended(sentences: Sequence[_Sentence], at: int) -> tuple[int, int]:
    """Return the stretch from the sentence before, or to the one after, when both together are short."""
    best = sentences[at]
    for other in (at - 1, at + 1):
        if 0 <= other < len(sentences) and sentences[other].field == best.field:
            start = min(best.start, sentences[other].start)
            end = max(best.end, sentences[other].end)
            if end - start <= LONGEST and sentences[other].score > 0 and sentences[other].is_plain:
                return start, end
    return best.start, best.end
