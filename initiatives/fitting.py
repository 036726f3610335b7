"""Which offer fits which need: the same kind, and words that both use. Pure: rows in, reasons out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

WORD = re.compile(r"[^\W\d_]{3,}")
FEWEST_CHARS = 4
MOST_WORDS = 3
"""How many shared words a reason names."""


@dataclass(frozen=True, slots=True)
class Side:
    """One offer or need: whose it is, of what kind, and its words."""

    pk: int
    kind: str
    text: str
    owners: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Fit:
    """One that fits, the words that both use, the rarest first, and how much they weigh."""

    pk: int
    words: tuple[str, ...]
    weight: float


def stem(word: str) -> str:
    """A word without its commonest endings, so that scaffold and scaffolds meet."""
    lower = word.casefold()
    for ending in ("ings", "ing", "es", "en", "s", "n", "e"):
        if lower.endswith(ending) and len(lower) - len(ending) >= FEWEST_CHARS:
            return lower.removesuffix(ending)
    return lower


def words_of(text: str) -> dict[str, str]:
    """By stem: the word as it stands in the text."""
    found: dict[str, str] = {}
    for word in WORD.findall(text):
        if len(word) >= FEWEST_CHARS:
            found.setdefault(stem(word), word.casefold())
    return found


def fits(side: Side, others: Sequence[Side], *, most: int = 5) -> list[Fit]:
    """Those of the same kind that belong to somebody else, the more rare words shared the earlier.

    One without a shared word stands after all that have some; the order of `others` changes nothing.
    """
    same = [other for other in others if other.kind == side.kind and not (other.owners & side.owners)]
    texts = {other.pk: words_of(other.text) for other in same}
    spread = Counter(word for words in texts.values() for word in words)
    mine = words_of(side.text)
    found = []
    for other in same:
        shared = sorted(set(mine) & set(texts[other.pk]), key=lambda word: (spread[word], word))
        weight = sum(1 + log((1 + len(same)) / (1 + spread[word])) for word in shared)
        found.append(Fit(other.pk, tuple(mine[word] for word in shared[:MOST_WORDS]), weight))
    return sorted(found, key=lambda fit: (-fit.weight, fit.pk))[:most]
