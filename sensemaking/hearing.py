"""Who was heard from: of each system, sector, place and group of the frame; pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sensemaking.records import Active, Heard, HeardPart, Part, Record

FEWEST_EXPECTED = 3
SILENT_SHARE = 1 / 3


def silences(active: Sequence[Active], now: Sequence[Record]) -> tuple[tuple[int, ...], tuple[Heard, ...]]:
    """Return the active initiatives without a log, and for each system how many were heard of how many."""
    logs = _logs_of(now)
    members: dict[int | None, set[int]] = defaultdict(set)
    for initiative in active:
        for system in initiative.systems or (None,):
            members[system].add(initiative.id)
    heard = [
        Heard(
            system=system,
            heard=len(own & logs.keys()),
            expected=len(own),
            silent=tuple(sorted(own - logs.keys())),
            logs=tuple(sorted(log for initiative in own for log in logs.get(initiative, ()))),
        )
        for system, own in members.items()
    ]
    heard.sort(key=lambda row: (row.heard / row.expected, -row.expected, row.system is None, row.system or 0))
    return tuple(sorted({initiative.id for initiative in active} - logs.keys())), tuple(heard)


def parts(active: Sequence[Active], now: Sequence[Record], own: Mapping[str, Collection[int]]) -> tuple[HeardPart, ...]:
    """Return how far each sector, place and group was heard, the least heard first within each kind.

    `own` has, for each group, the logs that its own people wrote.
    """
    logs = _logs_of(now)
    members: dict[tuple[Part, str], set[int]] = defaultdict(set)
    for initiative in active:
        for kind, key in _keys(initiative):
            members[kind, key].add(initiative.id)
    found = [
        HeardPart(
            kind=kind,
            key=key,
            heard=tuple(sorted(those & logs.keys())),
            silent=tuple(sorted(those - logs.keys())),
            logs=tuple(sorted(log for initiative in those for log in logs.get(initiative, ()))),
            own=tuple(sorted(own.get(key, ()))) if kind == Part.GROUP else (),
        )
        for (kind, key), those in members.items()
    ]
    order = list(Part)  # keys that are numbers go by their value, whatever their length
    found.sort(key=lambda row: (order.index(row.kind), row.share, bool(row.own), -row.expected, row.key.zfill(20)))
    return tuple(found)


def is_silence(heard: int, expected: int) -> bool:
    """Say whether too few of those who could have spoken were heard."""
    return expected >= FEWEST_EXPECTED and heard < expected * SILENT_SHARE


def is_blind_spot(part: HeardPart) -> bool:
    """Say whether a part of the frame is hardly heard; of a group nobody at all."""
    if part.kind == Part.GROUP:
        return not part.heard and not part.own
    return is_silence(len(part.heard), part.expected)


def spread(initiatives: Iterable[int | None], keys_of: Mapping[int, Sequence[str]]) -> tuple[tuple[str, int], ...]:
    """Count logs, given by their initiatives, for each key that their initiative has; the most frequent first."""
    counts = Counter(key for one in initiatives if one is not None for key in keys_of.get(one, ()))
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def keys_of(active: Sequence[Active], kind: Part) -> dict[int, tuple[str, ...]]:
    """The sectors, places or groups of each initiative."""
    return {one.id: getattr(one, f"{kind}s") for one in active}


def _keys(initiative: Active) -> list[tuple[Part, str]]:
    return [
        *((Part.SECTOR, key) for key in initiative.sectors),
        *((Part.PLACE, key) for key in initiative.places),
        *((Part.GROUP, key) for key in initiative.groups),
    ]


def _logs_of(now: Sequence[Record]) -> dict[int, list[int]]:
    """By initiative: its logs."""
    logs: dict[int, list[int]] = defaultdict(list)
    for record in now:
        if record.initiative is not None:
            logs[record.initiative].append(record.id)
    return logs
