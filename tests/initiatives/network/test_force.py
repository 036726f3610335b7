"""Where things stand: within the square, the same for the same facts, and never far from where they were."""

import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.network import force
from initiatives.network.force import STEP, layout
from initiatives.network.graphs import Network
from tests.initiatives.network.test_measures import NETWORKS


def test_nobody_stands_nowhere_and_one_in_the_middle() -> None:
    assert layout(Network.of([], [])) == {}
    assert layout(Network.of([4], [])) == {4: (0.5, 0.5)}


@given(network=NETWORKS, seed=st.integers())
@settings(deadline=None, max_examples=40)
def test_it_is_within_the_square_and_the_same_for_the_same_facts(network: Network, seed: int) -> None:
    spots = layout(network)
    assert set(spots) == set(network.nodes)
    assert all(0 <= axis <= 1 for spot in spots.values() for axis in spot)
    nodes = list(network.nodes)
    Random(seed).shuffle(nodes)
    assert layout(Network.of(nodes, network.links)) == layout(Network.of(network.nodes, network.links))


@given(network=NETWORKS, more=st.lists(st.tuples(st.integers(1, 18), st.integers(1, 18)), max_size=6))
@settings(deadline=None, max_examples=40)
def test_between_two_readings_nobody_moves_far(network: Network, more: list[tuple[int, int]]) -> None:
    before = layout(network)
    links = [*network.links, *more]
    after = layout(Network.of({*network.nodes, *(end for link in more for end in link)}, links), before)
    assert all(math.dist(before[node], after[node]) <= STEP + 0.001 for node in before)


def test_what_is_linked_stands_nearer() -> None:
    one, other = range(8), range(8, 16)
    links = [(a, b) for group in (one, other) for a in group for b in group if a < b]
    spots = layout(Network.of(range(16), [*links, (0, 8)]))
    within = max(math.dist(spots[0], spots[node]) for node in one)
    beyond = min(math.dist(spots[1], spots[node]) for node in range(9, 16))
    assert within < beyond


def test_a_new_one_begins_beside_its_neighbours() -> None:
    before = {node: (node / 20, 0.2) for node in range(20)}
    links = [(node, node + 1) for node in range(19)]
    spots = layout(Network.of(range(21), [*links, (3, 20)]), before)
    assert math.dist(spots[20], before[3]) < math.dist(spots[20], before[18])


def test_of_too_many_only_the_most_linked_are_placed(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network.of(range(9), [(7, 8), (6, 7), (6, 8)])
    monkeypatch.setattr(force, "MOST_PLACED", 3)
    assert set(layout(network)) == {6, 7, 8}
