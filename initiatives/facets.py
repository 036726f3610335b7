"""From judgements on two sliders to facets of innovation, without averaging disagreement away; no database here.

The four facets are OPSI's: directed and certain is enhancement, directed and uncertain is mission, undirected and
certain is adaptive, undirected and uncertain is anticipatory.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MIDDLE = 50
"""From here on a judgement counts as directed, or as certain."""

FACETS = ("enhancement", "mission", "adaptive", "anticipatory")
DIRECTED = frozenset({"enhancement", "mission"})
CERTAIN = frozenset({"enhancement", "adaptive"})


def facet_of(directedness: int, certainty: int) -> str:
    """The facet whose quarter of the field a judgement falls into; the middle counts as directed and as certain."""
    if directedness >= MIDDLE:
        return "enhancement" if certainty >= MIDDLE else "mission"
    return "adaptive" if certainty >= MIDDLE else "anticipatory"


class Agreement(StrEnum):
    """How far judgements of one initiative agree."""

    NOBODY = "nobody"
    ONE = "one"
    ALL = "all"
    MOST = "most"
    DIFFER = "differ"


def agreement(counts: Mapping[str, int]) -> Agreement:
    """Weigh judgements by facet: all in one, two thirds or more in one, or no such majority."""
    total, most = sum(counts.values()), max(counts.values(), default=0)
    if total < 2:
        return Agreement.ONE if total else Agreement.NOBODY
    if most == total:
        return Agreement.ALL
    return Agreement.MOST if most * 3 >= total * 2 else Agreement.DIFFER


def counted(points: Iterable[tuple[int, int]]) -> dict[str, int]:
    """How many judgements (directedness, certainty) fall into each facet."""
    found = Counter(facet_of(directedness, certainty) for directedness, certainty in points)
    return {facet: found[facet] for facet in FACETS}


@dataclass(frozen=True, slots=True)
class Mix:
    """Of one facet, in initiatives: what judgements weigh, what only stewards have noted; the share intended (%)."""

    facet: str
    judged: float = 0
    noted: float = 0
    intended: int | None = None

    @property
    def actual(self) -> float:
        """Both together."""
        return self.judged + self.noted


def off_by(part: float, whole: float, intended: int | None) -> int | None:
    """By how many points of 100 the share differs from the intended one; None where one of them is not known."""
    return None if intended is None or not whole else round(part / whole * 100) - intended


def fits(shares: Sequence[int]) -> bool:
    """Whether intended shares (%) make up one whole."""
    return sum(shares) == 100 and all(0 <= share <= 100 for share in shares)
