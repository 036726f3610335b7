"""Names a theme by words and short phrases as people wrote them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2

from sensemaking.text import Analyser, Spelled

PARTS = 3
LOGS_READ = 40
LEAST_SHARE = 0.12
LONGEST_SHOUT = 4
LOWER_SHARE = 0.2


@dataclass(slots=True)
class _Term:
    """A word or phrase met in a theme: in how many logs, how it was spelled, and how when it began a sentence."""

    logs: int = 0
    spellings: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)

    def spelling(self) -> str:
        """The most frequent spelling; capitals only where people nearly always write them."""
        if not self.spellings:
            return min(self.first, key=lambda text: (-self.first[text], text)).lower()
        best = min(self.spellings, key=lambda text: (-self.spellings[text], text.isupper(), text))
        lower = best.lower()
        is_name = self.spellings[lower] < LOWER_SHARE * self.spellings.total()
        return best if is_name and not (best.isupper() and len(best) > LONGEST_SHOUT) else lower


def name(texts: Sequence[str], weight_of: Mapping[str, float], analyser: Analyser) -> tuple[str, ...]:
    """Return up to three words or phrases that stand for the theme, the weightiest first.

    `texts` are the logs of the theme, nearest first; `weight_of` has the theme's weight for each stem.
    """
    read = texts[:LOGS_READ]
    terms: dict[tuple[str, ...], _Term] = {}
    for text in read:
        for stems, spellings in _terms(analyser.spelled(text), weight_of).items():
            term = terms.setdefault(stems, _Term())
            term.logs += 1
            for spelling, is_first in spellings:
                (term.first if is_first else term.spellings)[spelling] += 1
    least = max(2, len(read) * LEAST_SHARE) if len(read) > 1 else 1
    scored = sorted(
        (-sum(weight_of[stem] for stem in stems) * log2(1 + term.logs), stems)
        for stems, term in terms.items()
        if term.logs >= least or len(stems) == 1
    )
    return _pick(scored, terms)


def _pick(scored: Sequence[tuple[float, tuple[str, ...]]], terms: Mapping[tuple[str, ...], _Term]) -> tuple[str, ...]:
    """Return the best terms that share no word with a better one."""
    chosen: list[str] = []
    used: set[str] = set()
    for _score, stems in scored:
        if used.isdisjoint(stems):
            chosen.append(terms[stems].spelling())
            used.update(stems)
        if len(chosen) == PARTS:
            break
    return tuple(chosen)


def _terms(spelled: Sequence[Spelled], weight_of: Mapping[str, float]) -> dict[tuple[str, ...], list[tuple[str, bool]]]:
    """Return the words and two-word phrases of one log that weigh in the theme, with their spellings."""
    found: dict[tuple[str, ...], list[tuple[str, bool]]] = {}
    for at, (word, stem, is_first) in enumerate(spelled):
        if not weight_of.get(stem):
            continue
        found.setdefault((stem,), []).append((word, is_first))
        if at + 1 < len(spelled):
            after = spelled[at + 1]
            if weight_of.get(after.stem) and after.stem != stem and not after.is_first:
                found.setdefault((stem, after.stem), []).append((f"{word} {after.word}", is_first))
    return found
