"""Look for suggestions in an invented portfolio in this process; say in JSON how long it took and what it held."""

import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from sensemaking.affinity.finding import Finder
from sensemaking.affinity.profile import Heard, Profile
from sensemaking.affinity.reading import LEARNING, STRIDE
from tests.performance.one_report import memory
from tests.performance.words import TOPIC_COUNT, TOPIC_WORDS, first_topic_rank, vocabulary

SEED = 11
TOP = 10
TEXT_WORDS, LOG_WORDS, LOGS = 40, 24, 2
TOLD = 1_000
CHANGED = 100
ROUNDS, THREADS = 30, 2


def invented(size: int) -> list[Profile]:
    """A portfolio: texts of frequent, rare and two topics' words; few organisations are in many."""
    chance, words = random.Random(SEED), vocabulary()
    first = first_topic_rank() - 1
    weights = [1 / (rank + 8) for rank in range(len(words))]

    def text(topics: Sequence[int], count: int) -> str:
        places = [first + topic * TOPIC_WORDS for topic in topics for _word in range(count // 4)]
        own = [words[place + chance.randrange(TOPIC_WORDS)] for place in places]
        return " ".join(own + chance.choices(words, weights, k=count // 2)) + "."

    def some(count: int, most: int) -> frozenset[int]:
        return frozenset(int(count * chance.random() ** 2) for _ in range(chance.randint(1, most)))

    profiles = []
    for number in range(1, size + 1):
        topics = chance.choices(range(TOPIC_COUNT), k=2)
        logs = tuple(
            Heard(number * LOGS + at, text(topics, LOG_WORDS), at == 0, at == 1 and number % 3 == 0)
            for at in range(LOGS)
        )
        organisations = some(size // 4, 4)
        profiles.append(Profile(
            number, text(topics[:1], 4), text(topics, TEXT_WORDS), logs, organisations,
            frozenset(sorted(organisations)[:1]),
            some(40, 2), frozenset(chance.sample(range(7), 2)), some(12, 2), some(200, 2), some(300, 1),
            at=(45 + chance.random() / 5, 9 + chance.random() / 5), stage=chance.randint(-1, 4),
        ))  # fmt: skip
    return profiles


def timed(work: Callable[[], object], rounds: int) -> float:
    """The median of so many rounds, in seconds."""
    took = []
    for _round in range(rounds):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return median(took)


def main(size: int, rounds: int) -> None:
    """Compare all with all; then one that changed, and a hundred."""
    chance = random.Random(SEED)
    began = time.perf_counter()
    finder = Finder(invented(size), {}, most=TOP)
    built = time.perf_counter() - began
    rows, matrix = np.arange(size), finder.matrix().tocoo()
    keep = matrix.col % STRIDE <= LEARNING
    values = matrix.data[keep].astype(np.float32)
    texts = sparse.csr_matrix((values, (matrix.row[keep], matrix.col[keep])), shape=matrix.shape)
    by_column, stored = texts.T.tocsr(), matrix.nnz
    del matrix, keep, values
    product, everything = [], []
    held = current()
    forget_peak()
    for _round in range(rounds):  # in turn, so that both meet the same machine
        everything.append(timed(lambda: finder.compare(rows), 1))
        peak = memory()
        product.append(timed(lambda: sp_matmul_topn(texts, by_column, top_n=TOP, n_threads=THREADS), 1))

    def change(count: int) -> list[Profile]:
        picked = chance.sample(finder.profiles, count)
        return [replace(row, text=f"{row.text} {chance.choice(picked).text}") for row in picked]

    singles = [change(1) for _round in range(ROUNDS)]
    touched = [len(finder.update(single)) for single in singles]
    changes = iter([change(1) for _round in range(ROUNDS)])
    ones = [timed(lambda: finder.update(next(changes)), 1) for _round in range(ROUNDS)]
    hundreds = iter([change(CHANGED) for _round in range(rounds)])
    hundred = [timed(lambda: finder.update(next(hundreds)), 1) for _round in range(rounds)]
    whole = [timed(lambda: finder.compare(rows), 1) for _round in range(rounds)]
    print(json.dumps({
        "product": median(product), "all": median(everything), "quickest": min(everything) / min(product),
        "built": built,
        "memory": peak - held, "one": median(ones), "one_quickest": min(ones), "touched": median(touched),
        "hundred": median(hundred), "whole": median(whole), "told": timed(lambda: finder.pairs(TOLD), 1),
        "stored": stored, "texts": texts.nnz,
    }))  # fmt: skip


def current() -> int:
    """Megabytes that this process holds now."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024)


def forget_peak() -> None:
    """Let the most that was held begin from here, where the system allows it."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
