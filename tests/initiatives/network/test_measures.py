"""Measures of a network: each says what a reader would find by hand, and the order of facts changes nothing."""

import time
from random import Random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.network.graphs import CROWD, Network, working_together
from initiatives.network.measures import Cell, Measures, falling_apart, measure, parts_without

NODES = st.integers(1, 14)
LINKS = st.lists(st.tuples(NODES, NODES), max_size=30)
NETWORKS = st.builds(
    lambda links, more: Network.of({*more, *(end for link in links for end in link)}, links, {n: n % 3 for n in more}),
    LINKS,
    st.sets(NODES),
)


def test_nothing_is_nothing() -> None:
    found = measure(Network.of([], []))
    assert (found.nodes, found.links, found.largest) == (0, 0, 0)
    assert (found.alone, found.bridging, found.breaks, found.communities, found.density) == ([], [], [], [], [])


def test_one_stands_alone() -> None:
    found = measure(Network.of([7], [], {7: 1}))
    assert (found.alone, found.largest, found.density) == ([7], 1, [Cell(1, 1, 0, 0)])
    assert found.density[0].share == 0


def test_links_to_itself_and_to_strangers_are_no_links() -> None:
    network = Network.of([1, 2], [(1, 1), (1, 9), (2, 1), (1, 2)])
    assert network.links == {(1, 2): 2}


def test_a_bow_tie_falls_apart_without_its_knot() -> None:
    """Two triangles share a knot, and one of them has a tail of two."""
    network = Network.of(range(1, 9), [(1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (5, 3), (5, 6), (6, 7)])
    found = measure(network)
    assert [(one.id, one.cut, one.parts) for one in found.breaks] == [
        (3, 2, [[1, 2]]), (5, 2, [[6, 7]]), (6, 1, [[7]])
    ]  # fmt: skip
    assert found.breaking == 3
    assert found.bridging[0].id == 3
    assert found.alone == [8]
    assert found.largest == 7


def test_a_star_falls_into_as_many_parts_as_it_has_rays() -> None:
    network = Network.of(range(5), [(0, 1), (0, 2), (0, 3), (0, 4)])
    assert parts_without(network, 0) == [[2], [3], [4]]
    assert parts_without(network, 99) == []
    assert measure(network).bridging[0].share == 1


def test_density_counts_pairs_within_and_between() -> None:
    groups = {1: "a", 2: "a", 3: "a", 4: "b", 5: "b"}
    network = Network.of(range(1, 7), [(1, 2), (1, 4), (4, 1), (3, 5), (5, 6)], groups)
    assert measure(network).density == [Cell("a", "a", 1, 3), Cell("a", "b", 2, 6), Cell("b", "b", 0, 1)]


def test_two_circles_of_friends_are_two_communities() -> None:
    friends = [(a, b) for a in range(5) for b in range(a)] + [(a, b) for a in range(10, 15) for b in range(10, a)]
    found = measure(Network.of(range(15), [*friends, (0, 10)]))
    assert found.communities == [[0, 1, 2, 3, 4], [10, 11, 12, 13, 14]]


@given(network=NETWORKS, seed=st.integers())
@settings(deadline=None, max_examples=60)
def test_the_order_of_facts_changes_nothing(network: Network, seed: int) -> None:
    nodes, links = list(network.nodes), [pair for pair, weight in network.links.items() for _ in range(weight)]
    Random(seed).shuffle(nodes)
    Random(seed).shuffle(links)
    again = Network.of(nodes, [(b, a) for a, b in links], network.groups)
    assert again.fingerprint == network.fingerprint
    assert measure(again) == measure(network)


@given(network=NETWORKS)
@settings(deadline=None, max_examples=100)
def test_what_falls_apart_is_found_by_taking_it_away(network: Network) -> None:
    """The quick way through the tree of blocks says the same as trying each node."""
    breaks, count = falling_apart(network)
    by_hand = {}
    for node in network.nodes:
        part = nx.node_connected_component(network.graph, node)
        rest = [len(one) for one in nx.connected_components(network.graph.subgraph(part - {node}))]
        if len(rest) > 1:
            by_hand[node] = sum(rest) - max(rest)
    assert {one.id: one.cut for one in breaks} == by_hand
    assert count == len(by_hand)
    assert all(one.cut == sum(map(len, one.parts)) for one in breaks)


@given(network=NETWORKS)
@settings(deadline=None, max_examples=60)
def test_shares_stay_between_none_and_all(network: Network) -> None:
    found = measure(network)
    assert all(0 < one.share <= 1 for one in found.bridging)
    assert all(0 <= cell.linked <= cell.possible for cell in found.density)
    assert not {one.id for one in found.bridging} & set(found.alone)
    assert Measures.from_json(found.as_json()) == found


def test_two_thousand_take_seconds_of_the_processor() -> None:
    chance = Random(1)
    links = [(chance.randrange(2000), chance.randrange(2000)) for _ in range(5000)]
    begun = time.process_time()
    found = measure(Network.of(range(2000), links, {node: node % 8 for node in range(2000)}))
    assert time.process_time() - begun < 20
    assert found.sampled == 200
    assert len(found.bridging) == 30


def test_organisations_work_together_once_for_each_initiative_they_share() -> None:
    pairs, crowds = working_together([(1, 10), (1, 20), (1, 10), (2, 20), (2, 10), (3, 30)])
    assert (pairs, crowds) == ([(10, 20), (10, 20)], [])


@pytest.mark.parametrize(("many", "ties"), [(CROWD, True), (CROWD + 1, False)])
def test_a_crowd_ties_nobody(many: int, ties: bool) -> None:
    pairs, crowds = working_together((1, organisation) for organisation in range(many))
    assert (bool(pairs), crowds) == (ties, [] if ties else [1])
