"""What speaks for a pair, and what does not: small stories."""

import time
from dataclasses import replace

import pytest

from initiatives.models import ConnectionKind
from sensemaking.affinity import communities, kinds
from sensemaking.affinity.finding import Finder, find
from sensemaking.affinity.profile import Given, Heard, Pair, Profile, Reason
from sensemaking.models import ReasonKind

DAMP = "Insulating damp terraced homes of tenants with mould on their bedroom walls"
MOULD = "Nurses treat asthma of tenants whose damp bedroom walls grow mould"
KERB = "A public ledger of loading bays along the high street"


def row(initiative: int, title: str = "", text: str = "", **more: object) -> Profile:
    return Profile(initiative, title, text, **more)  # type: ignore[arg-type]


def crowd(first: int, count: int, **more: object) -> list[Profile]:
    """Others, each about things of its own."""
    return [
        row(at, f"Plan{at}x", f"lonely{at}x words{at}x of its own{at}x", **more) for at in range(first, first + count)
    ]


def the_pair(profiles: list[Profile], **more: object) -> Pair:
    (found,) = find(profiles, {}, **more)  # type: ignore[arg-type]
    return found


def reason(pair: Pair, kind: str) -> Reason:
    return next(reason for reason in pair.reasons if reason.kind == kind)


def test_the_tables_speak_of_what_the_database_knows() -> None:
    assert set(kinds.KINDS) == set(ReasonKind.values)
    proposed = {proposal.kind for proposal in kinds.PROPOSALS} | {kinds.ALTERNATIVE_TO, kinds.DUPLICATES}
    assert proposed <= set(ConnectionKind.values)


def test_two_that_say_the_same_are_found_with_the_words_as_people_wrote_them() -> None:
    pair = the_pair([row(2, "Healthy rooms", MOULD), row(1, "Dry rooms", DAMP), *crowd(10, 20)])
    assert (pair.first, pair.second) == (1, 2)
    assert set(reason(pair, "text").facts["words"]) <= {"rooms", "damp", "mould", "bedroom", "walls", "tenants"}
    assert len(reason(pair, "text").facts["words"]) == 5


@pytest.mark.parametrize("text", ["", "the and of to", "damp", "🙂 … —"])
def test_what_says_nothing_is_like_nobody(text: str) -> None:
    assert not find([row(1, text, text), row(2, text, text), row(3, "Dry rooms", DAMP)], {})


def test_nobody_and_one_alone_have_no_pairs() -> None:
    assert find([], {}) == []
    assert find([row(1, "Dry rooms", DAMP)], {}) == []
    assert Finder([], {}).of(4) == []


def test_an_initiative_has_one_profile() -> None:
    with pytest.raises(ValueError, match="one profile"):
        find([row(1), row(1)], {})


def test_other_scripts_are_read() -> None:
    russian = "Сырые квартиры и плесень на стенах спальни у жильцов"
    chinese = "潮湿的房屋墙壁发霉影响租户健康"
    pairs = find([row(1, "", russian), row(2, "", russian), row(3, "", chinese), row(4, "", chinese)], {}, home="ru")
    assert {(pair.first, pair.second) for pair in pairs} == {(1, 2), (3, 4)}
    assert "плесень" in reason(pairs[0], "text").facts["words"] + reason(pairs[1], "text").facts["words"]


def test_a_megabyte_of_text_is_read_in_a_moment() -> None:
    began = time.process_time()
    pairs = find([row(1, "Dry rooms", f"{DAMP}. " * 14_000), row(2, "Healthy rooms", f"{MOULD}. " * 14_000)], {})
    assert time.process_time() - began < 10
    assert len(pairs) == 1


def test_sentences_that_many_repeat_speak_for_nobody() -> None:
    standing = "This programme is part of the harbour resilience compact of the wider metropolitan authority."
    assert not find([row(at, f"Title{at}x", f"{standing} Alone{at}x speaks{at}x.") for at in range(1, 12)], {})


def test_a_rare_organisation_speaks_for_a_pair_and_a_council_does_not() -> None:
    two = [row(1, organisations=frozenset({5, 9})), row(2, organisations=frozenset({5, 9}))]
    everybody = crowd(10, 200, organisations=frozenset({9}))
    pair = the_pair([*two, *everybody])
    assert reason(pair, "organisation").facts == {"organisations": [5], "had": [2]}
    assert pair.kind == ConnectionKind.SHARES_RESOURCE
    assert not find([replace(one, organisations=frozenset({9})) for one in two] + everybody, {})


def test_systems_and_levers_alone_are_no_reason() -> None:
    shared = {"systems": frozenset({1, 2}), "levers": frozenset({3})}
    assert not find([row(1, **shared), row(2, **shared), *crowd(10, 5)], {})  # type: ignore[arg-type]


def test_the_same_street_is_more_than_the_same_city() -> None:
    here, next_door, across_town = (51.5, -0.1), (51.50005, -0.1), (51.54, -0.1)
    near = [row(1, "Dry rooms", DAMP, at=here), row(2, "Healthy rooms", MOULD, at=next_door), *crowd(10, 20)]
    far = [near[0], replace(near[1], at=across_town), *near[2:]]
    close, apart = the_pair(near), the_pair(far)
    assert reason(close, "near").facts == {"metres": 6}
    assert close.score > apart.score
    assert close.kind == ConnectionKind.SERVES_SAME
    assert not [reason for reason in apart.reasons if reason.kind == "near"]


def test_a_point_that_many_share_is_no_place() -> None:
    """The middle of the city, where whoever had no address was put."""
    assert not find([replace(one, at=(51.5, -0.1)) for one in crowd(1, 30)], {})


@pytest.mark.parametrize("at", [(91.0, 0.0), (float("nan"), 0.0), (0.0, 4000.0)])
def test_a_point_that_is_not_on_earth_is_none(at: tuple[float, float]) -> None:
    assert not find([row(1, at=at), row(2, at=at)], {})


def test_what_holds_one_back_meets_what_helped_the_other() -> None:
    held = Heard(7, "The permit office took nine months to allow scaffolding on the pavement", is_barrier=True)
    helped = Heard(8, "A standing permit for scaffolding came from the permit office in a week", is_enabler=True)
    pair = the_pair([row(1, logs=(held,)), row(2, logs=(helped,)), *crowd(10, 20)])
    assert pair.kind == ConnectionKind.ENABLES
    assert not pair.from_first
    facts = reason(pair, "barrier").facts
    assert (facts["barrier"], facts["enabler"]) == (7, 8)
    assert set(facts["words"]) == {"permit", "office", "scaffolding"}
    assert set(reason(pair, "barrier").logs) == {7, 8}
    both_held = find([row(1, logs=(held,)), row(2, logs=(replace(helped, is_enabler=False),)), *crowd(10, 20)], {})
    assert not [one for pair in both_held for one in pair.reasons if one.kind == "barrier"]


def test_one_offers_what_the_other_needs_if_it_is_of_one_kind() -> None:
    offer = Given(3, "sites", "A heated classroom that is empty in the evening")
    need = Given(4, "sites", "A classroom for evening courses")
    pair = the_pair([row(1, needs=(need,)), row(2, offers=(offer,)), *crowd(10, 20)])
    assert reason(pair, "need").facts == {"offer": 3, "need": 4, "words": ["classroom", "evening"], "from": 2}
    assert (pair.kind, pair.from_first) == (ConnectionKind.ENABLES, False)
    assert not find([row(1, needs=(need,)), row(2, offers=(replace(offer, kind="people"),))], {})
    assert not find([row(1, offers=(offer,)), row(2, offers=(replace(offer, id=9),))], {})


@pytest.mark.parametrize(
    ("stage", "logs", "ahead"), [(4, (), True), (-1, (Heard(1, "Closed too early"),), True), (-1, (), False)]
)
def test_whoever_has_done_it_is_ahead_of_whoever_is_about_to_try(
    stage: int, logs: tuple[Heard, ...], ahead: bool
) -> None:
    pair = the_pair(
        [row(1, "Dry rooms", DAMP, stage=1), row(2, "Healthy rooms", MOULD, stage=stage, logs=logs), *crowd(10, 20)]
    )
    found = [reason for reason in pair.reasons if reason.kind == "stage"]
    assert bool(found) is ahead
    if ahead:
        assert (found[0].facts["ahead"], found[0].facts["behind"]) == (2, 1)
        assert pair.kind == ConnectionKind.SHARES_LEARNING


def test_logs_that_speak_of_the_same_are_named() -> None:
    one = (Heard(5, "It rained"), Heard(6, "Shift workers sleep at noon when the cool rooms are closed"))
    other = (Heard(7, "Cool rooms stood empty until night shift workers came at noon to sleep"),)
    pair = the_pair([row(1, logs=one), row(2, logs=other), *crowd(10, 20)])
    assert reason(pair, "learning").logs == (6, 7)
    assert pair.kind == ConnectionKind.SHARES_LEARNING


def test_two_early_answers_of_different_people_to_one_challenge_are_alternatives() -> None:
    asked = frozenset({2})
    one = row(1, "Dry rooms", DAMP, challenges=asked, leads=frozenset({1}), stage=0)
    pair = the_pair([one, replace(one, initiative=2, title="Rooms dry", leads=frozenset({4})), *crowd(10, 20)])
    assert pair.kind == ConnectionKind.ALTERNATIVE_TO


def test_far_pairs_are_those_whose_own_people_would_not_meet() -> None:
    one = row(1, "Dry rooms", DAMP, leads=frozenset({1}), systems=frozenset({1}), stage=0)
    strangers = the_pair([one, row(2, "", DAMP, leads=frozenset({2}), systems=frozenset({2}), stage=4), *crowd(10, 20)])
    colleagues = the_pair(
        [one, row(2, "", DAMP, leads=frozenset({1}), systems=frozenset({1}), stage=0), *crowd(10, 20)]
    )
    assert (strangers.reach, colleagues.reach) == (1, 0)


def test_weights_move_what_counts() -> None:
    profiles = [row(1, "Dry rooms", DAMP), row(2, "Healthy rooms", MOULD), *crowd(10, 20)]
    (plain,), (more,) = find(profiles, {}), find(profiles, {"text": 2.0})
    assert more.score == pytest.approx(2 * plain.score, rel=0.01)


def test_each_brings_its_best_and_no_more() -> None:
    profiles = [row(at, "Dry rooms", f"{DAMP} number{at}x") for at in range(1, 16)]
    pairs = find(profiles, {}, most=2)
    assert len(pairs) <= 30
    assert {end for pair in pairs for end in (pair.first, pair.second)} == set(range(1, 16))
    assert find(profiles, {}, most=2, limit=3) == pairs[:3]


def test_reasons_of_groups_are_none_of_the_pairs() -> None:
    assert not {communities.COVER, communities.TIES} & set(kinds.KINDS)
