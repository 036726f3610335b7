"""Names a theme by words and short phrases as people wrote them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2

from sensemaking import spelling
from sensemaking.text import LETTER, UNSPACED, Analyser, Spelled

PARTS = 3
LOGS_READ = 40
LEAST_SHARE = 0.12
LONGEST_SHOUT = 4
LONGEST_RUN = 7
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
    read = [analyser.spelled(spelling.calmed(text)) for text in texts[:LOGS_READ]]
    people = spelling.people_in(read)
    told = {stem: weight for stem, weight in weight_of.items() if stem not in people}
    terms: defaultdict[tuple[str, ...], _Term] = defaultdict(_Term)
    for spelled in read:
        for stems, spellings in _terms(spelled, told).items():
            term = terms[stems]
            term.logs += 1
            for spelt, is_first in spellings:
                (term.first if is_first else term.spellings)[spelt] += 1
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
        if used.isdisjoint(stems) and (spelt := terms[stems].spelling()) not in chosen:
            chosen.append(spelt)
            used.update(stems)
        if len(chosen) == PARTS:
            break
    return tuple(chosen)


def _terms(spelled: Sequence[Spelled], weight_of: Mapping[str, float]) -> dict[tuple[str, ...], list[tuple[str, bool]]]:
    """Return the words and two-word phrases of one log that weigh in the theme, with their spellings.

    Where a script has no spaces, the overlapping pairs of letters are joined to words again.
    """
    found: dict[tuple[str, ...], list[tuple[str, bool]]] = {}
    for at, (word, stem, is_first, _follows) in enumerate(spelled):
        if not weight_of.get(stem):
            continue
        found.setdefault((stem,), []).append((word, is_first))
        stems: tuple[str, ...] = (stem,)
        for after in spelled[at + 1 : at + LONGEST_RUN]:
            if not weight_of.get(after.stem) or after.stem in stems or after.is_first or not after.follows:
                break
            is_run = _overlap(word, after.word)
            word = word + LETTER.findall(after.word)[-1] if is_run else f"{word} {after.word}"
            stems = (*stems, after.stem)
            found.setdefault(stems, []).append((word, is_first))
            if not is_run:
                break
    return found


def _overlap(word: str, after: str) -> bool:
    """Say whether the next pair of letters begins with the last letter before it."""
    return UNSPACED.search(after) is not None and LETTER.findall(word)[-1] == LETTER.findall(after)[0]
