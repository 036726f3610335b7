"""Laws of the rose: everybody in their wedge and ring, nobody upon another, nobody moved for nothing."""

from math import atan2, degrees, dist, hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio_hub.overviews.map.rose import (
    CLOSED,
    GAP,
    RIM,
    RINGS,
    START,
    Rose,
    Seed,
    step,
)

WEDGES = 9


def seeds_of(places: list[tuple[int, int]], first: int = 1) -> list[Seed]:
    return [Seed(number, wedge, ring) for number, (wedge, ring) in enumerate(places, start=first)]


places = st.lists(
    st.tuples(st.integers(0, WEDGES - 1), st.integers(0, RINGS - 1)), min_size=1, max_size=120
)  # fmt: skip


def angle_of(point: tuple[float, float]) -> float:
    """Degrees clockwise from the top, from the first wedge on."""
    return (degrees(atan2(point[0], -point[1])) - START) % 360 + START


@given(places)
def test_everybody_stands_in_their_wedge_and_ring(chosen: list[tuple[int, int]]) -> None:
    seeds = seeds_of(chosen)
    rose = Rose(seeds, WEDGES)
    for seed in seeds:
        point = rose.points[seed.id]
        start, end = rose.bounds[seed.wedge]
        inner, outer = rose.radii[seed.ring]
        assert inner <= hypot(*point) <= outer
        assert start <= angle_of(point) <= end


@given(places)
def test_no_dot_lies_upon_another(chosen: list[tuple[int, int]]) -> None:
    rose = Rose(seeds_of(chosen), WEDGES)
    points = list(rose.points.values())
    assert len(set(points)) == len(points)
    for place, point in enumerate(points):
        for other in points[:place]:
            assert dist(point, other) >= 2 * rose.dot


@given(places, st.randoms(use_true_random=False))
def test_the_order_of_input_changes_nothing(chosen: list[tuple[int, int]], random: object) -> None:
    seeds = seeds_of(chosen)
    mixed = list(seeds)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert Rose(seeds, WEDGES).points == Rose(mixed, WEDGES).points


@given(places, st.tuples(st.integers(0, WEDGES - 1), st.integers(0, RINGS - 1)))
def test_a_new_one_moves_nobody_until_a_step_is_crossed(chosen: list[tuple[int, int]], new: tuple[int, int]) -> None:
    seeds = seeds_of(chosen)
    before, after = Rose(seeds, WEDGES), Rose([*seeds, Seed(len(seeds) + 1, *new)], WEDGES)
    wedge, ring = sum(s.wedge == new[0] for s in seeds), sum(s.ring == new[1] for s in seeds)
    cell = sum((s.wedge, s.ring) == new for s in seeds)
    crossed = any(step(count) != step(count + 1) for count in (wedge, ring, cell)) or not ring
    if not crossed:
        assert all(after.points[seed.id] == before.points[seed.id] for seed in seeds)


def test_while_a_portfolio_grows_by_a_tenth_hardly_anybody_moves_far() -> None:
    """From 240 to 264 initiatives, one by one: how often somebody jumps further than a neighbour's seat."""
    chosen = [(number * 5 % 7, (number * 11 + number // 7) % 5) for number in range(264)]
    jumps = steps = 0
    before = Rose(seeds_of(chosen[:240]), 7).points
    for size in range(241, 265):
        after = Rose(seeds_of(chosen[:size]), 7).points
        jumps += sum(dist(after[id_], point) > 100 for id_, point in before.items())
        steps += len(before)
        before = after
    assert jumps / steps < 0.01


@pytest.mark.parametrize("count", [1, 7, 240, 2000])
def test_dots_can_be_told_apart_at_every_size(count: int) -> None:
    chosen = [(number * 5 % 7, (number * 11 + number // 7) % 5) for number in range(count)]
    rose = Rose(seeds_of(chosen), 7)
    points = sorted(rose.points.values())
    assert len(points) == count
    assert rose.dot > 6
    for place, point in enumerate(points):
        for other in points[place + 1 :]:
            if other[0] - point[0] > 2 * rose.dot:
                break
            assert dist(point, other) >= 2 * rose.dot


def test_wedges_share_the_round_but_for_the_gap_and_grow_slower_than_their_counts() -> None:
    rose = Rose(seeds_of([(0, 3)] * 81 + [(1, 3)] * 9), 3)
    widths = [end - start for start, end in rose.bounds]
    assert rose.bounds[0][0] == START
    assert sum(widths) == pytest.approx(360 - GAP)
    assert 5 < widths[0] / widths[1] < 6.5
    assert widths[2] > 5, "one in which nobody stands is seen too"


def test_rings_reach_from_the_core_to_the_rim_and_closed_ones_stand_outside() -> None:
    radii = Rose(seeds_of([(0, 0)] * 50 + [(0, 3)] * 5), 1).radii
    assert [outer for _inner, outer in radii[: CLOSED - 1]] == [inner for inner, _outer in radii[1:CLOSED]]
    assert radii[CLOSED - 1][1] == pytest.approx(RIM)
    assert radii[CLOSED][0] > RIM
    assert radii[0][1] - radii[0][0] > 2 * (radii[1][1] - radii[1][0]), "what stands there takes room"


def test_a_rose_of_nobody_is_drawn_all_the_same() -> None:
    rose = Rose([], 7)
    assert rose.points == {}
    assert len(rose.bounds) == 7
    assert Rose([], 0).bounds == []


@settings(max_examples=30)
@given(st.integers(1, 5000))
def test_steps_are_close_to_the_count(count: int) -> None:
    assert count <= step(count) <= count + count**0.5 + 1
