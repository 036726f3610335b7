"""Finds tight groups of initiatives that together bring what a commitment needs and none of them brings alone."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from sensemaking.affinity.profile import Pair, Profile, Reason

FEWEST, MOST = 3, 6
CONNECTED = 1.0
"""What a connection that people have said weighs; a suggested pair weighs its score, but less than that."""
SUGGESTED = 0.8
COVER, TIES = "cover", "ties"
SEED = 0
RESOLUTIONS = (1.0, 2.0, 4.0)
"""The finer ones look into communities that are too large to be one group."""
LARGE = 12

Edge = tuple[int, int]


@dataclass(frozen=True)
class Gap:
    """A commitment with the systems that are essential to it."""

    commitment: int
    essential: frozenset[int]


@dataclass(frozen=True)
class Group:
    """Three to six initiatives, by id, that may be a combination, and why.

    Reasons: "cover" {"commitment", "systems", "brings": [[initiative, [system]]], "serving": [initiative]} and "ties"
    {"connected": [[one, other]], "suggested": [[one, other]]}.
    """

    initiatives: tuple[int, ...]
    commitment: int
    score: float
    reasons: tuple[Reason, ...]


def groups(
    profiles: Iterable[Profile],
    pairs: Iterable[Pair],
    connections: Iterable[Edge],
    gaps: Iterable[Gap],
    *,
    known: Collection[frozenset[int]] = (),
    most: int = 20,
) -> list[Group]:
    """The groups that speak most for themselves, each once, at most so many; `known` ones stay away, and their parts.

    A group is looked for within each community of the network (Louvain, with the finer ones inside the large), from
    every member that serves the commitment: whoever brings a system that is still missing comes next, the closest one
    first. It is tight: everybody is tied to somebody in it. It holds when all essential systems are there, no member
    has them alone, and each brings one or serves the commitment. Its score is how close the members are on average.
    """
    rows = {row.initiative: row for row in sorted(profiles, key=lambda row: row.initiative)}
    graph = _network(rows, pairs, connections)
    best: dict[tuple[int, ...], Group] = {}
    areas = list(_areas(graph))
    for gap in sorted(gaps, key=lambda gap: gap.commitment):
        if len(gap.essential) < 2:
            continue
        for area in areas:
            for members in _within(graph, area, rows, gap):
                if any(members <= other for other in known):
                    continue
                group = _told(graph, members, rows, gap)
                old = best.get(group.initiatives)
                if old is None or (-group.score, group.commitment) < (-old.score, old.commitment):
                    best[group.initiatives] = group
    ranked = sorted(best.values(), key=lambda group: (-group.score, group.initiatives, group.commitment))
    return _apart(ranked)[:most]


def _network(rows: Mapping[int, Profile], pairs: Iterable[Pair], connections: Iterable[Edge]) -> "nx.Graph[int]":
    weights: dict[Edge, float] = {}
    for pair in pairs:
        weights[(pair.first, pair.second)] = min(pair.score, 1) * SUGGESTED
    said = {(min(edge), max(edge)) for edge in connections if edge[0] != edge[1]}
    weights |= dict.fromkeys(said, CONNECTED)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(rows)
    for (one, other), weight in sorted(weights.items()):
        if one in rows and other in rows:
            graph.add_edge(one, other, weight=weight, said=(one, other) in said)
    return graph


def _areas(graph: "nx.Graph[int]") -> Iterator[frozenset[int]]:
    """Communities, and those inside the large ones."""
    waiting: list[tuple[frozenset[int], int]] = [(frozenset(graph), 0)]
    while waiting:
        area, level = waiting.pop()
        part = nx.Graph()
        part.add_nodes_from(sorted(area))
        part.add_edges_from(
            (one, other, graph[one][other]) for one, other in sorted(map(_edge, graph.subgraph(area).edges))
        )
        found = nx.community.louvain_communities(part, weight="weight", resolution=RESOLUTIONS[level], seed=SEED)
        for inner in sorted((frozenset(inner) for inner in found if len(inner) >= FEWEST), key=min):
            yield inner
            if len(inner) > LARGE and level + 1 < len(RESOLUTIONS):
                waiting.append((inner, level + 1))


def _edge(edge: Edge) -> Edge:
    return min(edge), max(edge)


def _within(
    graph: "nx.Graph[int]", area: frozenset[int], rows: Mapping[int, Profile], gap: Gap
) -> Iterator[frozenset[int]]:
    """The groups of one community that cover the gap, each begun by a member that serves the commitment."""
    there = frozenset().union(*(rows[member].systems for member in area))
    if not gap.essential <= there:
        return
    for first in sorted(area):
        if gap.commitment in rows[first].commitments:
            members = _grown(graph, area, rows, gap, first)
            if members is not None:
                yield members


def _grown(
    graph: "nx.Graph[int]", area: frozenset[int], rows: Mapping[int, Profile], gap: Gap, first: int
) -> frozenset[int] | None:
    members = [first]
    missing = gap.essential - rows[first].systems
    while len(members) < MOST and (missing or len(members) < FEWEST):
        near = {other: _closeness(graph, other, members) for at in members for other in graph[at] if other in area}
        useful = [
            (-len(rows[other].systems & missing), -closeness, other)
            for other, closeness in near.items()
            if other not in members and (rows[other].systems & missing if missing else _adds(rows[other], gap))
        ]
        if not useful:
            return None
        members.append(min(useful)[-1])
        missing = missing - rows[members[-1]].systems
    if missing or any(gap.essential <= rows[member].systems for member in members):
        return None
    return frozenset(members)


def _adds(row: Profile, gap: Gap) -> bool:
    return gap.commitment in row.commitments or bool(row.systems & gap.essential)


def _closeness(graph: "nx.Graph[int]", other: int, members: Sequence[int]) -> float:
    return round(sum(graph[other][member]["weight"] for member in members if graph.has_edge(other, member)), 9)


def _told(graph: "nx.Graph[int]", members: frozenset[int], rows: Mapping[int, Profile], gap: Gap) -> Group:
    ordered = tuple(sorted(members))
    edges = [edge for edge in combinations(ordered, 2) if graph.has_edge(*edge)]
    weight = sum(graph[one][other]["weight"] for one, other in edges)
    score = round(weight / (len(ordered) * (len(ordered) - 1) / 2), 6)
    cover = {
        "commitment": gap.commitment,
        "systems": sorted(gap.essential),
        "brings": [[member, sorted(rows[member].systems & gap.essential)] for member in ordered],
        "serving": [member for member in ordered if gap.commitment in rows[member].commitments],
    }
    ties = {
        "connected": [list(edge) for edge in edges if graph.edges[edge]["said"]],
        "suggested": [list(edge) for edge in edges if not graph.edges[edge]["said"]],
    }
    reasons = (Reason(COVER, 0.5, cover), Reason(TIES, 0.5, ties))
    return Group(ordered, gap.commitment, score, reasons)


def _apart(ranked: Sequence[Group]) -> list[Group]:
    """Without groups of which a better one holds more than half: nobody reads the same suggestion twice."""
    kept: list[Group] = []
    for group in ranked:
        own = set(group.initiatives)
        if all(2 * len(own & set(other.initiatives)) <= len(own) for other in kept):
            kept.append(group)
    return kept
