"""The drawing of a time series: gaps are gaps, bands are bands."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from funding.indicators.chart import HEIGHT, LEFT, RIGHT, WIDTH, Dot, draw, usual_days


def year(number: int, value: int | str | None, **fields: Decimal) -> Dot:
    return Dot(date(number, 1, 1), date(number, 12, 31), None if value is None else Decimal(value), **fields)


def test_a_line_breaks_where_something_is_missing_and_the_days_are_marked() -> None:
    drawing = draw([year(2020, 1), year(2021, 2), year(2022, None), year(2023, 4), year(2024, 5)])
    assert drawing is not None
    assert (len(drawing.marks), len(drawing.runs), len(drawing.gaps)) == (4, 2, 1)


def test_a_line_breaks_where_nobody_looked_for_long() -> None:
    drawing = draw([year(2015, 1), year(2016, 2), year(2017, 2), year(2023, 4)])
    assert drawing is not None
    assert len(drawing.runs) == 1


def test_the_first_of_all_days_can_be_drawn() -> None:
    assert draw([Dot(date.min, date.min, Decimal(1))]) is not None


def test_nothing_known_is_nothing_drawn() -> None:
    assert draw([]) is None
    assert draw([year(2020, None)]) is None


def test_a_band_needs_both_limits_of_every_dot_in_its_run() -> None:
    limits = {"low": Decimal(0), "high": Decimal(9)}
    both = draw([year(2020, 1, **limits), year(2021, 2, **limits)])
    one = draw([year(2020, 1, **limits), year(2021, 2)])
    assert both is not None and one is not None
    assert (len(both.bands), len(one.bands)) == (1, 0)


@given(
    st.lists(st.decimals(-(10**17), 10**17, places=6), min_size=1, max_size=8), st.none() | st.decimals(-9, 9, places=2)
)
def test_everything_lies_in_the_box(values: list[Decimal], baseline: Decimal | None) -> None:
    drawing = draw([year(2000 + at, str(value)) for at, value in enumerate(values)], baseline=baseline)
    assert drawing is not None
    assert all(LEFT <= mark.x <= WIDTH - RIGHT and 0 <= mark.y <= HEIGHT for mark in drawing.marks)
    assert all(0 <= tick.at <= HEIGHT for tick in drawing.scale)
    assert len(drawing.scale) <= 8


def test_the_usual_wait_is_the_middle_one() -> None:
    assert usual_days([date(2020, 1, 1), date(2020, 1, 11), date(2020, 1, 31), date(2021, 1, 1)]) == 20
    assert usual_days([date(2020, 1, 1)]) == 0


def test_days_that_end_close_to_each_other_are_not_written_over_each_other() -> None:
    ends = (date(2023, 12, 31), date(2024, 12, 31), date(2026, 9, 30), date(2026, 10, 31))
    drawn = draw([Dot(end.replace(day=1), end, Decimal(4)) for end in ends])
    assert drawn is not None
    assert [tick.value for tick in drawn.days] == [ends[0], ends[1], ends[3]]
