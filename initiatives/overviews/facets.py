"""How many initiatives each choice of a filter would show, all in one statement over one pass of the rows."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from initiatives.models import Initiative, Stage
from initiatives.overviews.filters import NO_SYSTEM, QUIET_DAYS, Filters, conditions
from stakeholders.access import Access

FEW, MANY = 12, 200


@dataclass(frozen=True)
class Choice:
    """One choice of a facet and how many initiatives it would show."""

    value: Any
    label: str
    count: int
    is_on: bool = False
    icon: str = ""
    colour: int = 0


@dataclass(frozen=True)
class Facets:
    """The counts beside the filters, and the number of all that match."""

    total: int
    stage: list[Choice] = field(default_factory=list)
    system: list[Choice] = field(default_factory=list)
    place: list[Choice] = field(default_factory=list)
    organisation: list[Choice] = field(default_factory=list)
    quiet: list[Choice] = field(default_factory=list)
    closed: list[Choice] = field(default_factory=list)
    paused: int = 0
    more: frozenset[str] = frozenset()
    """Facets that have more choices than are listed."""


@dataclass(frozen=True)
class Wider:
    """Which facets are to be listed in full, and the beginning of a name to look for in each."""

    more: frozenset[str] = frozenset()
    find: dict[str, str] = field(default_factory=dict)

    def limit(self, name: str) -> int:
        """How many choices are listed."""
        return MANY if name in self.more or self.find.get(name) else FEW


def facets(access: Access, filters: Filters, *, now: datetime, wider: Wider | None = None) -> Facets:
    """Count every facet as if nothing were chosen in it, which tells what one more choice would add."""
    wider = wider or Wider()
    active = conditions(filters, portfolio=access.portfolio, now=now)
    rows = Initiative.objects.seen_with(access).matching(filters.q).order_by()
    flags = {f"in_{name}": _flag(condition) for name, condition in active.items()}
    base = rows.annotate(heard=Coalesce("last_heard_at", "created_at"), **flags)
    sql, params = base.values("id", "stage", "is_paused", "closed_how", "heard", *flags).query.sql_with_params()
    parts = _parts(access, filters, active, now, wider)
    statement = f"WITH base AS MATERIALIZED ({sql}) " + " UNION ALL ".join(part for part, _values in parts)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *(value for _part, values in parts for value in values)])
        found = cursor.fetchall()
    return _read(found, filters, wider)


def _flag(condition: Any) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField()) if isinstance(condition, Q) else condition


def _where(active: Collection[str], but: str = "") -> str:
    return " AND ".join(f"in_{name}" for name in active if name != but) or "1 = 1"


def _parts(
    access: Access, filters: Filters, active: Collection[str], now: datetime, wider: Wider
) -> list[tuple[str, list[Any]]]:
    """The counting statements, each with its parameters: facet, key, label, icon, colour, count."""
    today, portfolio = timezone.localdate(), access.portfolio.pk
    adapt = connection.ops.adapt_datetimefield_value
    buckets = " ".join("WHEN heard < %s THEN %s" for _days in QUIET_DAYS)
    edges = [value for days in reversed(QUIET_DAYS) for value in (adapt(now - timedelta(days=days)), str(days))]
    placed = (
        "LEFT JOIN initiatives_placement p ON p.initiative_id = base.id AND p.portfolio_id = %s "
        "AND (p.until_on IS NULL OR p.until_on > %s) LEFT JOIN initiatives_placementsystem t ON t.placement_id = p.id"
    )
    blank = "'', '', 0"
    return [
        (f"SELECT 'total' AS facet, '' AS choice, {blank}, COUNT(*) FROM base WHERE {_where(active)}", []),
        (f"SELECT 'stage', stage, {blank}, COUNT(*) FROM base WHERE {_where(active, 'stage')} GROUP BY stage", []),
        (f"SELECT 'closed', closed_how, {blank}, COUNT(*) FROM base WHERE stage = 'closed' "
         f"AND {_where(active, 'closed')} GROUP BY closed_how", []),
        (f"SELECT 'paused', '', {blank}, COUNT(*) FROM base WHERE is_paused AND {_where(active, 'paused')}", []),
        (f"SELECT 'quiet', CASE {buckets} ELSE '' END AS since, {blank}, COUNT(*) FROM base "
         f"WHERE stage <> 'closed' AND {_where(active, 'quiet')} GROUP BY since", edges),
        ("SELECT 'frame', CAST(id AS varchar(20)), name, icon, colour, \"order\" FROM initiatives_system "
         "WHERE portfolio_id = %s", [portfolio]),
        (f"SELECT 'system', CAST(COALESCE(t.system_id, 0) AS varchar(20)), {blank}, COUNT(*) FROM base {placed} "
         f"WHERE {_where(active, 'system')} GROUP BY t.system_id", [portfolio, today]),
        _largest("place", "stakeholders_place", "initiatives_initiative_places", "", filters, active, wider),
        _largest(
            "organisation", "stakeholders_organisation", "initiatives_participation",
            "AND (tie.since_on IS NULL OR tie.since_on <= %s) AND (tie.until_on IS NULL OR tie.until_on > %s)",
            filters, active, wider, [today, today],
        ),
    ]  # fmt: skip


def _largest(
    name: str, table: str, ties: str, live: str, filters: Filters, active: Collection[str], wider: Wider,
    params: list[Any] | None = None,
) -> tuple[str, list[Any]]:  # fmt: skip
    """Count the choices of a long facet; those chosen come first, then the largest."""
    chosen = getattr(filters, name)
    marks = ", ".join(["%s"] * len(chosen))
    first = f"CASE WHEN n.id IN ({marks}) THEN 0 ELSE 1 END, " if chosen else ""
    find = wider.find.get(name, "")
    named = "AND LOWER(n.name) LIKE %s ESCAPE '!'" if find else ""
    values = [*(params or []), *([like(find)] if find else []), *chosen]
    # An organisation may have several roles in an initiative; PostgreSQL sorts the pairs in half the time of hashing.
    once = f"DISTINCT ON (base.id, tie.{name}_id)" if connection.vendor == "postgresql" else "DISTINCT"
    several = once if name == "organisation" else ""
    return (
        f"SELECT * FROM (SELECT '{name}', CAST(n.id AS varchar(20)), n.name, '', 0, counted.many FROM ("
        f"SELECT choice, COUNT(*) AS many FROM (SELECT {several} tie.{name}_id AS choice, base.id FROM base "
        f"JOIN {ties} tie ON tie.initiative_id = base.id {live} WHERE {_where(active, name)}) once GROUP BY choice"
        f") counted JOIN {table} n ON n.id = counted.choice {named} "
        f"ORDER BY {first}counted.many DESC, n.name, n.id LIMIT {wider.limit(name) + 1}) {name}s",
        values,
    )


def like(text: str) -> str:
    """A pattern for a name that contains the text."""
    for sign in "!%_":
        text = text.replace(sign, f"!{sign}")
    return f"%{text.lower()}%"


def _read(found: list[tuple[Any, ...]], filters: Filters, wider: Wider) -> Facets:
    """Sort what came back into facets, with choices that nothing matches where the set of choices is fixed."""
    by_facet: dict[str, dict[str, tuple[str, str, int, int]]] = defaultdict(dict)
    for facet, key, label, icon, colour, rows in found:
        by_facet[facet][key] = (label, icon, colour, rows)

    def count(facet: str, key: str) -> int:
        return by_facet[facet].get(key, ("", "", 0, 0))[3]

    long: dict[str, list[Choice]] = {}
    more = set()
    for name in ("place", "organisation"):
        rows = list(by_facet[name].items())
        limit = wider.limit(name)
        if len(rows) > limit:
            more.add(name)
        long[name] = [
            Choice(int(key), label, many, int(key) in getattr(filters, name))
            for key, (label, _icon, _colour, many) in rows[:limit]
        ]
    frame = sorted(by_facet["frame"].items(), key=lambda item: (item[1][3], int(item[0])))
    systems = [
        Choice(int(key), label, count("system", key), int(key) in filters.system, icon, colour)
        for key, (label, icon, colour, _order) in frame
    ]
    if none := count("system", str(NO_SYSTEM)):
        systems.append(Choice(NO_SYSTEM, "", none, NO_SYSTEM in filters.system, "circle-dashed"))
    quiet = {days: sum(count("quiet", str(other)) for other in QUIET_DAYS if other >= days) for days in QUIET_DAYS}
    return Facets(
        total=count("total", ""),
        stage=[Choice(name, str(label), count("stage", name), name in filters.stage) for name, label in Stage.choices],
        system=systems,
        place=long["place"],
        organisation=long["organisation"],
        quiet=[Choice(days, "", many, filters.quiet == days) for days, many in quiet.items()],
        closed=[
            Choice(name, str(label), count("closed", name), name in filters.closed)
            for name, label in Initiative.ClosedHow.choices
        ],
        paused=count("paused", ""),
        more=frozenset(more),
    )
