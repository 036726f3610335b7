"""A network as plain facts: nodes, the pairs that are linked, and the group that each node belongs to."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import networkx as nx

CROWD = 40
"""An initiative with more organisations than this says nothing of who works with whom."""


@dataclass(frozen=True)
class Network:
    """Nodes by their ids, ordered; links as pairs (the smaller id first) with how much ties them; groups by node."""

    nodes: tuple[int, ...]
    links: Mapping[tuple[int, int], int]
    groups: Mapping[int, int | str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, nodes: Iterable[int], links: Iterable[tuple[int, int]], groups: Mapping[int, int | str] | None = None
    ) -> "Network":
        """Put facts in order, however they come: links to itself or to strangers are left out, repeated ones weigh."""
        known = set(nodes)
        pairs = Counter((min(pair), max(pair)) for pair in links if known.issuperset(pair) and pair[0] != pair[1])
        return cls(tuple(sorted(known)), dict(sorted(pairs.items())), groups or {})

    @cached_property
    def graph(self) -> Any:
        """The same as an undirected networkx graph, built in one order."""
        graph = nx.Graph()
        graph.add_nodes_from(self.nodes)
        graph.add_weighted_edges_from((one, other, weight) for (one, other), weight in self.links.items())
        return graph

    @property
    def fingerprint(self) -> str:
        """The same for the same facts: 64 hexadecimal digits."""
        facts = (
            self.nodes, [(*pair, weight) for pair, weight in self.links.items()],
            sorted((node, str(group)) for node, group in self.groups.items()),
        )  # fmt: skip
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def working_together(parts: Iterable[tuple[int, int]]) -> tuple[list[tuple[int, int]], list[int]]:
    """Pairs of organisations, once for each initiative they share, from (initiative, organisation).

    The second answer names initiatives with so many organisations that they tie nobody to anybody.
    """
    members: dict[int, set[int]] = {}
    for initiative, organisation in parts:
        members.setdefault(initiative, set()).add(organisation)
    crowds = sorted(initiative for initiative, together in members.items() if len(together) > CROWD)
    pairs = [
        pair
        for initiative, together in sorted(members.items())
        if len(together) <= CROWD
        for pair in combinations(sorted(together), 2)
    ]
    return pairs, crowds
