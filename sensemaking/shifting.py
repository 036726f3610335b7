"""What a shift of the context may touch: things that share its initiative, its systems or its words; pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_OF_A_KIND, WEAK_OF_A_KIND = 8, 3
"""Those that share no more than a system or a word only fill up a short list."""
MOST_WORDS = 3
SAME_INITIATIVE, SAME_SYSTEM, SAME_WORD, OF_ALL = 3.0, 1.0, 1.0, 0.5
RARE_SHARE = 0.2
ALWAYS_RARE = 3
FEW_THINGS = 20


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that people took for granted, promised, decided or kept open; `is_of_all` holds everywhere."""

    kind: str
    id: int
    stems: frozenset[str]
    initiatives: frozenset[int] = frozenset()
    systems: frozenset[int] = frozenset()
    is_of_all: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """A change around us, as its log tells it."""

    stems: frozenset[str]
    initiative: int | None = None
    systems: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Touch:
    """A thing that the shift may touch, and what both share."""

    thing: Thing
    score: float
    initiatives: tuple[int, ...]
    systems: tuple[int, ...]
    stems: tuple[str, ...]


def touched(shift: Shift, things: Sequence[Thing], most: int = MOST_OF_A_KIND) -> tuple[Touch, ...]:
    """Return what the shift may touch, the nearest first, at most so many of each kind.

    A word counts when few things have it: one that most have tells nothing. Among many things a single word in
    common, and nothing else, is chance.
    """
    rare = _rare(things)
    fewest = 2 if len(things) > FEW_THINGS else 1
    found = [touch for thing in things if (touch := _touch(shift, thing, rare, fewest)).score > 0]
    found.sort(key=lambda touch: (-touch.score, touch.thing.kind, touch.thing.id))
    kept: dict[str, int] = defaultdict(int)
    nearest = []
    for touch in found:
        if kept[touch.thing.kind] < (most if touch.score > SAME_SYSTEM else min(most, WEAK_OF_A_KIND)):
            kept[touch.thing.kind] += 1
            nearest.append(touch)
    return tuple(nearest)


def _touch(shift: Shift, thing: Thing, rare: frozenset[str], fewest: int) -> Touch:
    same = tuple(one for one in thing.initiatives if one == shift.initiative)
    systems = tuple(sorted(shift.systems & thing.systems))
    stems = tuple(sorted(shift.stems & thing.stems & rare))[:MOST_WORDS]
    if len(stems) < fewest and not (same or systems):
        stems = ()
    score = SAME_INITIATIVE * bool(same) + SAME_SYSTEM * bool(systems) + SAME_WORD * len(stems)
    return Touch(thing, score or OF_ALL * thing.is_of_all, same, systems, stems)


def _rare(things: Iterable[Thing]) -> frozenset[str]:
    """The stems that few enough of the things have."""
    listed = list(things)
    counts = Counter(stem for thing in listed for stem in thing.stems)
    most = max(ALWAYS_RARE, RARE_SHARE * len(listed))
    return frozenset(stem for stem, count in counts.items() if count <= most)
