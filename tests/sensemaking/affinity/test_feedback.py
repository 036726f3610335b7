"""What people decide moves the weight of a kind of reason: slowly, within bounds, in whatever order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensemaking.affinity.feedback import LEAST, MOST, weight
from sensemaking.models.suggestion import LEAST_WEIGHT, MOST_WEIGHT

counts = st.integers(0, 10**6)


def test_nothing_moves_until_people_decide_and_as_many_of_each_leave_it() -> None:
    assert weight(0, 0) == 1
    assert weight(40, 40) == 1


def test_one_decision_moves_little_and_ten_alike_by_a_quarter() -> None:
    assert weight(1, 0) == pytest.approx(1.034, abs=0.001)
    assert weight(10, 0) == pytest.approx(1.26, abs=0.01)
    assert weight(0, 10) == pytest.approx(1 / 1.26, abs=0.01)


@given(counts, counts)
def test_it_stays_within_the_bounds_of_the_database(accepted: int, dismissed: int) -> None:
    assert (LEAST, MOST) == (LEAST_WEIGHT, MOST_WEIGHT)
    assert LEAST <= weight(accepted, dismissed) <= MOST
    assert weight(accepted + 1, dismissed) >= weight(accepted, dismissed) >= weight(accepted, dismissed + 1)
    assert weight(accepted, dismissed) * weight(dismissed, accepted) == pytest.approx(1, abs=1e-5)


def test_counts_are_not_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="not less"):
        weight(-1, 0)
