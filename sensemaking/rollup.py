"""Rolls learning logs up into themes, changes and silences; pure, so the same logs give the same answer."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sensemaking import naming, quotes, themes
from sensemaking.across import Across
from sensemaking.records import Active, FoundTheme, Heard, LeftOut, Movement, Question, Record, Rollup
from sensemaking.text import Analyser
from sensemaking.vectors import Vectors, vectorise

FEWEST_LOGS = 3
MANY_VOICES = 30
FEW = 10
WORDS_KEPT = 12
QUOTABLE = 15


def roll_up(question: Question) -> Rollup:
    """Answer the question; neither the order of the logs nor the time of asking changes the answer."""
    now = sorted(question.now, key=lambda record: record.id)
    before = sorted(question.before, key=lambda record: record.id)
    analyser = Analyser(question.language)
    records = [*now, *before]
    vectors = vectorise([record.text for record in records], analyser)
    theme_of, nearness, found = _themes(question, vectors, records, len(now), analyser)
    here = vectors.row_of[: len(now)]
    firsts = set(vectors.first_of_row)
    silent, heard = _silences(question.active, now)
    across = Across(vectors, nearness, records, len(now), analyser)
    spoken_of = [[across.by_id[log] for log, _near in theme.logs] for theme in found]
    return Rollup(
        logs=len(now),
        logs_before=len(before),
        initiatives=len(voices(now)),
        initiatives_before=len(voices(before)),
        kinds=_ranked(record.kind for record in now if record.kind),
        marks=_ranked(record.mark for record in now if record.mark),
        systems=_ranked(system for record in now for system in record.systems),
        months=_by_month(question, records),
        languages=_ranked(vectors.languages.elements()),
        themes=found,
        active=len({initiative.id for initiative in question.active}),
        heard=heard,
        silent=silent,
        left_out=LeftOut(
            short=sum(row < 0 for row in here),
            repeated=sum(row >= 0 and at not in firsts for at, row in enumerate(here)),
            apart=sum(row >= 0 and int(theme_of[row]) < 0 for row in here),
        ),
        barriers=across.barriers(spoken_of),
        pulls=across.pulls(spoken_of),
        answers=across.answers(),
        surprises=across.surprises(),
    )


def movement(now: int, before: int) -> Movement:
    """Say how a theme moved: it rises or fades when it changed by two logs and by a fifth at least."""
    if not before:
        return Movement.NEW
    if abs(now - before) < max(2, 0.2 * before):
        return Movement.STEADY
    return Movement.RISING if now > before else Movement.FADING


def voices(records: Iterable[Record]) -> set[int]:
    """Return the initiatives that the logs are about."""
    return {record.initiative for record in records if record.initiative is not None}


@dataclass(frozen=True, slots=True)
class _Members:
    """The logs of one theme in both periods, each with its nearness; nearest first."""

    now: list[tuple[Record, float]]
    before: list[tuple[Record, float]]
    distinct: list[Record]


def _themes(
    question: Question, vectors: Vectors, records: Sequence[Record], count: int, analyser: Analyser
) -> tuple[np.ndarray, np.ndarray, tuple[FoundTheme, ...]]:
    """Return the theme of each row, how near it is, and the themes, the one with most logs first."""
    first = vectors.first_of_row
    fewest = 3 if len(voices(records[:count])) >= MANY_VOICES else 2

    def accept(rows: np.ndarray) -> bool:
        """A theme has enough logs and voices in one of the periods."""
        own = [(records[first[row]], first[row] < count) for row in rows]
        return any(_carries([record for record, now in own if now == is_now], fewest) for is_now in (True, False))

    words, theme_of, nearness = themes.find(vectors.matrix, accept)
    members = [_Members([], [], []) for _theme in words]
    for at, row in enumerate(vectors.row_of):
        if row >= 0 and theme_of[row] >= 0:
            member = members[theme_of[row]]
            (member.now if at < count else member.before).append((records[at], float(nearness[row])))
            if first[row] == at and at < count:
                member.distinct.append(records[at])
    telling = words * words / np.maximum(words.sum(axis=0), 1e-6) if len(words) else words
    found = [
        _theme(question, _nearest_first(member), vectors.stems, weights, analyser, fewest)
        for member, weights in zip(members, telling, strict=True)
    ]
    found.sort(key=lambda theme: (not theme.is_heard, -len(theme.logs), -len(theme.before), theme.words, theme.stems))
    return theme_of, nearness, tuple(found)


def _carries(records: Sequence[Record], fewest: int) -> bool:
    """Say whether different logs make a theme: three at least, of `fewest` initiatives (three, when many speak)."""
    return len(records) >= FEWEST_LOGS and len({record.initiative for record in records}) >= fewest


def _nearest_first(members: _Members) -> _Members:
    """Return the members in order of nearness, then of id."""

    def order(pair: tuple[Record, float]) -> Any:
        return (-round(pair[1], 4), pair[0].id)

    distinct = {record.id for record in members.distinct}
    now = sorted(members.now, key=order)
    return _Members(now, sorted(members.before, key=order), [record for record, _near in now if record.id in distinct])


def _theme(
    question: Question,
    members: _Members,
    stems: Sequence[str],
    weights: np.ndarray,
    analyser: Analyser,
    fewest: int,
) -> FoundTheme:
    """Describe one theme."""
    top = np.argsort(-weights, kind="stable")[: WORDS_KEPT * 3]
    weight_of = {stems[at]: float(weights[at]) for at in top if weights[at] > weights[top[0]] * 0.05}
    logs = [record for record, _near in members.now]
    named_from = members.distinct or [record for record, _near in members.before]
    return FoundTheme(
        words=naming.name([record.text for record in named_from], weight_of, analyser),
        stems=tuple(stems[at] for at in top[:WORDS_KEPT]),
        logs=tuple((record.id, round(near, 4)) for record, near in members.now),
        before=tuple(record.id for record, _near in members.before),
        initiatives=tuple(sorted(voices(logs))),
        systems=_ranked(system for record in logs for system in record.systems),
        months=_by_month(question, [record for record, _near in (*members.now, *members.before)]),
        movement=movement(len(members.now), len(members.before)),
        is_heard=_carries(members.distinct, fewest),
        is_few=len(members.now) + len(members.before) < FEW,
        quotes=quotes.choose(named_from[:QUOTABLE] if members.distinct else [], weight_of, analyser),
    )


def _by_month(question: Question, records: Iterable[Record]) -> tuple[tuple[Any, int], ...]:
    """Count logs by month, with a zero for each month asked about that has none."""
    counts = Counter(record.month for record in records)
    return tuple((month, counts[month]) for month in sorted({*question.months, *counts}))


def _ranked(values: Iterable[Any]) -> tuple[tuple[Any, int], ...]:
    """Count values, the most frequent first."""
    return tuple(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))


def _silences(active: Sequence[Active], now: Sequence[Record]) -> tuple[tuple[int, ...], tuple[Heard, ...]]:
    """Return the active initiatives without a log, and for each system how many were heard of how many."""
    spoken = voices(now)
    members: dict[int | None, set[int]] = defaultdict(set)
    for initiative in active:
        for system in initiative.systems or (None,):
            members[system].add(initiative.id)
    logs: dict[int, list[int]] = defaultdict(list)
    for record in now:
        if record.initiative is not None:
            logs[record.initiative].append(record.id)
    heard = [
        Heard(
            system=system,
            heard=len(own & spoken),
            expected=len(own),
            silent=tuple(sorted(own - spoken)),
            logs=tuple(sorted(log for initiative in own for log in logs.get(initiative, ()))),
        )
        for system, own in members.items()
    ]
    heard.sort(key=lambda row: (row.heard / row.expected, -row.expected, row.system is None, row.system or 0))
    return tuple(sorted({initiative.id for initiative in active} - spoken)), tuple(heard)
