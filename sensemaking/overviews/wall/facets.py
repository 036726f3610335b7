"""How many logs each choice on the wall would show, in one statement over the newest logs that fit."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Case, ExpressionWrapper, F, Q, QuerySet, Sum, Value, When

from initiatives.models import Initiative
from sensemaking.models import MonthTally, Theme
from sensemaking.overviews.wall.conditions import conditions, in_themes, is_used, on_days, within
from sensemaking.overviews.wall.filters import ORDER, LogFilter
from sensemaking.overviews.wall.words import Sought
from stakeholders.access import Access

NEWEST = 5000
"""Counts are of so many logs; older ones are not counted, whatever their number."""
FEW = 12
MONTHS = 24

Row = tuple[str, str, str, str, int, int]
Part = tuple[str, str, list[Any]]
"""The name of a facet, the statement that counts it, and its parameters."""


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
    parts = _parts(access, active, months, filter)
    counted = " UNION ALL ".join(f"SELECT * FROM ({part}) {name}s" for name, part, _given in parts)
    statement = f"WITH {', '.join(tables)} {counted}"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *(value for _name, _part, given in parts for value in given)])
        rows = cursor.fetchall()
    return _read(rows, filter, access)


def _read(rows: Collection[Row], filter: LogFilter, access: Access) -> Counts:
    found: dict[str, dict[str, tuple[str, str, int, int]]] = defaultdict(dict)
    for facet, key, label, icon, colour, many in rows:
        found[facet][key] = (label, icon, colour, many)
    is_capped = found["all"][""][3] >= NEWEST
    of_all = _tallied(access) if is_capped and not filter.chosen else None
    return Counts(dict(found), found["total"][""][3], is_capped, of_all)


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


def _where(active: Collection[str], but: str = "") -> str:
    return " AND ".join(f"in_{name}" for name in active if name != but) or "1 = 1"


def _parts(access: Access, active: Collection[str], months: str, filter: LogFilter) -> list[Part]:
    """The counting statements with their parameters, each by the name of its facet."""
    portfolio = access.portfolio.pk
    blank = "'' AS label, '' AS icon, 0 AS colour"
    month = "SUBSTR(CAST(happened_on AS varchar(10)), 1, 7)"
    themes, theme_values = in_themes(access).values("log_id", "theme").query.sql_with_params()
    shown, shown_values = Theme.objects.seen_with(access).shown().values("pk").query.sql_with_params()
    fits = "" if months == "around" else f"WHERE {_where(active)}"

    def plain(facet: str, column: str, only: str = "1 = 1") -> Part:
        return facet, (
            f"SELECT '{facet}' AS facet, {column} AS choice, {blank}, COUNT(*) AS many FROM base "
            f"WHERE {only} AND {_where(active, facet)} GROUP BY {column}"
        ), []  # fmt: skip

    def named(facet: str, key: str, label: str, joins: str, values: list[Any]) -> Part:
        chosen = filter.values(facet)
        marks = ", ".join(["%s"] * len(chosen))
        first = f"CASE WHEN CAST({key} AS varchar(40)) IN ({marks}) THEN 0 ELSE 1 END, " if chosen else ""
        return facet, (
            f"SELECT '{facet}' AS facet, CAST({key} AS varchar(40)) AS choice, {label} AS label, '' AS icon, "
            f"0 AS colour, COUNT(DISTINCT base.id) AS many FROM base {joins} WHERE {_where(active, facet)} "
            f"GROUP BY {key}, {label} ORDER BY {first}COUNT(DISTINCT base.id) DESC, {label} LIMIT {FEW}"
        ), [*values, *chosen]  # fmt: skip

    return [
        ("all", f"SELECT 'all' AS facet, '' AS choice, {blank}, COUNT(*) AS many FROM base", []),
        ("total", f"SELECT 'total' AS facet, '' AS choice, {blank}, COUNT(*) AS many FROM base WHERE {_where(active)}", []),
        plain("kind", "kind"), plain("mark", "mark"), plain("circle", "circle"),
        plain("used", "CASE WHEN is_used THEN 'yes' ELSE 'no' END"),
        plain("photo", "'yes'", "has_photo"), plain("who", "'me'", "is_mine"),
        ("month", f"SELECT 'month' AS facet, {month} AS choice, {blank}, COUNT(*) AS many FROM {months} {fits} "
         f"GROUP BY {month} ORDER BY choice DESC LIMIT {MONTHS}", []),
        ("frame", "SELECT 'frame' AS facet, CAST(id AS varchar(40)) AS choice, name AS label, icon, colour, "
         "\"order\" AS many FROM initiatives_system WHERE portfolio_id = %s", [portfolio]),
        _systems(active, portfolio),
        named("language", "f.language", "f.language", "JOIN sensemaking_logfeatures f ON f.log_id = base.id", []),
        named("tag", "t.name", "t.name", "JOIN sensemaking_logtag t ON t.log_id = base.id", []),
        named("initiative", "i.id", "i.title", "JOIN initiatives_initiative i ON i.id = base.shown", []),
        named("place", "p.id", "p.name", "JOIN initiatives_initiative_places tie ON tie.initiative_id = base.shown "
              "JOIN stakeholders_place p ON p.id = tie.place_id", []),
        named("theme", "h.id", "COALESCE(NULLIF(h.name, ''), h.found_name)",
              f"JOIN ({themes}) tie ON tie.log_id = base.id JOIN sensemaking_theme h ON h.id = tie.theme "
              f"AND h.id IN ({shown})", [*theme_values, *shown_values]),
    ]  # fmt: skip


def _systems(active: Collection[str], portfolio: int) -> Part:
    """Logs by system: by their own where they have any, else by those of their initiative."""
    where = _where(active, "system")
    statement = (
        "SELECT 'system' AS facet, CAST(about.system_id AS varchar(40)) AS choice, '' AS label, '' AS icon, "
        "0 AS colour, COUNT(*) AS many FROM ("
        f"SELECT base.id, o.system_id FROM base JOIN sensemaking_logsystem o ON o.log_id = base.id WHERE {where} "
        "UNION SELECT base.id, t.system_id FROM base JOIN initiatives_placement p "
        "ON p.initiative_id = base.initiative_id AND p.portfolio_id = %s "
        "JOIN initiatives_placementsystem t ON t.placement_id = p.id "
        f"WHERE {where} AND NOT EXISTS (SELECT 1 FROM sensemaking_logsystem o WHERE o.log_id = base.id)"
        ") about GROUP BY about.system_id"
    )
    return "system", statement, [portfolio]
