"""Logs that speak of the same thing as another one, with the words that both share."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2

from portfolio_hub.lib.search import LEAST_SHARED
from sensemaking.models import LearningLog, LogFeatures, LogWord
from sensemaking.text import Analyser
from stakeholders.access import Access

TELLING, LIKENED, SHOWN, WORDS = 6, 120, 6, 5
TOO_COMMON = 20_000
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Like:
    """A log like another one, and the words of that one which both share, the most telling first."""

    log: LearningLog
    words: tuple[str, ...]


def telling_words(access: Access, log: LearningLog) -> list[str]:
    """The words of a log by which its like are looked for: those that few logs have, as they begin everywhere."""
    return [_start(word, stem) for stem, word in _telling(access, log)[:TELLING]]


def similar_to(access: Access, log: LearningLog) -> list[Like]:
    """Logs that this reader may see and that share telling words with this one, the most alike first.

    Only the newest that share any two of its rarest words are looked at, so that it costs the same in every portfolio.
    """
    told = _telling(access, log)
    words = [_start(word, stem) for stem, word in told[:TELLING]]
    rows = LearningLog.objects.seen_with(access).exclude(pk=log.pk).sharing(words)
    near = list(rows.select_related("initiative").defer("search", "initiative__search")[:LIKENED])
    if not near:
        return []
    spelled, stems = dict(told), _stems_of(access, near)
    weights = {stem: 1 / (at + 2) for at, stem in enumerate(spelled)}
    found = []
    for other in near:
        shared = [stem for stem in weights if stem in stems[other.pk]]
        if len(shared) >= LEAST_SHARED:
            weight = sum(weights[stem] for stem in shared) / log2(len(stems[other.pk]) + 4)
            found.append((-weight, -other.pk, other, tuple(spelled[stem] for stem in shared[:WORDS])))
    return [Like(other, words) for _weight, _pk, other, words in sorted(found, key=lambda row: row[:2])[:SHOWN]]


def _telling(access: Access, log: LearningLog) -> list[tuple[str, str]]:
    """The stems of a log with the word as its author wrote it: the rarest among the portfolio's logs first.

    Words that nobody has counted yet come by their length, and last.
    """
    spelled: dict[str, str] = {}
    for found in Analyser(access.portfolio.language).spelled(log.searchable_text()):
        if found.stem and len(found.word) >= SHORTEST:
            spelled.setdefault(found.stem, found.word.lower())
    counted = LogWord.objects.filter(portfolio=access.portfolio, word__in=spelled.values())
    counts = dict(counted.values_list("word", "logs"))
    known = [(stem, word) for stem, word in spelled.items() if counts.get(word, 0) < TOO_COMMON]
    return sorted(known, key=lambda pair: _rank(pair[1], counts))


def _rank(word: str, counts: Mapping[str, int]) -> tuple[int, int, int, str]:
    """Shared by few is telling; a word that no other log has leads nowhere, so it comes after those."""
    count = counts.get(word, 0)
    return (0 if count > 1 else 1, count, -len(word), word)


def _start(word: str, stem: str) -> str:
    """How the forms of a word begin."""
    return stem if len(stem) >= SHORTEST and word.startswith(stem) else word


def _stems_of(access: Access, logs: list[LearningLog]) -> dict[int, frozenset[str]]:
    """The stems of each log: as they were kept, else read again."""
    kept = LogFeatures.objects.filter(log__in=[log.pk for log in logs]).values_list("log", "stems")
    stems = {pk: frozenset(text.split()) for pk, text in kept if text}
    analyser = Analyser(access.portfolio.language)
    for log in logs:
        if log.pk not in stems:
            stems[log.pk] = frozenset(analyser.stems(log.searchable_text())[1])
    return stems
