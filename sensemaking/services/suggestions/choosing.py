"""Chooses which pairs wait for a person: few enough to decide in one sitting, near ones and far ones."""

from collections import Counter
from collections.abc import Iterable, Sequence

from initiatives.models import ConnectionKind
from sensemaking.affinity.profile import Pair

FEWEST, MOST = 12, 200
EACH = 3
"""In how many waiting pairs one initiative stands at most."""
TWINS = 30


def room_for(initiatives: int) -> int:
    """How many pairs wait at most: one for twenty initiatives, twelve at least."""
    return min(max(FEWEST, initiatives // 20), MOST)


def chosen(pairs: Iterable[Pair], initiatives: int) -> list[Pair]:
    """By turns the pair for which most speaks and the one that its own people would hardly find.

    Possible duplicates stand beside them, as they are another kind of question.
    """
    known = sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second))
    twins = [pair for pair in known if pair.kind == ConnectionKind.DUPLICATES]
    others = [pair for pair in known if pair.kind != ConnectionKind.DUPLICATES]
    far = sorted(others, key=lambda pair: (-pair.score * pair.reach, pair.first, pair.second))
    return [*twins[:TWINS], *_by_turns(others, far, room_for(initiatives))]


def _by_turns(near: Sequence[Pair], far: Sequence[Pair], room: int) -> list[Pair]:
    taken: dict[tuple[int, int], Pair] = {}
    stands: Counter[int] = Counter()
    for pair in (pair for both in zip(near, far, strict=True) for pair in both):
        if len(taken) == room:
            break
        key = (pair.first, pair.second)
        if key not in taken and stands[pair.first] < EACH and stands[pair.second] < EACH:
            taken[key] = pair
            stands.update(key)
    return list(taken.values())
