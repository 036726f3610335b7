"""Marks stand where their numbers say."""

import pytest

from sensemaking.charts import LEFT, RIGHT, dumbbells, ticks_for


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([38, 22, 8], [0, 10, 20, 30, 40]),
        ([3, 1], [0, 1, 2, 3]),
        ([0], [0, 1]),
        ([], [0, 1]),
        ([2946], [0, 1000, 2000, 3000]),
    ],
)
def test_ticks_are_round_and_few(values: list[int], ticks: list[int]) -> None:
    assert [tick.value for tick in ticks_for(values)] == ticks


def test_a_line_runs_from_before_to_now() -> None:
    _ticks, (rising, fading, same) = dumbbells([(22, 38), (19, 8), (0, 0)])
    assert rising.was_x < rising.now_x and not rising.is_fading
    assert fading.is_fading and fading.start_x == fading.now_x
    assert same.is_same and same.length == 0 and same.now_x == LEFT
    assert rising.start_x + rising.length == pytest.approx(rising.now_x, abs=0.02)
    assert rising.now_x <= RIGHT
