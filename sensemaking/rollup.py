"""Rolls learning logs up into themes, changes and silences; pure, so the same logs give the same answer."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from sensemaking import clauses, hearing, naming, quotes, themes
from sensemaking.across import Across
from sensemaking.grouping import Group, Grouping, carries, fewest_voices
from sensemaking.identity import profile_of
from sensemaking.records import FoundTheme, LeftOut, Movement, Part, Question, Record, Rollup, voices
from sensemaking.text import Analyser, is_read_well
from sensemaking.vectors import Vectors, vectorise

FEW = 10
WORDS_KEPT = 12
QUOTABLE = 15


def roll_up(question: Question) -> Rollup:
    """Answer the question; neither the order of the logs nor the time of asking changes the answer.

    Sums are made by one thread: several would add in another order, and get into each other's way.
    """
    with threadpool_limits(1):
        return _answer(question)


def _answer(question: Question) -> Rollup:
    """Put together what all parts of the engine find."""
    now = sorted(question.now, key=lambda record: record.id)
    before = sorted(question.before, key=lambda record: record.id)
    analyser = Analyser(question.language)
    records = [*now, *before]
    kept = [question.read.get(record.id) for record in records]
    vectors = vectorise([record.text for record in records], analyser, kept)
    nearness, found = _themes(question, vectors, records, len(now), analyser)
    here = vectors.row_of[: len(now)]
    firsts = set(vectors.first_of_row)
    themed = {log for theme in found for log, _near in theme.logs}
    silent, heard = hearing.silences(question.active, now)
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
        languages=_ranked(vectors.spoken),
        read_roughly=_ranked(language for language in vectors.spoken[: len(now)] if not is_read_well(language)),
        themes=found,
        active=len({initiative.id for initiative in question.active}),
        heard=heard,
        silent=silent,
        parts=hearing.parts(question.active, now, question.own),
        left_out=LeftOut(
            short=sum(row < 0 and record.id not in themed for record, row in zip(now, here, strict=True)),
            repeated=sum(row >= 0 and at not in firsts for at, row in enumerate(here)),
            apart=sum(row >= 0 and record.id not in themed for record, row in zip(now, here, strict=True)),
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


def _themes(
    question: Question, vectors: Vectors, records: Sequence[Record], count: int, analyser: Analyser
) -> tuple[np.ndarray, tuple[FoundTheme, ...]]:
    """Return how near each row is to its theme, and the themes, the one with most logs first."""
    nearness, groups = Grouping(question, vectors, records, count).groups()
    telling = themes.telling(np.array([group.vector for group in groups]))
    fewest = fewest_voices(records[:count])
    by_stem = vectors.matrix.tocsc()
    found = []
    for group, weights in zip(groups, telling, strict=True):
        bound = tuple(vectors.stems[at] for at in themes.binding(by_stem, weights, WORDS_KEPT))
        theme = _theme(question, group.in_order(), _heaviest(vectors.stems, weights), bound, analyser, fewest)
        found.append(replace(theme, profile=profile_of(vectors.stems, group.vector)))
    found.sort(key=lambda theme: (not theme.is_heard, -len(theme.logs), -len(theme.before), theme.words, theme.stems))
    return nearness, tuple(found)


def _heaviest(stems: Sequence[str], weights: np.ndarray) -> dict[str, float]:
    """The stems that tell most of a theme, with their weight."""
    top = np.argsort(-weights, kind="stable")[: WORDS_KEPT * 3]
    return {stems[at]: float(weights[at]) for at in top if weights[at] > weights[top[0]] * 0.05}


def _theme(
    question: Question,
    group: Group,
    weight_of: Mapping[str, float],
    stems: tuple[str, ...],
    analyser: Analyser,
    fewest: int,
) -> FoundTheme:
    """Describe one theme; `weight_of` has what tells it, `stems` what binds it."""
    logs = [record for record, _near in group.now]
    speakers = [record.initiative for record in logs]
    named_from = group.distinct or [record for record, _near in group.before]
    texts = [record.text for record in named_from]
    is_pinned = group.known is not None and group.known.is_pinned
    return FoundTheme(
        words=naming.name(texts, weight_of, analyser),
        stems=stems,
        logs=tuple((record.id, round(near, 4)) for record, near in group.now),
        before=tuple(record.id for record, _near in group.before),
        initiatives=tuple(sorted(voices(logs))),
        systems=_ranked(system for record in logs for system in record.systems),
        months=_by_month(question, [record for record, _near in (*group.now, *group.before)]),
        movement=_movement(question, group),
        is_heard=carries(group.distinct, fewest) or (is_pinned and bool(logs)),
        is_few=len(group.now) + len(group.before) < FEW,
        quotes=quotes.choose(named_from[:QUOTABLE] if group.distinct else [], weight_of, analyser),
        name=group.known.name if group.known else "",
        phrase=clauses.clause(texts, weight_of, analyser),
        known=group.known,
        sectors=hearing.spread(speakers, hearing.keys_of(question.active, Part.SECTOR)),
        places=hearing.spread(speakers, hearing.keys_of(question.active, Part.PLACE)),
        fewest=fewest,
    )


def _movement(question: Question, group: Group) -> Movement:
    """How the theme moved; one that was known before and silent for a period is rising, not new."""
    moved = movement(len(group.now), len(group.before))
    since = group.known.since if group.known else None
    is_back = moved == Movement.NEW and since is not None and since < min(question.months, default=since)
    return Movement.RISING if is_back else moved


def _by_month(question: Question, records: Iterable[Record]) -> tuple[tuple[Any, int], ...]:
    """Count logs by month, with a zero for each month asked about that has none."""
    counts = Counter(record.month for record in records)
    return tuple((month, counts[month]) for month in sorted({*question.months, *counts}))


def _ranked(values: Iterable[Any]) -> tuple[tuple[Any, int], ...]:
    """Count values, the most frequent first."""
    return tuple(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))
