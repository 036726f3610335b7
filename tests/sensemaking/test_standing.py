"""Where a question stands follows from the logs on each side."""

import pytest

from sensemaking.standing import Standing


@pytest.mark.parametrize(
    ("helping", "against", "state"),
    [
        (0, 0, "untested"),
        (1, 0, "supported"),
        (4, 1, "supported"),
        (2, 1, "supported"),
        (1, 1, "challenged"),
        (3, 2, "challenged"),
        (0, 1, "challenged"),
        (0, 2, "challenged"),
        (0, 3, "refuted"),
        (1, 3, "refuted"),
        (2, 5, "challenged"),
        (2, 6, "refuted"),
    ],
)
def test_the_state_follows_from_the_counts(helping: int, against: int, state: str) -> None:
    assert Standing(helping, against).state == state
