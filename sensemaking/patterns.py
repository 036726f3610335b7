"""Finds what lies across themes: obstacles shared, pulls in two directions, answers elsewhere, surprises. Pure.

Everything here follows from marks and kinds that people gave their logs, and from nearness of wording; each finding
names its logs, and the same logs give the same findings in the same order.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import count

import numpy as np
from scipy import sparse

from sensemaking.records import Answer, Pull, Record, SharedBarrier, Surprise, voices

BARRIER, ENABLER, SURPRISE = "barrier", "enabler", "surprise"
FEWEST_PLACES, FEWEST_SYSTEMS = 3, 2
"""An obstacle is shared when so many initiatives of so many systems meet it."""
FEWEST_ON_A_SIDE = 2
ALIKE = 0.22
WORDS_SHARED, WORDS_NAMED = 2, 5
MOST_ANSWERS, ANSWERS_OF_ONE_LOG, MOST_THEMES = 5, 2, 4
MOST_COMPARED, AT_ONCE = 3000, 250
MOST_MARKED, MOST_UNLIKE = 6, 3
UNLIKE, FEWEST_STEMS, FEWEST_TO_COMPARE, CANDIDATES = 0.12, 8, 40, 200

Placed = Sequence[tuple[Record, int]]
"""Logs with their row in the matrix, -1 for those that say too little to be compared."""


def shared_barriers(themes: Sequence[Sequence[Record]]) -> tuple[SharedBarrier, ...]:
    """Return the obstacles that three initiatives of two systems meet, by theme; those met most often first."""
    found = []
    for theme, records in enumerate(themes):
        barriers = [record for record in records if record.mark == BARRIER]
        systems = {record.systems[0] for record in barriers if record.systems}
        met_by = voices(barriers)
        if len(met_by) >= FEWEST_PLACES and len(systems) >= FEWEST_SYSTEMS:
            ids = tuple(sorted(record.id for record in barriers))
            found.append(SharedBarrier(theme, ids, tuple(sorted(met_by)), tuple(sorted(systems))))
    found.sort(key=lambda barrier: (-len(barrier.initiatives), -len(barrier.systems), barrier.theme))
    return tuple(found[:MOST_THEMES])


def pulls(themes: Sequence[Sequence[Record]]) -> tuple[Pull, ...]:
    """Return the themes that are a barrier for some initiatives and a help for others, two on each side at least."""
    found = []
    for theme, records in enumerate(themes):
        against = [record for record in records if record.mark == BARRIER]
        helping = [record for record in records if record.mark == ENABLER]
        only_against, only_helping = voices(against) - voices(helping), voices(helping) - voices(against)
        if min(len(only_against), len(only_helping)) >= FEWEST_ON_A_SIDE:
            barriers, enablers = (tuple(sorted(record.id for record in side)) for side in (against, helping))
            found.append(Pull(theme, barriers, enablers, len(only_against), len(only_helping)))
    return tuple(sorted(found, key=lambda pull: (-min(pull.against, pull.helping), pull.theme))[:MOST_THEMES])


def answers(matrix: sparse.csr_matrix, stems: Sequence[str], asking: Placed, known: Placed) -> tuple[Answer, ...]:
    """Return pairs of a barrier and the log of another initiative that may answer it, the nearest first.

    Each initiative is told one answer, and one log answers two at most. The words that both share come along.
    """
    asked = _evenly([(record, row) for record, row in asking if row >= 0 and record.mark == BARRIER])
    helps = _evenly([(record, row) for record, row in known if row >= 0 and record.mark == ENABLER])
    if not asked or not helps:
        return ()
    pairs = sorted(_near_pairs(matrix, asked, helps), key=lambda pair: (-round(pair[0], 4), pair[1].id, pair[2].id))
    rows = {record.id: row for record, row in (*asked, *helps)}
    told: set[int | None] = set()
    used: dict[int, int] = {}
    chosen: list[Answer] = []
    for near, barrier, help_ in pairs:
        if barrier.initiative in told or used.get(help_.id, 0) == ANSWERS_OF_ONE_LOG:
            continue
        words = _shared_words(matrix, stems, rows[barrier.id], rows[help_.id])
        if len(words) < WORDS_SHARED:
            continue
        told.add(barrier.initiative)
        used[help_.id] = used.get(help_.id, 0) + 1
        chosen.append(Answer(barrier.id, help_.id, words, round(near, 4)))
        if len(chosen) == MOST_ANSWERS:
            break
    return tuple(chosen)


def _near_pairs(matrix: sparse.csr_matrix, asked: Placed, helps: Placed) -> Iterable[tuple[float, Record, Record]]:
    """Yield for each barrier the helping logs of other initiatives that are near enough."""
    against = matrix[[row for _record, row in helps]].T.tocsc()
    for first in range(0, len(asked), AT_ONCE):
        part = asked[first : first + AT_ONCE]
        cosines = (matrix[[row for _record, row in part]] @ against).tocoo()
        near = np.flatnonzero(cosines.data >= ALIKE)
        for at, column, cosine in zip(cosines.row[near], cosines.col[near], cosines.data[near], strict=True):
            barrier, help_ = part[at][0], helps[column][0]
            if None not in (barrier.initiative, help_.initiative) and barrier.initiative != help_.initiative:
                yield float(cosine), barrier, help_


def _shared_words(matrix: sparse.csr_matrix, stems: Sequence[str], one: int, other: int) -> tuple[str, ...]:
    """Return the stems that bind two rows most, the strongest first."""
    common = matrix[one].multiply(matrix[other]).tocoo()
    order = sorted(zip(-common.data, common.col, strict=True))
    return tuple(stems[column] for _weight, column in order[:WORDS_NAMED])


def surprises(
    matrix: sparse.csr_matrix, now: Placed, before: Placed, nearness: Callable[[int], float]
) -> tuple[Surprise, ...]:
    """Return logs that their authors marked as a surprise, then logs unlike anything that was said before.

    Unlike is a log with enough words whose nearest earlier log shares next to nothing with it; nobody is compared
    with fewer than forty earlier logs. `nearness` says how near a row is to its theme: the farthest are looked at.
    """
    marked = _of_different_voices([record for record, _row in now if record.kind == SURPRISE], MOST_MARKED)
    found = [Surprise(record.id, is_marked=True) for record in marked]
    earlier = [row for _record, row in before if row >= 0]
    if len(earlier) < FEWEST_TO_COMPARE:
        return tuple(found)
    width = np.diff(matrix.indptr)
    fresh = sorted(
        ((nearness(row), record.id, record, row) for record, row in now if row >= 0 and width[row] >= FEWEST_STEMS),
        key=lambda item: item[:2],
    )[:CANDIDATES]
    apart = _unlike(matrix, [(record, row) for _near, _id, record, row in fresh], earlier)
    spoken = {record.id for record in marked}
    lone = _of_different_voices([record for record in apart if record.id not in spoken], MOST_UNLIKE)
    return (*found, *(Surprise(record.id, is_marked=False) for record in lone))


def _unlike(matrix: sparse.csr_matrix, candidates: Placed, earlier: Sequence[int]) -> list[Record]:
    """Return the candidates whose nearest earlier row is far, the farthest first."""
    if not candidates:
        return []
    others = matrix[sorted(set(earlier))].T.tocsc()
    rows = [row for _record, row in candidates]
    known = set(earlier)
    nearest = np.concatenate(
        [
            np.asarray((matrix[rows[first : first + AT_ONCE]] @ others).max(axis=1).todense()).ravel()
            for first in range(0, len(rows), AT_ONCE)
        ]
    )
    far = [
        (round(float(near), 4), record.id, record)
        for (record, row), near in zip(candidates, nearest, strict=True)
        if near < UNLIKE and row not in known
    ]
    return [record for _near, _id, record in sorted(far, key=lambda item: item[:2])]


def _of_different_voices(records: Sequence[Record], most: int) -> list[Record]:
    """Return at most `most` logs, one of each initiative before a second of any."""
    turns: dict[int | None, count[int]] = {}
    order = [(next(turns.setdefault(record.initiative, count())), at) for at, record in enumerate(records)]
    return [records[at] for _turn, at in sorted(order)[:most]]


def _evenly(placed: Placed) -> Placed:
    """Return at most as many logs as are compared, evenly spread."""
    if len(placed) <= MOST_COMPARED:
        return placed
    return [placed[at] for at in np.linspace(0, len(placed) - 1, MOST_COMPARED).astype(np.int64)]
