"""When placings pull apart: enough of them, of enough people, with a hollow middle."""

from collections.abc import Sequence

import pytest

from sensemaking.pulling import Placed, pulled_apart, steps_of

HOLLOW = (2, 5, 8, 11, 90, 95, 97, 100)


def placed(values: Sequence[int], initiatives: int = 8, people: int = 8) -> list[Placed]:
    """One log each, told by so many people about so many initiatives in turn."""
    return [Placed(at, at % initiatives, f"u{at % people}", value) for at, value in enumerate(values)]


def test_two_ends_with_nothing_between_are_a_tension() -> None:
    apart = pulled_apart(placed(HOLLOW), 5)

    assert apart is not None
    assert (apart.left, apart.middle, apart.right, apart.initiatives) == (4, 0, 4, 8)
    assert apart.logs == tuple(range(8))
    assert apart.steps == (3, 1, 0, 0, 0, 0, 0, 0, 0, 4)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (HOLLOW[:7], "seven logs are too few"),
        ((2, 5, 45, 50, 52, 55, 95, 97), "the middle is full"),
        ((40, 42, 45, 50, 52, 55, 58, 60), "everybody stands in the middle"),
        ((1, 2, 3, 4, 5, 6, 7, 8), "everybody leans to one pole"),
        ((1, 2, 3, 4, 5, 6, 7, 99), "one log alone is no end"),
        ((), "nobody placed anything"),
    ],
)
def test_what_is_no_tension(values: Sequence[int], why: str) -> None:
    assert pulled_apart(placed(values), 3) is None, why


def test_few_initiatives_or_few_people_are_not_told() -> None:
    assert pulled_apart(placed(HOLLOW, initiatives=4), 5) is None
    assert pulled_apart(placed(HOLLOW, people=4), 5) is None
    assert pulled_apart(placed(HOLLOW, people=4), 4) is not None


def test_one_initiative_alone_is_no_end() -> None:
    rows = [Placed(at, at if value < 50 else 99, f"u{at}", value) for at, value in enumerate((*HOLLOW, 3))]

    assert pulled_apart(rows, 5) is None


def test_the_order_of_the_logs_does_not_matter() -> None:
    assert pulled_apart(placed(HOLLOW)[::-1], 5) == pulled_apart(placed(HOLLOW), 5)


def test_the_poles_themselves_stand_on_the_first_and_the_last_step() -> None:
    assert steps_of(placed((0, 100))) == (1, 0, 0, 0, 0, 0, 0, 0, 0, 1)
