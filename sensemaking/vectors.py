"""Turns logs into weighted word vectors (TF-IDF), leaving out what would make a pattern of mere repetition."""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, zip_longest

import numpy as np
from scipy import sparse

from sensemaking.records import Read
from sensemaking.text import Analyser

VOCABULARY = 5000
FEWEST_STEMS = 3
BOILERPLATE_SHARE = 0.1
BOILERPLATE_LOGS = 5
BOILERPLATE_LENGTH = 20
MOST_BOILERPLATE = 200
TOO_COMMON = 0.6
NEVER_TOO_COMMON = 10
SENTENCE_END = re.compile(r"[.!?;\n…。！？]+")


@dataclass(slots=True)
class Vectors:
    """The distinct texts as unit rows; `row_of` says which row a text has, -1 when it says too little.

    `spoken` is the language of each text.
    """

    matrix: sparse.csr_matrix
    stems: list[str]
    row_of: list[int]
    first_of_row: list[int]
    spoken: list[str]


def without_boilerplate(texts: Sequence[str]) -> Sequence[str]:
    """Return the texts without the sentences that a tenth of them share word for word."""
    pattern = boilerplate_of(texts)
    return [pattern.sub(" ", text) for text in texts] if pattern else texts


def boilerplate_of(texts: Sequence[str]) -> re.Pattern[str] | None:
    """Return what finds the sentences that a tenth of the texts share word for word; None where there are none."""
    if len(texts) < BOILERPLATE_LOGS:
        return None
    seen: Counter[str] = Counter()
    distinct = set(texts)
    for text in distinct:
        seen.update({sentence.strip() for sentence in SENTENCE_END.split(text)})
    limit = max(BOILERPLATE_LOGS, len(distinct) * BOILERPLATE_SHARE)
    common = [
        part for part, count in seen.most_common(MOST_BOILERPLATE) if count >= limit and len(part) >= BOILERPLATE_LENGTH
    ]
    if not common:
        return None
    return re.compile("|".join(re.escape(part) for part in sorted(common, key=len, reverse=True)))


def vectorise(texts: Sequence[str], analyser: Analyser, read: Sequence[Read | None] = ()) -> Vectors:
    """Count stems in each text and weigh them; texts come in a settled order, so the answer is settled too.

    A text that repeats another shares its row; texts with fewer than three content words get none. `read` has what
    was kept of each text, None for nothing; it saves the time of reading those that hold no boilerplate.
    """
    column_of: defaultdict[str, int] = defaultdict(count().__next__)
    columns, ends = array("i"), array("q", [0])
    row_of: list[int] = []
    first_of_row: list[int] = []
    rows: dict[str, int] = {}
    spoken: list[str] = []
    for at, (language, told) in enumerate(_read(texts, analyser, read)):
        spoken.append(language)
        stems = told.split(" ")
        if len(set(stems)) < FEWEST_STEMS:
            row_of.append(-1)
            continue
        row = rows.setdefault(told, len(rows))
        row_of.append(row)
        if row < len(first_of_row):
            continue
        first_of_row.append(at)
        columns.extend(map(column_of.__getitem__, stems))
        ends.append(len(columns))
    matrix, kept = _weigh(columns, ends, len(column_of))
    names = list(column_of)
    return Vectors(matrix, [names[column] for column in kept], row_of, first_of_row, spoken)


def _read(texts: Sequence[str], analyser: Analyser, read: Sequence[Read | None]) -> Iterator[Read]:
    """Yield the language and the stems of each text without boilerplate; from what was kept where it is whole."""
    for text, whole, kept in zip_longest(without_boilerplate(texts), texts, read):
        if kept is not None and text == whole:
            yield kept
        else:
            language, stems = analyser.stems(text)
            yield Read(language, " ".join(stems))


def _weigh(columns: array, ends: array, width: int) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Return unit TF-IDF rows over the stems that can tell texts apart, and the columns kept."""
    count = len(ends) - 1
    if not count:
        return sparse.csr_matrix((0, 0), dtype=np.float32), np.empty(0, dtype=np.int64)
    data = np.ones(len(columns), dtype=np.float32)
    matrix = sparse.csr_matrix(
        (data, np.frombuffer(columns, dtype=np.int32).copy(), np.frombuffer(ends, dtype=np.int64).copy()),
        shape=(count, width),
    )
    matrix.sum_duplicates()
    spread = np.bincount(matrix.indices, minlength=width)
    fewest = 2 if count < 3000 else 3
    usable = np.flatnonzero((spread >= fewest) & (spread <= max(NEVER_TOO_COMMON, count * TOO_COMMON)))
    kept = np.sort(usable[np.argsort(-spread[usable], kind="stable")][:VOCABULARY])
    matrix = matrix[:, kept]
    matrix.data = 1 + np.log(matrix.data)
    rarity = (np.log((1 + count) / (1 + spread[kept])) + 1).astype(np.float32)
    matrix.data *= rarity[matrix.indices]
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(np.where(length > 0, length, 1), np.diff(matrix.indptr)).astype(np.float32)
    return matrix.astype(np.float32), kept
