"""What falls apart without one initiative, as far as this reader may see: read from the rows of this moment."""

from collections import deque
from dataclasses import dataclass

import networkx as nx

from initiatives.models import ConnectionKind, Initiative, NetworkReading
from initiatives.network.facts import initiatives, seen_connections
from initiatives.network.graphs import Network
from initiatives.network.measures import parts_without
from initiatives.overviews.network.naming import Name, names_of
from stakeholders.access import Access

MOST_NAMED = 100


@dataclass(frozen=True)
class Relying:
    """One that relies on the initiative: directly, or through another."""

    who: Name
    through: Name | None
    statement: str


@dataclass(frozen=True)
class Part:
    """Initiatives that stay together and lose the rest; `size` counts them all."""

    named: list[Name]
    size: int

    @property
    def rest(self) -> int:
        return self.size - len(self.named)


@dataclass(frozen=True)
class WithoutPage:
    """The parts that lose the rest, who relies on it, and how much the rest is."""

    initiative: Initiative
    parts: list[Part]
    relying: list[Relying]
    relying_all: int
    neighbours: int
    rest: int

    @property
    def cut(self) -> int:
        """How many lose their connection to the rest."""
        return sum(part.size for part in self.parts)


def without_page(access: Access, initiative: Initiative) -> WithoutPage:
    """Take one initiative away and look; five queries."""
    network = initiatives(access).counted
    parts = parts_without(network, initiative.pk)
    reached, statements = _relying(access, initiative.pk, set(network.nodes))
    named = [pk for part in parts for pk in part[:MOST_NAMED]][: 3 * MOST_NAMED]
    names = names_of(access, NetworkReading.Subject.INITIATIVES, {*named, *list(reached)[:MOST_NAMED]})
    return WithoutPage(
        initiative,
        [Part([names[pk] for pk in part[:MOST_NAMED] if pk in names], len(part)) for part in parts],
        [
            Relying(names[pk], names.get(before) if before != initiative.pk else None, statements[before, pk])
            for pk, before in list(reached.items())[:MOST_NAMED]
            if pk in names
        ],
        len(reached),
        network.graph.degree(initiative.pk) if initiative.pk in network.graph else 0,
        _rest(network, initiative.pk, parts),
    )


def _rest(network: Network, pk: int, parts: list[list[int]]) -> int:
    """How many stay together in the largest part that remains."""
    if pk not in network.graph:
        return 0
    return max(len(nx.node_connected_component(network.graph, pk)) - 1 - sum(map(len, parts)), 0)


def _relying(access: Access, pk: int, active: set[int]) -> tuple[dict[int, int], dict[tuple[int, int], str]]:
    """Who relies on it, each with whom it relies on in turn, the nearest first; and in which words.

    One relies on another when it depends on it, or is enabled by it.
    """
    needed = (ConnectionKind.DEPENDS_ON, ConnectionKind.ENABLES)
    rows = seen_connections(access).filter(kind__in=needed).order_by("pk")
    relied: dict[int, list[int]] = {}
    statements: dict[tuple[int, int], str] = {}
    for source, target, kind, statement in rows.values_list("source", "target", "kind", "statement"):
        on, who = (target, source) if kind == ConnectionKind.DEPENDS_ON else (source, target)
        if who in active:
            relied.setdefault(on, []).append(who)
            statements.setdefault((on, who), statement)
    reached: dict[int, int] = {}
    waiting = deque([pk])
    while waiting:
        on = waiting.popleft()
        for who in relied.get(on, ()):
            if who not in reached and who != pk:
                reached[who] = on
                waiting.append(who)
    return reached, statements
