"""Where things stand when links pull and everything else pushes (Fruchterman and Reingold, 1991).

An invisible middle pulls everything a little, so that what is not linked stays near. The layout is the same for the
same facts, and between two readings nobody moves further than `STEP`, so that people find again what they know.
"""

import math
from collections.abc import Mapping

import networkx as nx
import numpy as np

from initiatives.network.graphs import Network

Spots = dict[int, tuple[float, float]]

MOST_PLACED = 3000
"""One round compares all with all: 2,000 take about 0.2 s, 3,000 about 0.4 s, 50,000 would take two minutes."""
STEP = 0.04
ROUNDS, ROUNDS_AGAIN = 60, 25
MIDDLE, PULL, PULL_ALONE = -1, 0.08, 0.16
EDGE = 0.02
GOLDEN = math.pi * (3 - math.sqrt(5))


def layout(network: Network, before: Mapping[int, tuple[float, float]] | None = None) -> Spots:
    """Place nodes, x and y from 0 to 1; `before` is where they stood at the last reading.

    Of more than `MOST_PLACED` nodes only the most linked are placed.
    """
    nodes = _placed(network)
    if not nodes:
        return {}
    known = {node: before[node] for node in nodes if node in before} if before else {}
    start = _start(network, nodes, known)
    graph = network.graph.subgraph(nodes).copy()
    for one, other, facts in graph.edges(data=True):
        facts["pull"] = min(facts["weight"], 3) / math.sqrt(graph.degree(one) * graph.degree(other))
    graph.add_edges_from((MIDDLE, node, {"pull": PULL if graph.degree(node) else PULL_ALONE}) for node in nodes)
    spots = nx.spring_layout(
        graph, pos={**start, MIDDLE: (0.5, 0.5)}, fixed=[MIDDLE], k=1 / math.sqrt(len(nodes) + 1), weight="pull",
        iterations=ROUNDS_AGAIN if known else ROUNDS, scale=None, seed=1, method="force",
    )  # fmt: skip
    return {node: _towards(spot, known.get(node)) for node, spot in _fit(nodes, spots).items()}


def _placed(network: Network) -> list[int]:
    """The nodes that get a place, in the order of their ids."""
    if len(network.nodes) <= MOST_PLACED:
        return list(network.nodes)
    degree = network.graph.degree
    return sorted(sorted(network.nodes, key=lambda node: (-degree[node], node))[:MOST_PLACED])


def _start(network: Network, nodes: list[int], known: Spots) -> Spots:
    """Known ones where they stood, new ones beside their neighbours, others on a spiral like seeds of a sunflower."""
    spots: Spots = {}
    for number, node in enumerate(nodes):
        angle = number * GOLDEN
        near = [known[other] for other in network.graph[node] if other in known] if known else []
        if node in known:
            spots[node] = known[node]
        elif near:
            x, y = (sum(spot[axis] for spot in near) / len(near) for axis in (0, 1))
            spots[node] = (x + STEP / 2 * math.cos(angle), y + STEP / 2 * math.sin(angle))
        else:
            reach = 0.5 * math.sqrt((number + 0.5) / len(nodes))
            spots[node] = (0.5 + reach * math.cos(angle), 0.5 + reach * math.sin(angle))
    return spots


def _fit(nodes: list[int], spots: Mapping[int, np.ndarray]) -> Spots:
    """Stretch the drawing to the whole square, but not what lies in one point or on one line."""
    places = np.array([spots[node] for node in nodes], dtype=float)
    low, high = places.min(axis=0), places.max(axis=0)
    span = np.where(high - low > 1e-9, high - low, 1.0)
    middle = np.where(high - low > 1e-9, (places - low) / span, 0.5)
    fitted = EDGE + middle * (1 - 2 * EDGE)
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, fitted, strict=True)}


def _towards(spot: tuple[float, float], before: tuple[float, float] | None) -> tuple[float, float]:
    """The new place, or as far on the way there as one reading may move."""
    if before is not None:
        far = math.dist(before, spot)
        reach = min(1.0, STEP / far) if far else 1.0
        spot = (before[0] + (spot[0] - before[0]) * reach, before[1] + (spot[1] - before[1]) * reach)
    return round(spot[0], 4), round(spot[1], 4)
