"""What the table says of a number and its goal."""

import pytest

from tests.performance.timing import Result


@pytest.mark.parametrize(
    ("value", "goal", "is_least", "verdict"),
    [
        (3, 3, False, "met"),
        (6, 3, False, "short by 100%"),
        (50, 100, True, "short by 100%"),
        (12, 0, False, "short"),
        (0, 100, True, "short"),
    ],
)
def test_a_verdict_is_never_more_than_the_numbers_say(value: float, goal: float, is_least: bool, verdict: str) -> None:
    assert Result("B0", "something", value, goal, is_least).verdict == verdict


def test_a_number_without_a_goal_is_only_told() -> None:
    row = Result("B0", "something", 1_234)
    assert (row.verdict, row.wanted, row.is_met, row.shown) == ("", "", True, "1,234")
