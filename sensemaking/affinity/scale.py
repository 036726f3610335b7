"""How rare words and things are in a portfolio, and how close is close: counted once for all pairs."""

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log2

import numpy as np

from sensemaking.affinity.kinds import SETS
from sensemaking.affinity.places import Points
from sensemaking.affinity.profile import Profile
from sensemaking.affinity.reading import LEARNING, TEXT, Said

TOO_COMMON, NEVER_TOO_COMMON = 0.2, 24
"""A stem in more than this share of the texts says nothing, unless it is in so few of them that the share is chance."""
PARTS = 1024


@dataclass(frozen=True)
class Scale:
    """How many initiatives there are, how many say a stem (in their text, in their logs) or have a thing, the
    sentences that many repeat, and where they are.

    It stands from one whole search to the next. So an initiative that changes moves only its own pairs, and comparing
    the changed ones gives what comparing all by the same scale gives.
    """

    size: int
    spoken: tuple[Mapping[Hashable, int], Mapping[Hashable, int]]
    had: Mapping[Hashable, int]
    standing: re.Pattern[str] | None
    points: Points

    def rarity(self, key: Hashable, slot: int) -> int:
        """The weight of a stem, as whole parts: log of the inverse share of texts that say it; 0 for a common one."""
        stem = key[1] if isinstance(key, tuple) else key
        spread = self.spoken[LEARNING if slot == LEARNING else TEXT].get(stem, 1)
        if spread > max(NEVER_TOO_COMMON, self.size * TOO_COMMON):
            return 0
        return round(PARTS * (1 + float(np.log((1 + self.size) / (1 + spread)))))

    @cached_property
    def rarest(self) -> int:
        """The weight of a stem that two initiatives say."""
        return round(PARTS * (1 + float(np.log(max(1 + self.size, 3) / 3))))

    def worth(self, key: Hashable) -> float:
        """How much it tells that two have a thing, 0 to 1: all where they are the only ones, a third where four have
        it, a fifth where eight have it; less yet where that is a large part of a small portfolio.
        """
        had = max(self.had.get(key, 1), 2)
        return max(0.0, 1 - (had - 2) / max(self.size, 1)) / (1 + log2(had / 2)) ** 1.5


def counted(
    profiles: Sequence[Profile], said: Sequence[Said], keys: Sequence[Hashable], standing: re.Pattern[str] | None
) -> Scale:
    """Count; `keys` are stems and things by their number."""
    spoken: list[Mapping[Hashable, int]] = []
    for part in (TEXT, LEARNING):
        spread: Counter[int] = Counter()
        for row in said:
            spread.update(set(row.parts[part]))
        spoken.append({keys[number]: times for number, times in spread.items()})
    had: Counter[Hashable] = Counter()
    for profile in profiles:
        for kind, name in SETS.items():
            had.update([(kind, key) for key in getattr(profile, name)])
    return Scale(len(profiles), (spoken[0], spoken[1]), had, standing, Points.of(profiles))
