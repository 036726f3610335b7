"""The map as it stood: the initiatives and connections that a snapshot holds."""

from dataclasses import dataclass

from django.db.models import QuerySet

from initiatives.models import ConnectionKind, Snapshot, SnapshotEntry
from initiatives.overviews.filters import NO_SYSTEM
from portfolio_hub.overviews.map.choice import MapFilters
from portfolio_hub.overviews.map.links import Edge
from portfolio_hub.overviews.map.nodes import Node, Wedge, wedges_of
from stakeholders.access import Access, Permission

GONE_COLOUR = 8


@dataclass(frozen=True)
class Then:
    """A snapshot's initiatives and connections; systems that are gone since have negative ids."""

    snapshot: Snapshot
    wedges: list[Wedge]
    nodes: list[Node]
    edges: list[Edge]


def snapshots_of(access: Access) -> list[Snapshot]:
    """The snapshots that the reader may look at, the newest first."""
    if not access.may(Permission.SEE_PEOPLE):
        return []
    ready = Snapshot.objects.ready().filter(portfolio=access.portfolio)
    return list(ready.only("pk", "name", "taken_on", "portfolio_id")[:100])


def at_snapshot(access: Access, filters: MapFilters) -> Then | None:
    """What a snapshot holds for this reader; None where there is no such snapshot.

    A snapshot knows titles, stages and systems, so it is found by words of the title, by system and by stage.
    """
    if not access.may(Permission.SEE_PEOPLE):
        return None
    snapshot = Snapshot.objects.ready().filter(portfolio=access.portfolio, pk=filters.at).first()
    if snapshot is None:
        return None
    entries = SnapshotEntry.objects.seen_with(access).filter(snapshot=snapshot)
    wedges = wedges_of(access.portfolio)
    known = {wedge.name.casefold(): wedge.id for wedge in wedges}
    words = filters.initiatives.q.casefold().split()
    nodes = []
    rows = entries.filter(kind=SnapshotEntry.Kind.INITIATIVE).order_by("object_id")
    for pk, title, stage, facts in rows.values_list("object_id", "name", "state", "facts"):
        name = next(iter(facts.get("systems", ())), "")
        if name and name.casefold() not in known:
            known[name.casefold()] = -len(known) - 1
            wedges.append(Wedge(known[name.casefold()], name, "circle-dashed", GONE_COLOUR))
        system = known[name.casefold()] if name else NO_SYSTEM
        fits = all(word in title.casefold() for word in words)
        nodes.append(Node(pk, title, stage, bool(facts.get("paused")), system, fits))
    return Then(snapshot, wedges, nodes, _edges(entries, {node.id for node in nodes}))


def _edges(entries: QuerySet[SnapshotEntry], there: set[int]) -> list[Edge]:
    """The connections of a snapshot that have both ends among what the reader sees in it."""
    rows = entries.filter(kind=SnapshotEntry.Kind.CONNECTION).order_by("object_id")
    found = []
    for pk, status, facts in rows.values_list("object_id", "state", "facts"):
        source, target, kind = facts.get("source"), facts.get("target"), facts.get("kind")
        if source in there and target in there and kind in ConnectionKind.values:
            found.append(Edge(pk, source, target, kind, status, facts.get("strength", 2)))
    return found
