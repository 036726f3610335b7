"""The map as tables: the same initiatives and connections, row by row."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from initiatives.models import Connection, Participation, ParticipationRole
from initiatives.overviews.happenings import STAGE_LABELS
from initiatives.wording_connections import verb
from portfolio_hub.overviews.map.data import MapData
from portfolio_hub.overviews.map.nodes import RING_OF, Node, Wedge

SHOWN = 100
"""Rows of each table before one asks for all."""
SORTS = ("title", "system", "stage", "lead", "links", "suggested")
DEFAULT_SORT = "title"


@dataclass(frozen=True, slots=True)
class InitiativeRow:
    """An initiative on the map."""

    pk: int
    title: str
    wedge: Wedge | None
    stage: str
    stage_label: Any
    lead: str
    links: int
    suggested: int


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """A connection on the map, as it reads from its source."""

    pk: int
    source: int
    source_title: str
    verb: Any
    target: int
    target_title: str
    status: Any
    statement: str


@dataclass(frozen=True)
class MapTables:
    """Both tables, as far as they are shown."""

    initiatives: tuple[InitiativeRow, ...]
    connections: tuple[ConnectionRow, ...]
    sort: str
    total: int
    total_links: int

    @property
    def is_cut(self) -> bool:
        """Whether some rows wait to be asked for."""
        return len(self.initiatives) < self.total or len(self.connections) < self.total_links


def map_tables(data: MapData, *, sort: str = "", everything: bool = False) -> MapTables:
    """Read both tables in two queries beside the data; all rows or the first of them."""
    chosen = sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT
    most = None if everything else SHOWN
    rows = sorted_rows(_initiatives(data), chosen)[:most]
    links = sorted(data.edges, key=lambda edge: (-edge.strength, edge.id))[:most]
    return MapTables(tuple(rows), _connections(data, links), chosen, len(data.nodes), len(data.edges))


def sorted_rows(rows: Iterable[InitiativeRow], sort: str) -> list[InitiativeRow]:
    """The rows in the chosen order, by title within the same."""
    keys = {
        "title": lambda row: row.title.casefold(),
        "system": lambda row: row.wedge.name.casefold() if row.wedge else "",
        "stage": lambda row: RING_OF[row.stage],
        "lead": lambda row: (not row.lead, row.lead.casefold()),
        "links": lambda row: row.links,
        "suggested": lambda row: row.suggested,
    }
    by_title = sorted(rows, key=lambda row: (row.title.casefold(), row.pk))
    return sorted(by_title, key=keys[sort.removeprefix("-")], reverse=sort.startswith("-"))


def _initiatives(data: MapData) -> Iterable[InitiativeRow]:
    leads = {} if data.at else _leads(data.nodes)
    degrees = data.degrees
    waiting = Counter(end for one in data.suggested for end in (one.source, one.target))
    for node in data.nodes:
        wedge = data.wedges[data.wedge_of(node)]
        yield InitiativeRow(
            node.id, node.title, wedge, node.stage, STAGE_LABELS[node.stage], leads.get(node.id, ""),
            degrees[node.id], waiting[node.id],
        )  # fmt: skip


def _leads(nodes: Iterable[Node]) -> dict[int, str]:
    """By initiative: who leads it now, the first by name where there are several."""
    rows = Participation.objects.live().filter(role=ParticipationRole.LEAD, initiative__in=[node.id for node in nodes])
    named = rows.order_by("-organisation__name").values_list("initiative", "organisation__name")
    return dict(named)


def _connections(data: MapData, edges: list[Any]) -> tuple[ConnectionRow, ...]:
    titles = {node.id: node.title for node in data.nodes}
    said = dict(Connection.objects.filter(pk__in=[edge.id for edge in edges]).values_list("pk", "statement"))
    labels = dict(Connection.Status.choices)
    return tuple(
        ConnectionRow(
            edge.id, edge.source, titles[edge.source], verb(edge.kind), edge.target, titles[edge.target],
            labels[edge.status], "" if data.at else said.get(edge.id, ""),
        )
        for edge in edges
    )  # fmt: skip
