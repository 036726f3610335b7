"""What a shift of the context may touch; pure."""

from sensemaking.shifting import Shift, Thing, touched
from sensemaking.wording_shifts import reason

SHIFT = Shift(frozenset({"park", "street"}), initiative=1, systems=frozenset({7}))


def thing(pk: int, *stems: str, kind: str = "decision", **fields: object) -> Thing:
    return Thing(kind, pk, frozenset(stems), **fields)  # type: ignore[arg-type]


def test_whoever_shares_more_comes_first() -> None:
    things = [
        thing(1, "park"),
        thing(2, systems=frozenset({7})),
        thing(3, "park", initiatives=frozenset({1}), systems=frozenset({7})),
        thing(4, "budget", initiatives=frozenset({9}), systems=frozenset({8})),
    ]
    assert [touch.thing.id for touch in touched(SHIFT, things)] == [3, 1, 2]


def test_a_word_that_most_have_tells_nothing() -> None:
    common = [thing(pk, "street") for pk in range(10)]
    assert touched(SHIFT, common) == ()
    assert [touch.thing.id for touch in touched(SHIFT, [*common, thing(99, "park")])] == [99]


def test_at_most_so_many_of_each_kind() -> None:
    kinds = ("decision", "option")
    near = [thing(pk, kind=kind, initiatives=frozenset({1})) for kind in kinds for pk in range(20)]
    found = touched(SHIFT, near, most=8)
    assert len([touch for touch in found if touch.thing.kind == "decision"]) == 8
    assert len(found) == 16


def test_those_that_share_no_more_than_a_system_only_fill_up_a_short_list() -> None:
    weak = [thing(pk, systems=frozenset({7})) for pk in range(20)]
    near = [thing(pk, initiatives=frozenset({1})) for pk in range(50, 55)]
    assert [touch.thing.id for touch in touched(SHIFT, weak)] == [0, 1, 2]
    assert [touch.thing.id for touch in touched(SHIFT, [*weak, *near])] == [50, 51, 52, 53, 54]


def test_one_word_in_common_is_chance_among_many() -> None:
    others = [thing(pk, f"word{pk}") for pk in range(30)]
    assert touched(SHIFT, [*others, thing(99, "park")]) == ()
    assert [touch.thing.id for touch in touched(SHIFT, [*others, thing(99, "park", "street")])] == [99]


def test_what_is_to_hold_everywhere_may_be_touched_by_anything_but_comes_last() -> None:
    things = [thing(1, is_of_all=True), thing(2, "park")]
    assert [touch.thing.id for touch in touched(SHIFT, things)] == [2, 1]


def test_the_reason_is_said_in_words() -> None:
    (near,) = touched(SHIFT, [thing(3, "park", initiatives=frozenset({1}), systems=frozenset({7}))])
    said = reason(near, {1: "Night buses"}, {7: "Mobility"}, {"park": "parking"})
    assert said == "Same initiative: Night buses; same system: Mobility; both speak of “parking”"
    assert reason(near, {}, {7: "Mobility"}, {}).startswith("Same initiative; same system")
    (of_all,) = touched(SHIFT, [thing(1, is_of_all=True)])
    assert reason(of_all, {}, {}, {}) == "It is to hold for the whole portfolio"


def test_a_shift_without_words_initiative_or_system_touches_nothing() -> None:
    assert touched(Shift(frozenset()), [thing(1, "park", systems=frozenset({7}))]) == ()
