"""The connections and suggestions between the initiatives on the map."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from initiatives.models import Connection, ConnectionKind, Placement
from portfolio_hub.overviews.map.choice import CONFIRMED, SUGGESTED, MapFilters
from sensemaking.models import ConnectionSuggestion
from stakeholders.access import Access, Permission

MOST_SUGGESTED = 500
"""So many suggestions are drawn, those with the most reasons; the tray has them all."""
FEW = 300
"""So many ids go into a statement."""
KINDS = tuple(ConnectionKind.values)
STATUSES = tuple(Connection.Status.values)


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection from one initiative to another."""

    id: int
    source: int
    target: int
    kind: str
    status: str
    strength: int


@dataclass(frozen=True, slots=True)
class Suggested:
    """A pair that waits for a person."""

    id: int
    source: int
    target: int
    kind: str
    score: float


def edges_between(access: Access, nodes: Collection[int]) -> list[Edge]:
    """Connections of every kind and state that the reader may see and that have both ends among the nodes.

    The nodes are initiatives that the reader sees here, so both ends need no other check; few are asked for by id.
    """
    here = Placement.objects.live().filter(portfolio=access.portfolio).values("initiative")
    sources: Any = list(nodes) if len(nodes) <= FEW else here
    rows = Connection.objects.said_to(access).filter(source__in=sources).order_by("pk")
    columns = ("pk", "source_id", "target_id", "kind", "status", "strength")
    return [Edge(*row) for row in rows.values_list(*columns) if row[1] in nodes and row[2] in nodes]


def within(edges: list[Edge], nodes: Collection[int]) -> list[Edge]:
    """Those of the connections that have both ends among the nodes."""
    return [edge for edge in edges if edge.source in nodes and edge.target in nodes]


def may_see_suggestions(access: Access) -> bool:
    """Suggestions are for those who decide them."""
    return access.may(Permission.CURATE)


def suggested_between(access: Access, nodes: Collection[int]) -> list[Suggested]:
    """Suggestions that wait, with both ends among the nodes, the strongest first."""
    if not may_see_suggestions(access):
        return []
    rows = ConnectionSuggestion.objects.filter(portfolio=access.portfolio).open().order_by("-score", "pk")
    found = []
    for pk, first, second, kind, from_first, score in rows.values_list(
        "pk", "first_id", "second_id", "kind", "from_first", "score"
    ):
        if first in nodes and second in nodes:
            source, target = (first, second) if from_first else (second, first)
            found.append(Suggested(pk, source, target, kind, score))
    return found


def is_shown(edge: Edge, filters: MapFilters) -> bool:
    """Whether the filters choose a connection."""
    return (
        filters.shows(CONFIRMED)
        and (not filters.kind or edge.kind in filters.kind)
        and edge.status in filters.statuses
    )  # fmt: skip


def suggestions_shown(found: list[Suggested], filters: MapFilters) -> list[Suggested]:
    """Those of the suggestions that the filters choose."""
    if not filters.shows(SUGGESTED):
        return []
    return [one for one in found if not filters.kind or one.kind in filters.kind]


def counts(edges: list[Edge], suggested: list[Suggested], filters: MapFilters) -> dict[str, dict[str, int]]:
    """By kind, by state, and confirmed against suggested: how many there would be with only that chosen."""
    fitting = [edge for edge in edges if not filters.kind or edge.kind in filters.kind]
    kinds = Counter(edge.kind for edge in edges if edge.status in filters.statuses)
    statuses = Counter(edge.status for edge in fitting)
    waiting = [one for one in suggested if not filters.kind or one.kind in filters.kind]
    return {
        "kinds": {kind: kinds[kind] for kind in KINDS},
        "statuses": {status: statuses[status] for status in STATUSES},
        "links": {
            CONFIRMED: sum(edge.status in filters.statuses for edge in fitting),
            SUGGESTED: len(waiting),
        },
    }
