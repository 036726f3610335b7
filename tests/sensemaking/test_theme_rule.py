"""The rule under a theme says how many initiatives it really needed."""

from datetime import date

import pytest

from sensemaking import wording
from sensemaking.grouping import MANY_VOICES
from sensemaking.records import Question, Record
from sensemaking.rollup import roll_up

DOORS = (
    "The neighbours opened the door to a warm host", "A door was opened by neighbours who know the host",
    "Neighbours with a host at the door came in", "The host and the neighbours stood at an open door",
)  # fmt: skip
TREES = (
    "Watering young trees in the dry summer heat", "Young trees dried in the heat of the summer",
    "In summer heat the young trees need water", "The heat of the summer took three young trees",
)  # fmt: skip


@pytest.mark.parametrize(
    ("initiatives", "words"), [(6, "at least two initiatives"), (MANY_VOICES, "at least three of them")]
)
def test_it_is_two_until_many_speak_and_three_then(initiatives: int, words: str) -> None:
    records = [
        Record(at, at % initiatives, (1,), date(2026, 7, 10), saw=f"{(DOORS, TREES)[at % 2][at // 2 % 4]} number{at}x.")
        for at in range(2 * initiatives)
    ]
    themes = roll_up(Question(now=records)).themes
    assert themes
    for theme in themes:
        assert words in wording.theme_rule(theme)
