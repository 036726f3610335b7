"""Groups that together bring what a commitment needs, and none of them brings alone."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensemaking.affinity.communities import FEWEST, MOST, Gap, groups
from sensemaking.affinity.finding import find
from sensemaking.affinity.profile import Pair, Profile, Reason
from tests.sensemaking.affinity.drawn import portfolios

ENERGY, HEALTH, WORK, FOOD = 1, 2, 3, 4
WARM = Gap(7, frozenset({ENERGY, HEALTH, WORK}))


def pair(first: int, second: int, score: float = 0.5) -> Pair:
    return Pair(first, second, "shares_learning", True, score, 0.5, (Reason("text", 1.0),))


@pytest.fixture
def retrofit() -> list[Profile]:
    """A retrofit that serves the commitment, nurses, a school of crafts, and a kitchen that has no part in it."""
    return [
        Profile(1, "Warm streets", systems=frozenset({ENERGY}), commitments=frozenset({7})),
        Profile(2, "Nurses at the door", systems=frozenset({HEALTH})),
        Profile(3, "School of crafts", systems=frozenset({WORK})),
        Profile(4, "Night kitchen", systems=frozenset({FOOD})),
    ]


def test_who_brings_what_is_missing_is_suggested_with_what_each_brings(retrofit: list[Profile]) -> None:
    (found,) = groups(retrofit, [pair(1, 3), pair(2, 4)], [(2, 1)], [WARM])
    assert (found.initiatives, found.commitment) == ((1, 2, 3), 7)
    cover, ties = found.reasons
    assert cover.facts["brings"] == [[1, [ENERGY]], [2, [HEALTH]], [3, [WORK]]]
    assert cover.facts["serving"] == [1]
    assert ties.facts == {"connected": [[1, 2]], "suggested": [[1, 3]]}


def test_who_brings_nothing_stays_out_however_close(retrofit: list[Profile]) -> None:
    (found,) = groups(retrofit, [pair(1, 2), pair(1, 3), pair(1, 4, 0.9), pair(2, 4, 0.9)], [], [WARM])
    assert found.initiatives == (1, 2, 3)


def test_nothing_is_suggested_where_one_covers_all_or_nobody_serves_or_a_tie_is_missing(
    retrofit: list[Profile],
) -> None:
    pairs = [pair(1, 2), pair(1, 3)]
    every = replace(retrofit[0], systems=WARM.essential)
    assert not groups([every, *retrofit[1:]], pairs, [], [WARM])
    assert not groups([replace(retrofit[0], commitments=frozenset()), *retrofit[1:]], pairs, [], [WARM])
    assert not groups(retrofit, pairs[:1], [], [WARM])
    assert not groups(retrofit, pairs, [], [Gap(7, frozenset({ENERGY}))])
    assert not groups([], [], [], [WARM])


def test_known_combinations_and_their_parts_stay_away(retrofit: list[Profile]) -> None:
    pairs = [pair(1, 2), pair(1, 3)]
    assert not groups(retrofit, pairs, [], [WARM], known=[frozenset({1, 2, 3, 9})])
    assert groups(retrofit, pairs, [], [WARM], known=[frozenset({1, 2})])


def test_what_people_said_is_closer_than_what_was_only_found(retrofit: list[Profile]) -> None:
    other = Profile(5, "Doctors on bikes", systems=frozenset({HEALTH}))
    (found,) = groups([*retrofit, other], [pair(1, 2, 3.0), pair(1, 3)], [(1, 5)], [WARM])
    assert found.initiatives == (1, 3, 5)


def test_of_two_groups_with_most_members_in_common_the_closer_one_is_told(retrofit: list[Profile]) -> None:
    again = Gap(8, frozenset({ENERGY, HEALTH, WORK}))
    serving = replace(retrofit[0], commitments=frozenset({7, 8}))
    assert len(groups([serving, *retrofit[1:]], [pair(1, 2), pair(1, 3)], [], [WARM, again])) == 1


@settings(max_examples=25, deadline=None)
@given(
    portfolios(), st.lists(st.frozensets(st.integers(1, 6), max_size=3), max_size=3), st.randoms(use_true_random=False)
)
def test_whatever_comes_groups_keep_their_laws(
    profiles: list[Profile], needs: list[frozenset[int]], chance: object
) -> None:
    pairs = find(profiles, {})
    gaps = [Gap(at, essential) for at, essential in enumerate(needs, start=1)]
    edges = [(row.initiative, (row.initiative * 7) % 30 + 1) for row in profiles]
    found = groups(profiles, pairs, edges, gaps)
    shuffled = profiles.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert groups(shuffled, pairs[::-1], edges[::-1], gaps[::-1]) == found
    systems = {row.initiative: row.systems for row in profiles}
    for group in found:
        essential = needs[group.commitment - 1]
        assert FEWEST <= len(group.initiatives) <= MOST
        assert list(group.initiatives) == sorted(set(group.initiatives))
        assert essential <= frozenset().union(*(systems[member] for member in group.initiatives))
        assert not any(essential <= systems[member] for member in group.initiatives)
        assert 0 < group.score <= 1
        assert group.reasons
