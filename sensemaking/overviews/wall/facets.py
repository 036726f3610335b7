"""How many logs each choice on the wall would show, in one statement over the newest logs that fit."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Case, ExpressionWrapper, F, Q, QuerySet, Sum, Value, When

from initiatives.models import Initiative
from sensemaking.models import MonthTally
from sensemaking.overviews.wall.conditions import conditions, is_used, on_days, within
from sensemaking.overviews.wall.filters import ORDER, LogFilter
from sensemaking.overviews.wall.statements import Statements
from sensemaking.overviews.wall.words import Sought
from stakeholders.access import Access

NEWEST = 5000
"""Counts are of so many logs; older ones are not counted, whatever their number."""

Row = tuple[str, str, str, str, int, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted: by facet and choice, the label, icon and colour where the database has them, and how many.

    `total` is how many logs fit; with `is_capped`, how many of the newest do, and there may be more. `of_all` is how
    many the portfolio has where nothing is chosen and the tallies know.
    """

    found: dict[str, dict[str, tuple[str, str, int, int]]]
    total: int
    is_capped: bool
    of_all: int | None = None

    def of(self, facet: str, choice: str) -> int:
        """How many logs a choice would show."""
        return self.found.get(facet, {}).get(choice, ("", "", 0, 0))[3]


def counts(filter: LogFilter, access: Access, sought: Sought) -> Counts:
    """Count every facet as if nothing were chosen in it, which tells what one more choice would add."""
    wide = within(filter, access, sought)
    active = conditions(filter, access)
    base, params = _base(on_days(filter, wide), access, active)
    tables, values = [f"base AS MATERIALIZED ({base})"], list(params)
    months = "base"
    if any(filter.days):
        sql, more = wide.order_by(*ORDER).values("id", "happened_on")[:NEWEST].query.sql_with_params()
        tables, values, months = [*tables, f"around AS MATERIALIZED ({sql})"], [*values, *more], "around"
    parts = Statements(access, filter, tuple(active)).all(months)
    counted = " UNION ALL ".join(f"SELECT * FROM ({part}) part_{at}" for at, (part, _given) in enumerate(parts))
    with connection.cursor() as cursor:
        given = [*values, *(value for _part, more in parts for value in more)]
        cursor.execute(f"WITH {', '.join(tables)} {counted}", given)
        rows = cursor.fetchall()
    return _read(rows, filter, access)


def _read(rows: Collection[Row], filter: LogFilter, access: Access) -> Counts:
    found: dict[str, dict[str, tuple[str, str, int, int]]] = defaultdict(dict)
    for facet, key, label, icon, colour, many in rows:
        found[facet][key] = (label, icon, colour, many)
    counted = Counts(dict(found), 0, is_capped=False)
    is_capped = counted.of("all", "") >= NEWEST
    of_all = _tallied(access) if is_capped and not filter.chosen else None
    return replace(counted, total=counted.of("total", ""), is_capped=is_capped, of_all=of_all)


def _tallied(access: Access) -> int | None:
    """All logs of the portfolio as the tallies have them, for those who see every one."""
    if not access.is_steward:
        return None
    tallied: int | None = MonthTally.objects.filter(portfolio=access.portfolio).aggregate(all=Sum("count"))["all"]
    return tallied


def _base(rows: Any, access: Access, active: dict[str, Q]) -> tuple[str, tuple[Any, ...]]:
    """The newest logs with what is counted of them, and a mark for every group in which they fit."""
    seen = Q(initiative__in=Initiative.objects.seen_with(access).values("pk"))
    flags = {f"in_{name}": condition for name, condition in active.items()}
    flags |= {"is_used": is_used(access), "has_photo": ~Q(photo=""), "is_mine": Q(by=access.user.pk or 0)}
    shown = Case(When(seen, then=F("initiative_id")), default=Value(None), output_field=BigIntegerField())
    rows = rows.annotate(shown=shown, **{name: _flag(condition) for name, condition in flags.items()})
    names = ("id", "kind", "mark", "circle", "happened_on", "initiative_id", "shown", *flags)
    query: QuerySet[Any] = rows.order_by(*ORDER).values(*names)[:NEWEST]
    sql, params = query.query.sql_with_params()
    return sql, tuple(params)


def _flag(condition: Q) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())
