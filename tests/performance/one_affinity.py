"""Look for suggestions in an invented portfolio in this process, and say in JSON how long it took and how much memory."""

import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
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
ROUNDS = 30


def invented(size: int) -> list[Profile]:
    """A portfolio: texts of frequent words, words of two topics and rare ones; organisations few of which are in many."""
    chance, words = random.Random(SEED), vocabulary()
    first = first_topic_rank() - 1
    weights = [1 / (rank + 8) for rank in range(len(words))]

    def text(topics: Sequence[int], count: int) -> str:
        own = [words[first + topic * TOPIC_WORDS + chance.randrange(TOPIC_WORDS)] for topic in topics for _ in range(count // 4)]
        return " ".join(own + chance.choices(words, weights, k=count // 2)) + "."

    def some(count: int, most: int) -> frozenset[int]:
        return frozenset(int(count * chance.random() ** 2) for _ in range(chance.randint(1, most)))

    profiles = []
    for number in range(1, size + 1):
        topics = chance.choices(range(TOPIC_COUNT), k=2)
        logs = tuple(
            Heard(number * LOGS + at, text(topics, LOG_WORDS), at == 0, at == 1 and number % 3 == 0) for at in range(LOGS)
        )
        organisations = some(size // 4, 4)
        profiles.append(Profile(
            number, text(topics[:1], 4), text(topics, TEXT_WORDS), logs, organisations, frozenset(sorted(organisations)[:1]),
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
    finder = Finder(invented(size), {}, most=TOP)
    rows = np.arange(size)
    matrix = finder.matrix()
    entries = matrix.tocoo()
    keep = entries.col % STRIDE <= LEARNING
    values = entries.data[keep].astype(np.float32)
    texts = sparse.csr_matrix((values, (entries.row[keep], entries.col[keep])), shape=matrix.shape)
    by_column = texts.T.tocsr()
    before = memory()
    product = timed(lambda: sp_matmul_topn(texts, by_column, top_n=TOP, n_threads=2), rounds)
    after = memory()
    everything = timed(lambda: (finder.compare(rows), finder.pairs(TOLD)), rounds)
    held = memory()

    def change(count: int) -> list[Profile]:
        picked = chance.sample(finder.profiles, count)
        return [replace(row, text=f"{row.text} {chance.choice(picked).text}") for row in picked]

    one = timed(lambda: finder.update(change(1)), ROUNDS)
    touched = median(len(finder.update(change(1))) for _round in range(ROUNDS))
    hundred = timed(lambda: finder.update(change(CHANGED)), 3)
    whole = timed(lambda: finder.compare(rows), rounds)
    print(json.dumps({
        "product": product, "all": everything, "whole": whole, "memory": held - after, "of_product": after - before,
        "one": one, "touched": touched, "hundred": hundred, "stored": int(matrix.nnz), "texts": int(texts.nnz),
        "pairs": len(finder.pairs()) if size <= 1_000 else 0,
    }))  # fmt: skip


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
