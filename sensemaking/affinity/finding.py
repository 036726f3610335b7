"""Finds pairs of initiatives that may belong together, comparing each with each."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from math import log2

from sensemaking.affinity.profile import Pair, Profile, Reason
from sensemaking.text import Analyser

SETS = {
    "organisation": ("organisations", 0.5),
    "place": ("places", 0.4),
    "system": ("systems", 0.1),
    "lever": ("levers", 0.2),
    "commitment": ("commitments", 0.25),
    "challenge": ("challenges", 0.4),
}
LEAST_SCORE = 0.15


def find(
    profiles: Sequence[Profile],
    weights: Mapping[str, float],
    *,
    most: int = 10,
    decided: Collection[tuple[int, int]] = (),
    connected: Collection[tuple[int, int]] = (),
    home: str = "en",
) -> list[Pair]:
    """The pairs that something speaks for, the strongest first; each initiative brings its `most` best ones.

    `weights` moves how much a kind of reason counts (1 where it says nothing); `decided` and `connected` pairs stay
    away; `home` is the language of a text that does not tell its own.
    """
    analyser = Analyser(home)
    away = {tuple(sorted(pair)) for pair in (*decided, *connected)}
    rows = sorted(profiles, key=lambda row: row.initiative)
    texts = {row.initiative: Counter(analyser.stems(f"{row.title}\n{row.text}")[1]) for row in rows}
    spread = Counter(stem for words in texts.values() for stem in words)
    found = []
    for one, other in combinations(rows, 2):
        if (one.initiative, other.initiative) not in away:
            reasons = _shared(one, other, rows, weights) + _said(one, other, texts, spread, len(rows), weights)
            score = sum(reason.share for reason in reasons)
            if score >= LEAST_SCORE:
                told = [Reason(row.kind, row.share / score, row.facts) for row in reasons]
                told.sort(key=lambda row: (-row.share, row.kind))
                reach = 0.5 * (not one.leads & other.leads) + 0.5 * (not one.systems & other.systems)
                found.append(
                    Pair(one.initiative, other.initiative, "shares_learning", True, score, reach, tuple(told))
                )
    found.sort(key=lambda pair: (-pair.score, pair.first, pair.second))
    taken: Counter[int] = Counter()
    kept = []
    for pair in found:
        if min(taken[pair.first], taken[pair.second]) < most:
            taken.update((pair.first, pair.second))
            kept.append(pair)
    return kept


def _shared(one: Profile, other: Profile, rows: Sequence[Profile], weights: Mapping[str, float]) -> list[Reason]:
    found = []
    for kind, (name, strength) in SETS.items():
        shared = sorted(getattr(one, name) & getattr(other, name))
        if shared:
            rare = sum(1 / (1 + log2(max(sum(key in getattr(row, name) for row in rows) / 2, 1))) for key in shared)
            found.append(Reason(kind, min(1, strength * rare) * weights.get(kind, 1), {name: shared}))
    return found


def _said(
    one: Profile,
    other: Profile,
    texts: Mapping[int, Counter[str]],
    spread: Counter[str],
    count: int,
    weights: Mapping[str, float],
) -> list[Reason]:
    shared = [stem for stem in texts[one.initiative] if stem in texts[other.initiative] and spread[stem] < count * 0.6]
    if len(shared) < 2:
        return []
    words = sorted(shared, key=lambda stem: (spread[stem], stem))[:5]
    strength = len(shared) / (len(texts[one.initiative]) * len(texts[other.initiative])) ** 0.5
    return [Reason("text", strength * weights.get("text", 1), {"words": words})]
