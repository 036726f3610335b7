"""Which pairs of a portfolio a search leaves alone: those people decided, and those that are connected."""

from collections.abc import Iterable

from initiatives.models import Connection, Initiative
from sensemaking.models import ConnectionSuggestion
from stakeholders.models import Portfolio

Key = tuple[int, int]


def decided_in(portfolio: Portfolio) -> set[Key]:
    """Pairs that somebody accepted or dismissed; a decision counts for what the two were merged into, too."""
    rows = ConnectionSuggestion.objects.filter(portfolio=portfolio).decided().order_by()
    return with_heirs(rows.values_list("first", "second"))


def connected_in(portfolio: Portfolio) -> set[Key]:
    """Pairs between which somebody said a connection, whatever became of it."""
    here = Initiative.objects.placed_in(portfolio).values("pk")
    rows = Connection.objects.filter(source__in=here, target__in=here).order_by()
    return with_heirs(rows.values_list("source", "target"))


def with_heirs(pairs: Iterable[Key]) -> set[Key]:
    """The pairs, the smaller id first, and beside them those of the initiatives that took their places."""
    known = {(min(pair), max(pair)) for pair in pairs}
    heir = _heirs({one for pair in known for one in pair})
    moved = {(heir.get(first, first), heir.get(second, second)) for first, second in known}
    return known | {(min(pair), max(pair)) for pair in moved if pair[0] != pair[1]}


def _heirs(initiatives: set[int]) -> dict[int, int]:
    """By initiative that was merged away: what it is part of today, however many merges later."""
    into: dict[int, int] = {}
    asked = initiatives
    while asked:
        rows = Initiative.objects.filter(merged_into__isnull=False)
        rows = rows.filter(pk__in=asked) if len(asked) <= 500 else rows
        step = {pk: heir for pk, heir in rows.order_by().values_list("pk", "merged_into") if heir is not None}
        asked = {target for target in step.values() if target not in into and target not in step}
        into |= step
    return {one: _last(one, into) for one in initiatives if one in into}


def _last(one: int, into: dict[int, int]) -> int:
    seen = {one}
    while one in into and into[one] not in seen:
        one = into[one]
        seen.add(one)
    return one
