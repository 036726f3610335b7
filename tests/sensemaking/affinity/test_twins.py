"""Two records of one initiative, and what only looks like it."""

from dataclasses import replace

import pytest

from initiatives.models import ConnectionKind
from sensemaking.affinity.finding import find
from sensemaking.affinity.profile import Profile
from sensemaking.affinity.twins import are_titles_alike, are_twins

WORDS = "Closes the road outside eleven primary schools at drop-off"
ONE = Profile(1, "School Streets Northgate", WORDS, organisations=frozenset({4}), places=frozenset({2}))


def other(**more: object) -> Profile:
    return replace(ONE, initiative=2, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "title",
    [
        "School streets: Northgate",
        "The school streets of Northgate",
        "Northgate School Streets",
        "School Streets Northgat",
    ],
)
def test_small_words_order_and_slips_make_no_other(title: str) -> None:
    assert are_titles_alike(ONE.title, title)
    assert are_twins(ONE, other(title=title), 0.8)


@pytest.mark.parametrize(
    "title",
    [
        "School Streets Northgate Phase 2", "School Streets Northgate II", "School Streets Northgate B",
        "School Streets Eastbank", "School Meals Northgate", "", "Northgate",
    ],
)  # fmt: skip
def test_numbers_parts_and_other_words_make_another(title: str) -> None:
    assert not are_titles_alike(ONE.title, title)
    assert not are_twins(ONE, other(title=title, text="Something else is told here of many other things"), 0.8)


def test_phases_of_one_thing_are_two() -> None:
    assert not are_twins(replace(ONE, title="Canal Heat Phase 1"), other(title="Canal Heat Phase 2"), 1.0)
    assert not are_twins(ONE, other(text=f"{WORDS} 2"), 0.9)


def test_a_title_within_the_other_is_the_same_only_with_the_same_words() -> None:
    longer = other(title="School Streets Northgate Programme")
    assert are_twins(ONE, longer, 0.8)
    assert not are_twins(ONE, replace(longer, text="Lends cargo bikes to every baker and butcher"), 0.8)


def test_the_same_title_elsewhere_or_by_others_is_another() -> None:
    assert not are_twins(ONE, other(places=frozenset({9})), 0.8)
    assert not are_twins(replace(ONE, at=(51.5, 0.0)), other(at=(51.6, 0.0)), 0.8)
    nowhere = replace(ONE, places=frozenset())
    assert are_twins(nowhere, other(places=frozenset()), 0.8)
    assert not are_twins(nowhere, other(places=frozenset(), organisations=frozenset({5})), 0.8)
    assert not are_twins(ONE, other(), 0.1)


def test_one_title_for_different_works_is_no_duplicate() -> None:
    """A hospital gives each of its building works its own name as the title."""
    roof = replace(ONE, title="Harlem", text="Renovate the leaking roof of the eastern pavilion")
    assert not are_twins(roof, other(title="Harlem", text="Construct a car park with ninety new spaces"), 0.5)
    assert not are_twins(replace(roof, text=""), other(title="Harlem", text=""), 0.5)


def test_duplicates_come_as_their_own_kind() -> None:
    crowd = [Profile(at, f"Plan{at}x", f"of its own{at}x") for at in range(10, 30)]
    (pair,) = find([ONE, other(title="School streets, Northgate"), *crowd], {})
    assert (pair.kind, pair.first, pair.second) == (ConnectionKind.DUPLICATES, 1, 2)
