"""What may be told of closer circles points to nobody, not even by taking one number from another."""

from hypothesis import given
from hypothesis import strategies as st

from sensemaking.closer import Closer, CloserLog, told

ROWS = st.lists(
    st.builds(
        CloserLog,
        initiative=st.one_of(st.none(), st.integers(1, 4)),
        systems=st.lists(st.integers(1, 3), max_size=2, unique=True).map(tuple),
        person=st.sampled_from([f"u{at}" for at in range(8)]),
    ),
    max_size=40,
)


def logs(count: int, people: int, initiative: int = 1, system: int = 7) -> list[CloserLog]:
    return [CloserLog(initiative, (system,), f"u{at % people}") for at in range(count)]


def test_few_logs_are_not_told() -> None:
    assert told(logs(4, 4), 5) == Closer()


def test_many_logs_of_few_people_are_not_told() -> None:
    assert told(logs(40, 4), 5) == Closer()


def test_enough_logs_of_enough_people_are_told_with_where_they_came_from() -> None:
    assert told(logs(6, 6), 5) == Closer(5, (7,), (1,))


def test_an_initiative_of_one_person_among_many_is_not_named() -> None:
    assert told([*logs(6, 6), CloserLog(2, (8,), "u1")], 5) == Closer(5, (7,), (1,))


@given(ROWS, st.integers(3, 8))
def test_one_log_more_or_less_is_seen_only_in_whole_steps(rows: list[CloserLog], fewest: int) -> None:
    found = told(rows, fewest)
    assert found.logs % fewest == 0
    assert found.logs <= len(rows)
    for system in found.systems:
        behind = [row for row in rows if system in row.systems]
        assert len({row.person for row in behind}) >= fewest
    for initiative in found.initiatives:
        assert len({row.person for row in rows if row.initiative == initiative}) >= fewest
