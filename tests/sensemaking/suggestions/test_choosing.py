"""Which pairs wait: few, near and far by turns, none too often; the order in which they come changes nothing."""

import random

from sensemaking.affinity.profile import Pair, Reason
from sensemaking.services.suggestions.choosing import EACH, FEWEST, MOST, TWINS, chosen, room_for

REASON = (Reason("text", 1.0, {"words": ["damp"]}),)


def pair(first: int, second: int, score: float = 0.5, reach: float = 0.5, kind: str = "serves_same") -> Pair:
    return Pair(first, second, kind, True, score, reach, REASON)


def test_as_many_wait_as_are_decided_in_one_sitting() -> None:
    assert [room_for(many) for many in (3, 240, 2_010, 50_000)] == [FEWEST, 12, 100, MOST]


def test_near_and_far_come_by_turns() -> None:
    near = [pair(at, at + 100, score=1 - at / 100, reach=0) for at in range(30)]
    far = [pair(at, at + 200, score=0.3, reach=1) for at in range(30, 60)]
    found = chosen([*near, *far], 240)
    assert len(found) == 12
    assert {one.reach for one in found} == {0, 1}


def test_no_initiative_crowds_out_the_others() -> None:
    found = chosen([pair(1, other, score=1 - other / 1_000) for other in range(2, 50)], 240)
    assert len(found) == EACH


def test_possible_duplicates_take_no_room_from_the_others() -> None:
    twins = [pair(at, at + 500, kind="duplicates") for at in range(100)]
    found = chosen([*twins, *(pair(at, at + 1_000) for at in range(30))], 240)
    assert sum(one.kind == "duplicates" for one in found) == TWINS
    assert len(found) == TWINS + 12


def test_the_order_of_what_comes_changes_nothing() -> None:
    dice = random.Random(5)
    pairs = [pair(at, at + dice.randint(1, 9) + 50, dice.random(), dice.random()) for at in range(50)]
    wanted = chosen(pairs, 240)
    for _round in range(5):
        dice.shuffle(pairs)
        assert chosen(pairs, 240) == wanted
