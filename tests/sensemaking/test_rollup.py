"""Logs roll up into themes, changes and silences; whatever the logs are like."""

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensemaking.records import Active, Movement, Question, Record
from sensemaking.rollup import movement, roll_up

JULY = date(2026, 7, 10)
MAY = date(2026, 5, 10)
SPEECH = {
    "doors": (
        "The door opened when a neighbour from the same street knocked first.",
        "A known neighbour at the door made the first visit possible.",
        "Every door that opened had a neighbour standing beside us.",
        "Without the neighbour nobody opened the door for a visit.",
        "The neighbour knocked and the door opened within a minute.",
    ),
    "trees": (
        "Shade from the lime trees kept the pavement cool in the heat.",
        "Heat on the pavement fell where trees gave shade all afternoon.",
        "People crossed the road for shade; trees beat awnings in the heat.",
        "Young trees give no shade yet and the heat drove people indoors.",
        "The heat emptied the square except where old trees gave shade.",
    ),
    "kerbs": (
        "The kerb is free before noon, so lorries load at the kerb at nine.",
        "Loading at the kerb by the hour freed two bays for lorries.",
        "Lorries double-park because the kerb bays are full of loading vans.",
        "A kerb booked by the hour served eleven shops and their lorries.",
        "Shops share loading bays at the kerb when lorries come by timetable.",
    ),
}


def logs(topic: str, day: date = JULY, start: int = 0, count: int = 5, **fields: Any) -> list[Record]:
    """Logs on one topic, each of another initiative."""
    return [
        Record(
            **{"id": start + at, "initiative": at, "systems": (at % 3,), "day": day, "saw": SPEECH[topic][at], **fields}
        )
        for at in range(count)
    ]


def everything() -> list[Record]:
    return logs("doors") + logs("trees", start=100) + logs("kerbs", start=200)


def test_logs_that_speak_of_the_same_thing_become_a_theme() -> None:
    rollup = roll_up(Question(now=everything()))
    groups = {frozenset(log for log, _near in theme.logs) for theme in rollup.themes}
    assert groups == {frozenset(range(at, at + 5)) for at in (0, 100, 200)}


def test_themes_are_called_by_words_that_people_used() -> None:
    spoken = " ".join(record.saw for record in everything()).lower()
    for theme in roll_up(Question(now=everything())).themes:
        assert theme.words
        assert all(words.lower() in spoken for words in theme.words)


def test_what_is_counted() -> None:
    now = logs("doors", kind="surprise", mark="barrier") + logs("trees", start=100, kind="learning", initiative=None)
    rollup = roll_up(Question(now=now, before=logs("kerbs", MAY, 200)))
    assert (rollup.logs, rollup.initiatives, rollup.logs_before, rollup.initiatives_before) == (10, 5, 5, 5)
    assert rollup.kinds == (("learning", 5), ("surprise", 5))
    assert rollup.marks == (("barrier", 5),)
    assert dict(rollup.systems) == {0: 4, 1: 4, 2: 2}


def test_a_theme_needs_several_initiatives() -> None:
    alone = [*logs("doors", initiative=7), *logs("trees", start=100)]
    themes = roll_up(Question(now=alone)).themes
    assert len(themes) == 1
    assert {log for log, _near in themes[0].logs} >= set(range(100, 105))


def test_months_of_both_periods_are_counted_with_zeros() -> None:
    months = [date(2026, month, 1) for month in (4, 5, 6, 7)]
    rollup = roll_up(Question(now=everything(), before=logs("doors", MAY, 300), months=months))
    doors = next(theme for theme in rollup.themes if 0 in dict(theme.logs))
    assert doors.months == tuple(zip(months, (0, 5, 0, 5), strict=True))


def test_what_faded_is_found_though_nobody_speaks_of_it_now() -> None:
    rollup = roll_up(Question(now=logs("doors") + logs("trees", start=100), before=logs("kerbs", MAY, 200)))
    faded = next(theme for theme in rollup.themes if 200 in theme.before)
    assert (len(faded.logs), len(faded.before), faded.movement, faded.is_heard) == (0, 5, Movement.FADING, False)
    assert not faded.quotes
    assert all(theme.movement == Movement.NEW for theme in rollup.themes if theme is not faded)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [(5, 0, "new"), (5, 3, "rising"), (4, 3, "steady"), (3, 5, "fading"), (110, 100, "steady"), (121, 100, "rising")],
)
def test_a_theme_moves_by_two_logs_and_a_fifth(now: int, before: int, expected: str) -> None:
    assert movement(now, before) == expected


def test_who_was_not_heard_from_is_named_by_system() -> None:
    active = [Active(at, (at % 2,)) for at in range(8)] + [Active(99)]
    rollup = roll_up(Question(now=logs("doors"), active=active))
    assert rollup.silent == (5, 6, 7, 99)
    rows = {row.system: (row.heard, row.expected, row.silent) for row in rollup.heard}
    assert rows == {0: (3, 4, (6,)), 1: (2, 4, (5, 7)), None: (0, 1, (99,))}


def test_an_empty_period() -> None:
    rollup = roll_up(Question(now=[], active=[Active(1, (1,))]))
    assert (rollup.logs, rollup.themes, rollup.silent) == (0, (), (1,))


def test_a_single_log() -> None:
    rollup = roll_up(Question(now=logs("doors", count=1)))
    assert (rollup.logs, rollup.initiatives, rollup.themes) == (1, 1, ())
    assert rollup.left_out.apart == 1


def test_logs_that_all_say_the_same_make_no_theme() -> None:
    same = [Record(at, at, (), JULY, saw="Nothing new happened on site this week at all.") for at in range(200)]
    rollup = roll_up(Question(now=same))
    assert rollup.themes == ()
    assert (rollup.logs, rollup.left_out.repeated) == (200, 199)


def test_a_sentence_that_many_logs_share_makes_no_theme() -> None:
    phrase = "This log was recorded under the reporting rules of the regional programme."
    spoken = [Record(r.id, r.initiative, r.systems, r.day, saw=f"{r.saw}\n{phrase}") for r in everything()]
    rollup = roll_up(Question(now=spoken))
    words = {word for theme in rollup.themes for phrase in theme.words for word in phrase.lower().split()}
    assert words.isdisjoint({"reporting", "rules", "regional", "programme", "recorded"})
    assert len(rollup.themes) == 3


def test_logs_that_say_too_little_are_counted_but_make_no_theme() -> None:
    short = [Record(500 + at, at, (), JULY, saw=saw) for at, saw in enumerate(("Nothing new.", "OK", "👍", "…"))]
    rollup = roll_up(Question(now=everything() + short))
    assert rollup.logs == 19
    assert rollup.left_out.short == 4
    assert len(rollup.themes) == 3


def test_logs_of_twenty_thousand_words() -> None:
    long = [Record(r.id, r.initiative, r.systems, r.day, saw=f"{r.saw} " * 1700) for r in everything()]
    rollup = roll_up(Question(now=long))
    assert len(rollup.themes) == 3
    assert all(len(quote.text) <= 260 for theme in rollup.themes for quote in theme.quotes)


def test_markup_and_emoji_in_logs_never_become_words_of_a_theme() -> None:
    dirty = [
        Record(r.id, r.initiative, r.systems, r.day, saw=f"<script>alert('pwned')</script> 🌳 <b class='x'>{r.saw}</b>")
        for r in everything()
    ]
    rollup = roll_up(Question(now=dirty))
    words = " ".join(word for theme in rollup.themes for word in theme.words)
    assert len(rollup.themes) == 3
    assert not any(mark in words for mark in ("alert", "pwned", "script", "class", "<", "🌳"))


def test_logs_written_from_right_to_left() -> None:
    spoken = (
        "فتح الجيران الباب عندما جاءت معنا امرأة من الشارع نفسه",
        "الباب لا يفتح إلا إذا طرقه أحد الجيران من الشارع",
        "طرق الجيران الباب معنا وفتحت الأسر في كل الشارع",
        "لم يفتح أحد الباب قبل أن يأتي الجيران من الشارع",
    )
    records = [Record(at, at, (), JULY, saw=saw) for at, saw in enumerate(spoken)]
    rollup = roll_up(Question(now=records + logs("trees", start=100)))
    assert rollup.languages[0][0] in {"ar", "en"}
    arabic = next(theme for theme in rollup.themes if 0 in dict(theme.logs))
    assert all(quote.text in records[quote.log].saw for quote in arabic.quotes)


def test_languages_may_be_mixed() -> None:
    german = (
        "Die Tür ging auf, als eine Nachbarin aus der Straße mit uns geklopft hat.",
        "Ohne die Nachbarin hat niemand die Tür für einen Besuch aufgemacht.",
        "Jede Tür, die aufging, hatte eine Nachbarin an unserer Seite.",
        "Eine bekannte Nachbarin an der Tür war der erste Schritt zum Besuch.",
    )
    records = [Record(300 + at, at, (), JULY, saw=saw) for at, saw in enumerate(german)]
    rollup = roll_up(Question(now=records + everything()))
    assert dict(rollup.languages) == {"en": 15, "de": 4}
    assert any({log for log, _near in theme.logs} >= {300, 301, 302} for theme in rollup.themes)


def test_neither_order_nor_repetition_of_the_run_changes_the_answer() -> None:
    records = everything() + logs("doors", MAY, 300)
    question = Question(now=records[:15], before=records[15:], active=[Active(1, (2,))])
    first = roll_up(question)
    for seed in range(3):
        mixed = list(question.now)
        random.Random(seed).shuffle(mixed)
        assert roll_up(Question(now=mixed, before=question.before[::-1], active=question.active)) == first


WORDS = st.sampled_from(
    "door neighbour tree shade kerb lorry nurse data host volunteer rota bench heat consent".split()
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words) + ".")
RECORDS = st.lists(st.tuples(st.integers(0, 6), SENTENCES | st.text(max_size=60), st.booleans()), max_size=40)


@settings(max_examples=40, deadline=None)
@given(RECORDS)
def test_laws_that_hold_for_any_logs(given: list[tuple[int, str, bool]]) -> None:
    records = [
        Record(at, initiative, (initiative % 2,), JULY if is_now else MAY, saw=saw)
        for at, (initiative, saw, is_now) in enumerate(given)
    ]
    now = [record for record in records if record.day == JULY]
    before = [record for record in records if record.day == MAY]
    rollup = roll_up(Question(now=now, before=before, active=[Active(at) for at in range(7)]))
    by_id = {record.id: record for record in records}
    cited = [log for theme in rollup.themes for log, _near in theme.logs]
    assert len(cited) == len(set(cited))
    assert set(cited) <= {record.id for record in now}
    left_out = rollup.left_out.short + rollup.left_out.apart
    assert len(cited) + left_out == rollup.logs == len(now)
    for theme in rollup.themes:
        assert theme.logs or theme.before
        assert set(theme.before) <= {record.id for record in before}
        assert sum(count for _month, count in theme.months) == len(theme.logs) + len(theme.before)
        for quote in theme.quotes:
            assert quote.log in dict(theme.logs)
            assert quote.text in getattr(by_id[quote.log], quote.field)
    assert roll_up(Question(now=now[::-1], before=before[::-1], active=[Active(at) for at in range(7)])) == rollup
