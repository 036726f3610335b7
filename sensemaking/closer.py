"""What a report for a wider circle may say of logs in closer circles without pointing to a person; pure.

Counts are told in steps of the rule's number, so that neither two overlapping periods nor the whole and its parts
can be taken from one another to find a single person.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CloserLog:
    """A log that the report's circle may not read, as far as it is counted."""

    initiative: int | None
    systems: tuple[int, ...]
    person: str


@dataclass(frozen=True, slots=True)
class Closer:
    """At least so many logs are in closer circles, and these systems and initiatives were heard there."""

    logs: int = 0
    systems: tuple[int, ...] = ()
    initiatives: tuple[int, ...] = ()


def told(logs: Iterable[CloserLog], fewest: int) -> Closer:
    """Return what may be told: only what at least `fewest` logs by as many different people stand behind."""
    rows = list(logs)
    if not _is_enough(rows, fewest):
        return Closer()
    by_system: dict[int, list[CloserLog]] = defaultdict(list)
    by_initiative: dict[int, list[CloserLog]] = defaultdict(list)
    for row in rows:
        for system in row.systems:
            by_system[system].append(row)
        if row.initiative is not None:
            by_initiative[row.initiative].append(row)
    return Closer(
        logs=len(rows) // fewest * fewest,
        systems=_enough(by_system, fewest),
        initiatives=_enough(by_initiative, fewest),
    )


def _enough(groups: dict[int, list[CloserLog]], fewest: int) -> tuple[int, ...]:
    return tuple(sorted(key for key, rows in groups.items() if _is_enough(rows, fewest)))


def _is_enough(rows: list[CloserLog], fewest: int) -> bool:
    return len(rows) >= fewest and len({row.person for row in rows}) >= fewest
