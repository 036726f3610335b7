"""What comes before what never closes a circle, and nothing else is refused."""

import networkx
from hypothesis import given
from hypothesis import strategies as st

from initiatives.network.order import Order


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=60))
def test_exactly_the_pairs_that_close_a_circle_are_refused(pairs: list[tuple[int, int]]) -> None:
    order, graph = Order(), networkx.DiGraph()
    for first, second in pairs:
        closes = first == second or (first in graph and second in graph and networkx.has_path(graph, second, first))
        assert order.add(first, second) is not closes
        if not closes:
            graph.add_edge(first, second)
    assert networkx.is_directed_acyclic_graph(graph)
