"""Laws that hold for any portfolio whatever."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensemaking.affinity.finding import Finder, find
from sensemaking.affinity.kinds import KINDS
from sensemaking.affinity.profile import Pair, Profile
from tests.sensemaking.affinity.drawn import a_profile, portfolios

FEW = settings(max_examples=25, deadline=None)


def told(pairs: list[Pair]) -> list[tuple[object, ...]]:
    return [(pair.first, pair.second, pair.kind, pair.score, pair.reach, pair.reasons) for pair in pairs]


@FEW
@given(portfolios())
def test_every_pair_is_of_two_once_the_smaller_id_first_for_a_reason(profiles: list[Profile]) -> None:
    pairs = find(profiles, {})
    keys = [(pair.first, pair.second) for pair in pairs]
    assert len(set(keys)) == len(keys)
    known = {row.initiative for row in profiles}
    for pair in pairs:
        assert pair.first < pair.second
        assert {pair.first, pair.second} <= known
        assert pair.reasons
        assert {reason.kind for reason in pair.reasons} <= set(KINDS)
        assert len({reason.kind for reason in pair.reasons}) == len(pair.reasons)
        assert math.isclose(sum(reason.share for reason in pair.reasons), 1, abs_tol=1e-4)
        assert [r.share for r in pair.reasons] == sorted((r.share for r in pair.reasons), reverse=True)
        assert math.isfinite(pair.score)
        assert pair.score > 0
        assert 0 <= pair.reach <= 1
    assert [pair.score for pair in pairs] == sorted((pair.score for pair in pairs), reverse=True)


@FEW
@given(portfolios(), st.randoms(use_true_random=False))
def test_the_order_in_which_initiatives_come_changes_nothing(profiles: list[Profile], chance: object) -> None:
    shuffled = profiles.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert told(find(shuffled, {}, most=2)) == told(find(profiles, {}, most=2))


@FEW
@given(portfolios(), st.data())
def test_decided_and_connected_pairs_stay_away(profiles: list[Profile], data: st.DataObject) -> None:
    every = [(pair.second, pair.first) for pair in find(profiles, {})]
    decided = data.draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    left = find(profiles, {}, decided=decided[::2], connected=decided[1::2])
    assert not {(pair.second, pair.first) for pair in left} & set(decided)
    finder = Finder(profiles, {})
    finder.put_away(decided)
    assert told(finder.pairs()) == told(left)


@FEW
@given(portfolios())
def test_who_is_first_changes_nothing_but_the_way(profiles: list[Profile]) -> None:
    """Numbered the other way round, the same pairs are found for the same reasons."""
    turned = {row.initiative: 1_000 - row.initiative for row in profiles}
    back = find([replace(row, initiative=turned[row.initiative]) for row in profiles], {}, most=20)
    here = {(pair.first, pair.second): pair for pair in find(profiles, {}, most=20)}
    there = {(turned[pair.second], turned[pair.first]): pair for pair in back for turned in [
        {number: 1_000 - number for number in (pair.first, pair.second)}
    ]}  # fmt: skip
    assert here.keys() == there.keys()
    for key, pair in here.items():
        assert pair.score == pytest.approx(there[key].score)
        assert (pair.kind, pair.reach) == (there[key].kind, there[key].reach)


@FEW
@given(portfolios(), st.data())
def test_comparing_what_changed_gives_what_comparing_all_gives(before: list[Profile], data: st.DataObject) -> None:
    finder = Finder(before, {}, most=2)
    now = {row.initiative: row for row in before}
    for _round in range(2):
        numbers = data.draw(st.lists(st.integers(1, 32), unique=True, max_size=4))
        changed = [data.draw(a_profile(number)) for number in numbers]
        gone = data.draw(st.lists(st.sampled_from(sorted(now)), unique=True, max_size=2)) if now else []
        gone = [number for number in gone if number not in numbers]
        stood = {(pair.first, pair.second): pair for pair in finder.pairs()}
        changes = finder.changed(changed, gone)
        now = {key: row for key, row in now.items() if key not in gone} | {row.initiative: row for row in changed}
        whole = Finder(list(now.values()), {}, most=2, scale=finder.scale)
        assert told(finder.pairs()) == told(whole.pairs())
        kept = {key: pair for key, pair in stood.items() if not changes.touched & set(key)}
        kept |= {(pair.first, pair.second): pair for pair in changes.pairs}
        assert {key: pair.reasons for key, pair in kept.items()} == {
            (pair.first, pair.second): pair.reasons for pair in whole.pairs()
        }
