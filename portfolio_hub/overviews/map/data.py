"""The data of the map, as it goes to the page: `GET /<slug>/map/data/` with the filters of the map's page.

All coordinates are in units around the centre (0, 0), y downwards; the rim is at 1000, closed ones stand at 1030 to
1130. Angles are degrees clockwise from the top. Nodes and links come as columns of equal length (the n-th value of each
belongs to the n-th node), so that thousands stay small:

    {
      "mode": "rose" | "groups",
      "at": null | {"id", "name", "taken_on"},        the snapshot that is shown
      "dot": 11.5,                                      radius of a node in the same units
      "frame": {
        "rim": 1000, "core": 200,
        "wedges": [{"system": id (0: none yet), "name", "icon", "colour": 1-8 (0: none), "from", "to", "count",
                    "x", "y", "anchor": "start" | "middle" | "end"}],      x, y, anchor: of its label
        "rings": [{"stage": "embedded"… "exploring", "label", "inner", "outer", "x", "y"}]     "exploring" holds ideas
      },
      "nodes": {"id", "title", "wedge": place in frame.wedges, "stage": place in words.stages, "x", "y",
                "paused": 0|1, "links": number of confirmed connections shown, "suggested": number of suggestions},
      "edges": {"id", "source": place in nodes, "target": place in nodes, "kind": place in words.kinds,
                "status": place in words.statuses, "strength": 1-3},
      "suggested": {"id", "source", "target", "kind", "score"},     source and target are places in nodes
      "words": {"stages": [{"key", "label"}], "kinds": [{"key", "out", "into", "directed"}],
                "statuses": [{"key", "label"}]},        "out": "enables", "into": "is enabled by"
      "urls": {"initiative": "/riverton/initiatives/{id}/", "connection": "/riverton/connections/{id}/",
               "suggestion": "/riverton/suggestions/{id}/"},
      "counts": {
        "initiatives": shown, "of": all that the reader sees, "connections": shown, "suggested": shown,
        "systems": {"<id>": number…, "0": …}, "stages": {"<key>": …}, "kinds": {"<key>": …},
        "statuses": {"<key>": …}, "links": {"confirmed": …, "suggested": …}
      },
      "groups": null | {"by": "challenge" | "place" | "system" | "stage",
                        "items": {"key", "name", "count", "query": the query string that opens it ("": none), "x", "y",
                                  "radius"},
                        "edges": {"source": place in items, "target": place in items, "count"}}
    }

A count in `counts` says how many there would be with that choice in its group, all other groups being as chosen.
Beyond MOST_NODES initiatives `mode` is "groups": `nodes`, `edges` and `suggested` are empty, `groups` says which groups
there are and how many connections run between them, and the address `map/?<query>` opens one.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Initiative, Snapshot
from initiatives.overviews.filters import NO_SYSTEM
from portfolio_hub.overviews.map import links, nodes
from portfolio_hub.overviews.map.choice import MapFilters
from portfolio_hub.overviews.map.groups import Groups, groups_of, groups_then
from portfolio_hub.overviews.map.links import Edge, Suggested
from portfolio_hub.overviews.map.nodes import RING_OF, Node, Wedge
from portfolio_hub.overviews.map.rose import Rose, Seed
from portfolio_hub.overviews.map.then import Then, at_snapshot
from stakeholders.access import Access

MOST_NODES = 2_500
"""Beyond so many initiatives the map shows groups."""


@dataclass(frozen=True)
class Counts:
    """How many are shown, of how many, and how many each choice would show."""

    initiatives: int
    of: int
    connections: int
    suggested: int
    systems: dict[str, int] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class MapData:
    """Everything that the map shows to one reader with one choice of filters."""

    access: Access
    filters: MapFilters
    wedges: list[Wedge]
    rose: Rose
    nodes: list[Node]
    edges: list[Edge]
    suggested: list[Suggested]
    counts: Counts
    groups: Groups | None = None
    at: Snapshot | None = None

    @cached_property
    def degrees(self) -> Counter[int]:
        """By initiative: how many of the shown connections it has."""
        return Counter(end for edge in self.edges for end in (edge.source, edge.target))

    @cached_property
    def node_places(self) -> dict[int, int]:
        """By id of a shown initiative: its place in `nodes`."""
        return {node.id: place for place, node in enumerate(self.nodes)}

    def wedge_of(self, node: Node) -> int:
        """The place of a node's wedge in `wedges`."""
        return self._places[node.system]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {wedge.id: place for place, wedge in enumerate(self.wedges)}


def map_data(
    access: Access, filters: MapFilters, *, most: int | None = None, now: datetime | None = None
) -> MapData:  # fmt: skip
    """Everything on the map for this reader, in a fixed number of queries; beyond `most` initiatives in groups."""
    most = MOST_NODES if most is None else most
    if filters.at and (then := at_snapshot(access, filters)):
        if sum(nodes.is_chosen(node, filters) for node in then.nodes) > most:
            return _grouped_then(access, filters, then)
        everyone = then.nodes
        if len(everyone) > most:
            everyone = [node for node in everyone if nodes.is_chosen(node, filters)]
        return _drawn(access, filters, wedges=then.wedges, everyone=everyone, then=then, of=len(then.nodes))
    wedges = nodes.wedges_of(access.portfolio)
    rows = nodes.seen(access, filters, now=now or timezone.now())
    total = rows.count()
    if total <= most:
        return _drawn(access, filters, wedges=wedges, everyone=nodes.read(rows, access))
    chosen = nodes.chosen_by_database(rows, access, filters)
    number = chosen.count()
    if number <= most:
        everyone = nodes.read(chosen, access, within=chosen)
        return _drawn(access, filters, wedges=wedges, everyone=everyone, of=total)
    return _grouped(access, filters, wedges, chosen, counts=(number, total))


def _drawn(
    access: Access, filters: MapFilters, *, wedges: list[Wedge], everyone: list[Node], then: Then | None = None,
    of: int | None = None,
) -> MapData:  # fmt: skip
    """The map with single initiatives. Everyone has a place in the rose, so that filters move nobody."""
    wedges = [*wedges, unplaced()] if any(node.system == NO_SYSTEM for node in everyone) else wedges
    places = {wedge.id: place for place, wedge in enumerate(wedges)}
    rose = Rose((Seed(node.id, places[node.system], RING_OF[node.stage]) for node in everyone), len(wedges))
    shown = [node for node in everyone if nodes.is_chosen(node, filters)]
    ids = {node.id for node in shown}
    edges = links.edges_between(access, ids) if then is None else links.within(then.edges, ids)
    suggested = links.suggested_between(access, ids) if then is None else []
    counted = links.counts(edges, suggested, filters)
    by_system, by_stage = nodes.counts(everyone, filters)
    edges = [edge for edge in edges if links.is_shown(edge, filters)]
    suggested = links.suggestions_shown(suggested, filters)
    counts = Counts(
        initiatives=len(shown), of=len(everyone) if of is None else of, connections=len(edges),
        suggested=len(suggested), systems=by_system, stages=by_stage, **counted,
    )  # fmt: skip
    return MapData(
        access, filters, wedges, rose, shown, edges, suggested[: links.MOST_SUGGESTED], counts,
        at=then.snapshot if then else None,
    )  # fmt: skip


def _grouped_then(access: Access, filters: MapFilters, then: Then) -> MapData:
    """What was too much to be drawn one by one on the day of a snapshot."""
    shown = [node for node in then.nodes if nodes.is_chosen(node, filters)]
    edges = links.within(then.edges, {node.id for node in shown})
    edges = [edge for edge in edges if links.is_shown(edge, filters)]
    by_system, by_stage = nodes.counts(then.nodes, filters)
    counts = Counts(len(shown), len(then.nodes), len(edges), 0, systems=by_system, stages=by_stage)
    groups = groups_then(filters, then.wedges, shown, edges)
    rose = Rose((), len(then.wedges))
    return MapData(access, filters, then.wedges, rose, [], [], [], counts, groups=groups, at=then.snapshot)


def unplaced() -> Wedge:
    """The wedge of initiatives that touch no system yet."""
    return Wedge(NO_SYSTEM, _("No system yet"), "circle-dashed", 0)


def _grouped(
    access: Access, filters: MapFilters, wedges: list[Wedge], chosen: QuerySet[Initiative], *, counts: tuple[int, int]
) -> MapData:
    """The map of what is too much to be drawn one by one; `counts` are those chosen and all that are seen."""
    by_stage = dict(chosen.order_by().values_list("stage").annotate(Count("pk")))
    groups = groups_of(access, filters, chosen)
    between = sum(count for *_ends, count in groups.edges)
    return MapData(
        access, filters, wedges, Rose((), len(wedges)), [], [], [], Counts(*counts, between, 0, stages=by_stage),
        groups=groups,
    )  # fmt: skip
