"""Too many initiatives for a rose: groups of them by challenge, place, system or stage, and what runs between."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, pi, sin, sqrt
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from initiatives.models import Answer, Challenge, Connection, Initiative, Stage, System
from initiatives.overviews.filters import NO_SYSTEM
from portfolio_hub.overviews.frame.base import Sql, sql_of
from portfolio_hub.overviews.map.choice import CONFIRMED, MapFilters
from portfolio_hub.overviews.map.links import Edge
from portfolio_hub.overviews.map.nodes import Node, Wedge, mains
from stakeholders.access import Access
from stakeholders.models import Place

MOST_GROUPS = 40
RADIUS, LARGEST, LEAST = 780.0, 220.0, 14.0
ORDER = ("challenge", "place", "system", "stage")
NONE, OTHERS = "0", "-1"
Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Some initiatives that have one thing in common; `query` opens it. The rest of small groups has no query."""

    key: str
    name: str
    count: int
    query: str
    x: float = 0.0
    y: float = 0.0
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Groups:
    """All groups on the map and how many connections run between two, each pair once: places in `items`."""

    by: str
    items: list[Group]
    edges: list[tuple[int, int, int]]


def groups_of(access: Access, filters: MapFilters, chosen: QuerySet[Initiative]) -> Groups:
    """The chosen initiatives in groups; each stands in one, the first that it belongs to."""
    by = filters.by or _apt(access, filters, chosen)
    counted, between = _counted(access, filters, by, chosen)
    largest = sorted(counted, key=lambda key: (-counted[key], key))[:MOST_GROUPS]
    names = _names(access, by, largest)
    items = [Group(key, names.get(key, ""), counted[key], _query(filters, by, key)) for key in largest]
    if rest := sum(counted.values()) - sum(group.count for group in items):
        items.append(Group(OTHERS, _("All other groups"), rest, ""))
    places = {group.key: place for place, group in enumerate(items)}
    edges: dict[tuple[int, int], int] = {}
    for one, other, count in between if filters.shows(CONFIRMED) else ():
        ends = sorted((places.get(one, len(items) - 1), places.get(other, len(items) - 1)))
        if ends[0] != ends[1]:
            edges[ends[0], ends[1]] = edges.get((ends[0], ends[1]), 0) + count
    return Groups(by, laid_out(items), [(*ends, count) for ends, count in sorted(edges.items())])


def groups_then(filters: MapFilters, wedges: Sequence[Wedge], nodes: Sequence[Node], edges: Sequence[Edge]) -> Groups:
    """The initiatives of a snapshot by their main system, which is what a snapshot knows of them."""
    counted = Counter(node.system for node in nodes)
    names = {NO_SYSTEM: _("No system yet")} | {wedge.id: wedge.name for wedge in wedges}
    keys = sorted(counted, key=lambda key: (-counted[key], key))
    items = [Group(str(key), names[key], counted[key], _query(filters, "system", str(key))) for key in keys]
    places, systems = {key: place for place, key in enumerate(keys)}, {node.id: node.system for node in nodes}
    between: Counter[tuple[int, int]] = Counter()
    for edge in edges:
        one, other = sorted((places[systems[edge.source]], places[systems[edge.target]]))
        between[one, other] += one != other
    return Groups("system", laid_out(items), [(*ends, count) for ends, count in sorted(between.items()) if count])


def _apt(access: Access, filters: MapFilters, chosen: QuerySet[Initiative]) -> str:
    """The first way to group by which at least half are told apart, and in which nothing is chosen yet."""
    answering = Answer.objects.filter(
        challenge__in=Challenge.objects.seen_with(access).values("pk"), initiative=OuterRef("pk")
    )
    placed = Initiative.places.through.objects.filter(initiative_id=OuterRef("pk"))
    total = chosen.count()
    taken = filters.opened[0] if filters.opened else ""
    list_filters = filters.initiatives
    if taken != "challenge" and chosen.filter(Exists(answering)).count() * 2 >= total:
        return "challenge"
    if taken != "place" and not list_filters.place and chosen.filter(Exists(placed)).count() * 2 >= total:
        return "place"
    return "stage" if list_filters.system else "system"


def _members(access: Access, by: str) -> Sql:
    """Ids of initiatives with the group to which each belongs, at most one each."""
    if by == "challenge":
        seen = Challenge.objects.seen_with(access).values("pk")
        return sql_of(Answer.objects.filter(challenge__in=seen).values_list("initiative_id", "challenge_id"))
    if by == "place":
        return sql_of(Initiative.places.through.objects.values_list("initiative_id", "place_id"))
    return sql_of(mains(access).values_list("placement__initiative_id", "system_id"))


def _counted(
    access: Access, filters: MapFilters, by: str, chosen: QuerySet[Initiative]
) -> tuple[dict[str, int], list[tuple[str, str, int]]]:
    """By key of a group its initiatives, and for two keys the connections that hold between them; one statement."""
    base, base_values = sql_of(chosen.values_list("pk", "stage"))
    pair, pair_values = sql_of(chosen.values_list("pk", "stage")) if by == "stage" else _members(access, by)
    ties = Connection.objects.said_to(access).filter(status__in=filters.statuses)
    ties = ties.filter(kind__in=filters.kind) if filters.kind else ties
    tie, tie_values = sql_of(ties.values_list("source_id", "target_id"))
    statement = (
        f"WITH base (id, stage) AS MATERIALIZED ({base}), pair (id, part) AS ({pair}), "
        f"tie (source, target) AS ({tie}), "
        "member (id, part) AS MATERIALIZED (SELECT base.id, COALESCE(CAST(MIN(pair.part) AS varchar(20)), '0') "
        "FROM base LEFT JOIN pair ON pair.id = base.id GROUP BY base.id) "
        "SELECT part, '', COUNT(*) FROM member GROUP BY part "
        "UNION ALL SELECT CASE WHEN a.part < b.part THEN a.part ELSE b.part END, "
        "CASE WHEN a.part < b.part THEN b.part ELSE a.part END, COUNT(*) FROM tie "
        "JOIN member a ON a.id = tie.source JOIN member b ON b.id = tie.target WHERE a.part <> b.part GROUP BY 1, 2"
    )
    values = [*base_values, *pair_values, *tie_values]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    return {one: many for one, other, many in rows if not other}, [row for row in rows if row[1]]


def _names(access: Access, by: str, keys: list[str]) -> Texts:
    """What the groups are called."""
    if by == "stage":
        return {value: str(label) for value, label in Stage.choices}
    ids = [int(key) for key in keys if key != NONE]
    names: Texts = {}
    if by == "challenge":
        rows: Any = Challenge.objects.filter(pk__in=ids).values_list("pk", "title")
        names[NONE] = _("No challenge yet")
    elif by == "place":
        rows, names[NONE] = Place.objects.filter(pk__in=ids).values_list("pk", "name"), _("No place yet")
    else:
        rows = System.objects.filter(pk__in=ids, portfolio=access.portfolio).values_list("pk", "name")
        names[NONE] = _("No system yet")
    return names | {str(pk): name for pk, name in rows}


def _query(filters: MapFilters, by: str, key: str) -> str:
    """The query string that opens a group."""
    closed = replace(filters, by="")
    if by == "stage":
        return replace(closed, initiatives=replace(closed.initiatives, stage=(key,))).query
    if by == "system":
        chosen = (NO_SYSTEM,) if key == NONE else (int(key),)
        return replace(closed, initiatives=replace(closed.initiatives, system=chosen)).query
    if by == "place" and key != NONE:
        return replace(closed, initiatives=replace(closed.initiatives, place=(int(key),))).query
    return replace(closed, group=f"{by}:{key}").query


def laid_out(items: list[Group]) -> list[Group]:
    """The groups around a circle, each as large as it has initiatives, none touching another."""
    largest = max((group.count for group in items), default=1)
    radii = [max(LEAST, LARGEST * sqrt(group.count / largest)) for group in items]
    room = 2 * pi * RADIUS * 0.9
    fit = min(1.0, room / (2 * sum(radii))) if len(items) > 1 else 1.0
    turn, found = 0.0, []
    whole = sum(radii) or 1.0
    for group, radius in zip(items, radii, strict=True):
        share = radius / whole * 2 * pi
        middle = turn + share / 2
        turn += share
        x, y = (RADIUS * sin(middle), -RADIUS * cos(middle)) if len(items) > 1 else (0.0, 0.0)
        found.append(replace(group, x=x, y=y, radius=radius * fit))
    return found
