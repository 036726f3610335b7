"""What can be said about a network in words: who bridges, who stands alone, what falls apart without whom.

All measures leave direction and strength aside. Betweenness after Brandes (2001), sampled after Brandes and Pich
(2007); points without which a network falls apart after Hopcroft and Tarjan (1973); communities after Blondel and
others (2008).
"""

from collections import Counter
from dataclasses import asdict, dataclass
from itertools import combinations_with_replacement
from typing import Any

import networkx as nx

from initiatives.network.graphs import Network

EXACT_UP_TO = 500
SAMPLE = 200
MOST = 30
"""How many bridging ones, breaks and communities are kept."""


@dataclass(frozen=True)
class Bridge:
    """A node on the shortest ways between others: `share` is of all pairs, from 0 to 1."""

    id: int
    share: float


@dataclass(frozen=True)
class Break:
    """What comes apart without this node: `cut` counts all nodes that lose the largest part, `parts` has the first."""

    id: int
    cut: int
    parts: list[list[int]]


@dataclass(frozen=True)
class Cell:
    """Two groups (or one with itself): pairs that are linked, of the pairs there could be."""

    one: int | str
    other: int | str
    linked: int
    possible: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.linked / self.possible if self.possible else 0.0


@dataclass(frozen=True)
class Measures:
    """One reading; `sampled` says from how many starting points betweenness was taken, 0 when from all."""

    nodes: int
    links: int
    largest: int
    alone: list[int]
    bridging: list[Bridge]
    sampled: int
    breaks: list[Break]
    breaking: int
    communities: list[list[int]]
    density: list[Cell]

    def as_json(self) -> dict[str, Any]:
        """Plain values to store."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Measures":
        """The same again."""
        rows = {
            "bridging": [Bridge(**row) for row in kept["bridging"]],
            "breaks": [Break(**row) for row in kept["breaks"]],
            "density": [Cell(**row) for row in kept["density"]],
        }
        return cls(**{**kept, **rows})


def measure(network: Network) -> Measures:
    """Everything at once; the order in which facts came changes nothing."""
    bridges, sampled = bridging(network)
    breaks, breaking = falling_apart(network)
    return Measures(
        nodes=len(network.nodes), links=len(network.links), largest=largest(network), alone=alone(network),
        bridging=bridges, sampled=sampled, breaks=breaks, breaking=breaking, communities=communities(network),
        density=density(network),
    )  # fmt: skip


def largest(network: Network) -> int:
    """How many hang together in the largest group."""
    return max((len(part) for part in nx.connected_components(network.graph)), default=0)


def alone(network: Network) -> list[int]:
    """Nodes without any link."""
    return [node for node in network.nodes if not network.graph.degree(node)]


def bridging(network: Network) -> tuple[list[Bridge], int]:
    """Nodes on the shortest ways between others, the first on most, and the size of the sample (0: none was taken)."""
    many = len(network.nodes)
    sampled = SAMPLE if many > EXACT_UP_TO else 0
    shares = nx.betweenness_centrality(network.graph, k=sampled or None, seed=1) if network.links else {}
    found = sorted(((node, share) for node, share in shares.items() if share > 0), key=lambda row: (-row[1], row[0]))
    return [Bridge(node, round(share, 6)) for node, share in found[:MOST]], sampled


def falling_apart(network: Network) -> tuple[list[Break], int]:
    """Nodes without which others lose their link to the rest, the most first, and how many such nodes there are."""
    cuts = _cuts(network.graph)
    found = sorted(cuts, key=lambda node: (-cuts[node], node))
    return [Break(node, cuts[node], _some(parts_without(network, node))) for node in found[:MOST]], len(found)


def _some(parts: list[list[int]]) -> list[list[int]]:
    """As many of the parts, and of those in them, as are worth keeping beside their number."""
    return [part[:MOST] for part in parts[:MOST]]


def parts_without(network: Network, node: int) -> list[list[int]]:
    """The parts that lose the largest one when this node goes, the larger first."""
    graph = network.graph
    if node not in graph:
        return []
    around = graph.subgraph(nx.node_connected_component(graph, node) - {node})
    parts = sorted((sorted(part) for part in nx.connected_components(around)), key=lambda part: (-len(part), part))
    return parts[1:]


def _cuts(graph: Any) -> dict[int, int]:
    """How many nodes each cutting node parts from the largest rest, from the tree of blocks; one walk through all."""
    blocks = list(nx.biconnected_components(graph))
    held = Counter(node for block in blocks for node in block)
    tree, weights = nx.Graph(), {}
    for number, block in enumerate(blocks):
        points = [node for node in block if held[node] > 1]
        weights["block", number] = len(block) - len(points)
        tree.add_node(("block", number))
        tree.add_edges_from((("block", number), ("point", node)) for node in points)
    cuts: dict[int, int] = {}
    for part in nx.connected_components(tree):
        cuts.update(_cuts_of_tree(tree, min(part), {knot: weights.get(knot, 1) for knot in part}))
    return cuts


def _cuts_of_tree(tree: Any, root: Any, weights: dict[Any, int]) -> dict[int, int]:
    """The same for one tree: weigh what hangs below each knot, then compare it with what hangs above."""
    total, below = sum(weights.values()), dict(weights)
    largest: dict[Any, int] = {}
    for parent, knot in reversed(list(nx.bfs_edges(tree, root))):
        below[parent] += below[knot]
        largest[parent] = max(largest.get(parent, 0), below[knot])
    return {
        knot[1]: total - 1 - max(largest.get(knot, 0), total - below[knot]) for knot in weights if knot[0] == "point"
    }


def communities(network: Network) -> list[list[int]]:
    """Groups of at least three that hang together more closely than with the rest, the larger first."""
    if not network.links:
        return []
    found = nx.community.louvain_communities(network.graph, weight=None, seed=1)
    groups = sorted((sorted(group) for group in found if len(group) > 2), key=lambda group: (-len(group), group))
    return groups[:MOST]


def density(network: Network) -> list[Cell]:
    """For each two groups, and each with itself: linked pairs of possible ones. A node without a group is left out."""
    sizes = Counter(network.groups[node] for node in network.nodes if node in network.groups)
    linked: Counter[tuple[Any, Any]] = Counter()
    for one, other in network.links:
        if one in network.groups and other in network.groups:
            ends = sorted((network.groups[one], network.groups[other]), key=str)
            linked[ends[0], ends[1]] += 1
    return [
        Cell(one, other, linked[one, other], _possible(sizes, one, other))
        for one, other in combinations_with_replacement(sorted(sizes, key=str), 2)
    ]


def _possible(sizes: Counter[Any], one: Any, other: Any) -> int:
    """How many pairs there could be."""
    return sizes[one] * (sizes[one] - 1) // 2 if one == other else sizes[one] * sizes[other]
