"""Who was heard from, of each sector, place and group; pure."""

from datetime import date

from sensemaking import hearing
from sensemaking.records import Active, Part, Record

JULY = date(2026, 7, 10)


def log(pk: int, initiative: int | None) -> Record:
    return Record(pk, initiative, (), JULY, saw="Doors opened.")


def community(*ids: int) -> list[Active]:
    return [Active(pk, sectors=("community",), places=("3",), groups=("o9",)) for pk in ids]


def test_an_initiative_counts_for_every_part_it_belongs_to() -> None:
    found = hearing.parts([Active(1, sectors=("academia", "business"), places=("3",))], [log(10, 1)], {})
    assert [(part.kind, part.key, part.heard) for part in found] == [
        (Part.SECTOR, "academia", (1,)),
        (Part.SECTOR, "business", (1,)),
        (Part.PLACE, "3", (1,)),
    ]
    assert found[0].logs == (10,)


def test_the_least_heard_come_first() -> None:
    active = [Active(1, sectors=("academia",)), *(Active(pk, sectors=("business",)) for pk in (2, 3))]
    assert [part.key for part in hearing.parts(active, [log(10, 1)], {})] == ["business", "academia"]


def test_a_sector_is_a_blind_spot_when_fewer_than_a_third_of_three_or_more_posted() -> None:
    few, some, many = (hearing.parts(community(*ids), [log(10, 1)], {})[0] for ids in ((2, 3), (1, 2, 3), (1, 2, 3, 4)))
    assert not hearing.is_blind_spot(few)
    assert not hearing.is_blind_spot(some)
    assert hearing.is_blind_spot(many)


def test_a_group_is_heard_through_its_initiative_or_in_its_own_words() -> None:
    silent, through, own = (
        hearing.parts(community(1), logs, written)[-1]
        for logs, written in (([], {}), ([log(10, 1)], {}), ([], {"o9": {77}}))
    )
    assert silent.kind == Part.GROUP
    assert hearing.is_blind_spot(silent)
    assert not hearing.is_blind_spot(through)
    assert not hearing.is_blind_spot(own)
    assert own.own == (77,)


def test_logs_spread_over_what_their_initiatives_belong_to() -> None:
    keys = hearing.keys_of([Active(1, sectors=("a", "b")), Active(2, sectors=("b",))], Part.SECTOR)
    assert hearing.spread([1, 2, 2, None, 99], keys) == (("b", 3), ("a", 1))


def test_nobody_expected_gives_nothing() -> None:
    assert hearing.parts([], [log(10, None)], {}) == ()
    assert hearing.silences([], []) == ((), ())
