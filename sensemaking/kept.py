"""Finds the findings of an earlier run again in a later one, so that what people wrote about them stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sensemaking.models import Finding

LEAST_SHARED = 0.34
"""The share of words (for themes) or of logs (for other findings) in common from which two count as the same."""


@dataclass(frozen=True, slots=True)
class Known:
    """A finding as the logs made it: `marks` are the words of a theme, or the logs that another finding cites.

    `theme` is the one it tells of, where it tells of one.
    """

    key: str
    kind: str
    title: str
    marks: frozenset[str | int]
    logs: int
    theme: int | None = None


def known(finding: Finding, cited: Iterable[int], found_title: str = "") -> Known:
    """A finding as far as it can be recognised; `found_title` is its title before people changed it."""
    is_theme = _family(finding.kind) == Finding.Kind.THEME
    marks = frozenset[str | int](finding.data.get("stems", ()) if is_theme else cited)
    return Known(
        finding.key, finding.kind, found_title or finding.title, marks, finding.log_count, finding.data.get("theme")
    )


def same_findings(before: Sequence[Known], now: Sequence[Known]) -> dict[str, str]:
    """Map keys of the earlier run to keys of the later one, the likeliest pairs first; each is used once."""
    pairs = sorted(
        ((likeness(old, new), old.key, new.key) for old in before for new in now), key=lambda pair: (-pair[0], pair[1:])
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for like, old, new in pairs:
        if like >= LEAST_SHARED and old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    return found


def likeness(old: Known, new: Known) -> float:
    """How sure it is that both speak of the same, from 0 to 1."""
    if _family(old.kind) != _family(new.kind):
        return 0.0
    if old.theme is not None and old.theme == new.theme:
        return 1.0
    if old.marks and new.marks:
        return len(old.marks & new.marks) / len(old.marks | new.marks)
    return 1.0 if old.title == new.title else 0.0


def changes(before: Sequence[Known], now: Sequence[Known], same: Mapping[str, str]) -> dict[str, list[list[object]]]:
    """What the later run says differently: themes that are new, gone, and those with another number of logs."""
    heard_before = {row.key: row for row in before if row.kind == Finding.Kind.THEME}
    heard_now = {row.key: row for row in now if row.kind == Finding.Kind.THEME}
    pairs = [
        (heard_before[old], heard_now[new]) for old, new in same.items() if old in heard_before and new in heard_now
    ]
    matched_before, matched_now = {old.key for old, _new in pairs}, {new.key for _old, new in pairs}
    return {
        "new": [[row.title, row.logs] for key, row in heard_now.items() if key not in matched_now],
        "gone": [[row.title, row.logs] for key, row in heard_before.items() if key not in matched_before],
        "other": [[new.title, old.logs, new.logs] for old, new in pairs if old.logs != new.logs],
    }


def _family(kind: str) -> str:
    """Themes and what became of them are one family: a theme may fade between two runs."""
    return Finding.Kind.THEME if kind == Finding.Kind.CHANGE else kind
