"""What lies across themes: shared obstacles, pulls, answers elsewhere, surprises."""

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensemaking.patterns import pulls, shared_barriers
from sensemaking.records import Question, Record
from sensemaking.rollup import roll_up

DAY, EARLIER = date(2026, 7, 10), date(2026, 5, 10)


def log(pk: int, initiative: int, *, system: int = 1, mark: str = "", **fields: Any) -> Record:
    fields.setdefault("day", DAY)
    return Record(id=pk, initiative=initiative, systems=(system,), mark=mark, **fields)


def test_an_obstacle_is_shared_when_three_initiatives_of_two_systems_meet_it() -> None:
    met = [log(1, 1, mark="barrier"), log(2, 2, mark="barrier"), log(3, 3, system=2, mark="barrier"), log(4, 4)]
    (found,) = shared_barriers([met])
    assert (found.logs, found.initiatives, found.systems) == ((1, 2, 3), (1, 2, 3), (1, 2))


@pytest.mark.parametrize(
    "met",
    [
        [log(1, 1, mark="barrier"), log(2, 2, system=2, mark="barrier"), log(3, 2, system=2, mark="barrier")],
        [log(1, 1, mark="barrier"), log(2, 2, mark="barrier"), log(3, 3, mark="barrier")],
        [log(1, 1, mark="enabler"), log(2, 2, system=2, mark="enabler"), log(3, 3, system=3, mark="enabler")],
    ],
    ids=["two initiatives", "one system", "no barrier"],
)
def test_fewer_make_no_shared_obstacle(met: list[Record]) -> None:
    assert shared_barriers([met]) == ()


def test_a_theme_pulls_when_it_hinders_some_and_helps_others() -> None:
    theme = [
        *(log(at, at, mark="barrier") for at in (1, 2)),
        *(log(at, at, mark="enabler") for at in (3, 4, 5)),
        log(6, 6, mark="barrier"), log(7, 6, mark="enabler"),
    ]  # fmt: skip
    (found,) = pulls([theme])
    assert (found.against, found.helping) == (2, 3)
    assert found.barriers == (1, 2, 6)


def test_one_voice_on_a_side_is_no_tension() -> None:
    assert pulls([[log(1, 1, mark="barrier"), log(2, 1, mark="barrier"), log(3, 3, mark="enabler")]]) == ()


WORDS = (
    "Insurance for small cooperatives cost more than the tender itself",
    "A pooled insurance policy let small cooperatives answer the tender",
    "Children planted beans behind the school kitchen in spring",
    "The kitchen garden fed forty children at school in June",
    "Buses at night carried bakers and nurses to early shifts",
    "Night buses filled with nurses who start before six",
)


def test_somebodys_barrier_finds_the_log_that_may_answer_it() -> None:
    now = [log(1, 1, mark="barrier", saw=WORDS[0]), *(log(at, at, saw=WORDS[at]) for at in (2, 3, 4, 5))]
    answered = [log(9, 9, system=2, mark="enabler", saw=WORDS[1], day=EARLIER)]
    (found,) = roll_up(Question(now=now, before=answered)).answers
    assert (found.barrier, found.answer) == (1, 9)
    assert {"insurance", "cooperatives", "tender"} & set(found.words)
    texts = {record.id: record.saw for record in (*now, *answered)}
    assert [quote.text in texts[quote.log] for quote in found.quotes] == [True, True]


def test_nobody_is_told_to_learn_from_themselves() -> None:
    now = [log(1, 1, mark="barrier", saw=WORDS[0]), log(2, 1, mark="enabler", saw=WORDS[1])]
    assert roll_up(Question(now=now + [log(at + 2, at, saw=WORDS[at]) for at in (2, 3, 4, 5)])).answers == ()


def test_marked_surprises_come_from_different_initiatives_first() -> None:
    now = [log(at, 1 if at < 8 else at, kind="surprise", saw=WORDS[at % 6]) for at in range(1, 12)]
    voices = [found.log for found in roll_up(Question(now=now)).surprises]
    assert voices == [1, 8, 9, 10, 11, 2]


def test_what_nobody_said_before_is_a_surprise_and_with_too_little_before_nothing_is() -> None:
    before = [log(at, at % 7, saw=f"{WORDS[at % 6]} again in week {at}", day=EARLIER) for at in range(100, 160)]
    odd = "Otters came back to the mill race and blocked the turbine screen with reeds and mussels overnight"
    now = [*(log(at, at, saw=WORDS[at]) for at in range(6)), log(50, 50, saw=odd), log(51, 51, saw=odd + " twice")]
    unlike = [found.log for found in roll_up(Question(now=now, before=before)).surprises]
    assert 50 in unlike
    assert not set(range(6)) & set(unlike)
    assert roll_up(Question(now=now, before=before[:10])).surprises == ()


marks = st.sampled_from(["", "barrier", "enabler"])
told = st.builds(
    log, st.integers(1, 10_000), st.integers(1, 6), system=st.integers(1, 3), mark=marks,
    kind=st.sampled_from(["learning", "surprise"]), saw=st.sampled_from(WORDS),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(told, max_size=30, unique_by=lambda record: record.id), st.randoms())
def test_the_order_of_logs_changes_nothing_and_every_finding_names_logs_that_are_there(
    logs: list[Record], chance: random.Random
) -> None:
    once = roll_up(Question(now=logs))
    shuffled = list(logs)
    chance.shuffle(shuffled)
    assert roll_up(Question(now=shuffled)) == once
    known = {record.id: record for record in logs}
    for barrier in once.barriers:
        assert all(known[pk].mark == "barrier" for pk in barrier.logs)
    for answer in once.answers:
        assert known[answer.barrier].initiative != known[answer.answer].initiative
    for found in (*once.barriers, *once.pulls, *once.answers, *once.surprises):
        assert all(quote.text in known[quote.log].text for quote in found.quotes)
