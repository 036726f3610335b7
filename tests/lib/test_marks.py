"""Small marks stay inside their box and keep their proportions."""

from hypothesis import given
from hypothesis import strategies as st

from portfolio_hub.lib import marks


def test_a_line_rises_from_left_to_right() -> None:
    drawn = marks.spark([1, 2, 4], 100, 40)
    assert drawn is not None
    assert drawn.points == "4.0,28.0 50.0,20.0 96.0,4.0"
    assert (drawn.end_x, drawn.end_y) == (96.0, 4.0)


def test_one_value_is_not_a_line() -> None:
    assert marks.spark([5], 100, 40) is None
    assert marks.spark([], 100, 40) is None


def test_zeros_lie_on_the_ground() -> None:
    drawn = marks.spark([0, 0], 100, 40)
    assert drawn is not None
    assert drawn.points == "4.0,36.0 96.0,36.0"


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12))
def test_parts_never_leave_the_bar(counts: list[int]) -> None:
    segments = marks.stacked([float(count) for count in counts])
    assert len(segments) == len(counts)
    assert all(segment.x >= 0 and segment.x + segment.width <= 100.1 for segment in segments)
    assert all(not segment.width for segment, count in zip(segments, counts, strict=True) if not count)


def test_a_share_is_held_within_the_bar() -> None:
    assert marks.share(50, 200) == 25
    assert marks.share(300, 200) == 100
    assert marks.share(-1, 200) == 0
    assert marks.share(1, 0) == 0


def test_a_part_of_nothing_at_the_end_stays_inside() -> None:
    assert [segment.x for segment in marks.stacked([1, 0])] == [0, 100]
