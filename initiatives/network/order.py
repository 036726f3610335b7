"""What comes before what, kept free of circles while pairs are added one by one; pure."""

from collections import defaultdict
from collections.abc import Iterable


class Order:
    """An order of ids with no circle in it; each new pair looks only at what lies between its two (Pearce, Kelly)."""

    def __init__(self, pairs: Iterable[tuple[int, int]] = ()) -> None:
        self._after: dict[int, set[int]] = defaultdict(set)
        self._before: dict[int, set[int]] = defaultdict(set)
        self._rank: dict[int, int] = {}
        for first, second in pairs:
            self.add(first, second)

    def add(self, first: int, second: int) -> bool:
        """Let `first` come before `second`; where that would close a circle, change nothing and say False."""
        for id_ in (first, second):
            self._rank.setdefault(id_, len(self._rank))
        if first == second:
            return False
        if self._rank[first] > self._rank[second]:
            ahead = self._reached(second, self._after, most=self._rank[first])
            if first in ahead:
                return False
            behind = self._reached(first, self._before, least=self._rank[second])
            self._reorder(behind, ahead)
        self._after[first].add(second)
        self._before[second].add(first)
        return True

    def _reached(self, start: int, ways: dict[int, set[int]], *, least: int = 0, most: int = 2**62) -> set[int]:
        """Everything reached from an id whose rank lies in between."""
        found, waiting = {start}, [start]
        while waiting:
            for other in ways.get(waiting.pop(), ()):
                if other not in found and least <= self._rank[other] <= most:
                    found.add(other)
                    waiting.append(other)
        return found

    def _reorder(self, behind: set[int], ahead: set[int]) -> None:
        """Give those that come before the lower ranks of all of them."""
        ordered = [*sorted(behind, key=self._rank.__getitem__), *sorted(ahead, key=self._rank.__getitem__)]
        ranks = sorted(self._rank[id_] for id_ in ordered)
        self._rank.update(zip(ordered, ranks, strict=True))
