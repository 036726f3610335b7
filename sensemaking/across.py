"""Looks across the themes of one roll-up, and gives each pattern the words of its logs."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sensemaking import patterns, quotes
from sensemaking.records import Answer, Pull, Quote, Record, SharedBarrier, Surprise
from sensemaking.text import Analyser
from sensemaking.vectors import Vectors

QUOTES = 2


class Across:
    """The logs of both periods beside their word vectors; `count` of the records are of this period."""

    def __init__(
        self, vectors: Vectors, nearness: np.ndarray, records: Sequence[Record], count: int, analyser: Analyser
    ) -> None:
        self.vectors = vectors
        self.nearness = nearness
        self.analyser = analyser
        self.by_id = {record.id: record for record in records}
        placed = list(zip(records, vectors.row_of, strict=True))
        self.row_of = {record.id: row for record, row in placed}
        self.now, self.before = placed[:count], placed[count:]

    def barriers(self, themes: Sequence[Sequence[Record]]) -> tuple[SharedBarrier, ...]:
        """Obstacles met in several places, each with the words of two who met it."""
        return tuple(replace(found, quotes=self._voices(found.logs)) for found in patterns.shared_barriers(themes))

    def pulls(self, themes: Sequence[Sequence[Record]]) -> tuple[Pull, ...]:
        """Themes that hinder here and help there, with one voice from each side."""
        return tuple(
            replace(found, quotes=(*self._voices(found.barriers, 1), *self._voices(found.enablers, 1)))
            for found in patterns.pulls(themes)
        )

    def answers(self) -> tuple[Answer, ...]:
        """What may be learned from somebody else, in the words of both."""
        found = patterns.answers(self.vectors.matrix, self.vectors.stems, self.now, [*self.now, *self.before])
        return tuple(self._spoken(answer) for answer in found)

    def _spoken(self, answer: Answer) -> Answer:
        """The shared words as people spell them, and the sentences that hold them."""
        weight_of = dict.fromkeys(answer.words, 1.0)
        told = [quotes.quote_of(self.by_id[log], weight_of, self.analyser) for log in (answer.barrier, answer.answer)]
        spelled = {said.stem: said.word.lower() for said in self.analyser.spelled(self.by_id[answer.answer].text)}
        words = tuple(spelled.get(stem, stem) for stem in answer.words)
        return replace(answer, words=words, quotes=tuple(quote for quote in told if quote))

    def surprises(self) -> tuple[Surprise, ...]:
        """What surprised people, and what was said for the first time, each in its own words."""
        found = patterns.surprises(
            self.vectors.matrix, self.now, self.before, lambda row: round(float(self.nearness[row]), 4)
        )
        return tuple(replace(surprise, quotes=self._voices((surprise.log,), 1)) for surprise in found)

    def _voices(self, logs: Sequence[int], most: int = QUOTES) -> tuple[Quote, ...]:
        """The most telling sentence of the first logs of different initiatives."""
        return quotes.of_different_voices((self.by_id[log] for log in logs), self._quote, most)

    def _quote(self, record: Record) -> Quote | None:
        return quotes.quote_of(record, self._weights(record), self.analyser)

    def _weights(self, record: Record) -> dict[str, float]:
        """How much each stem of a log tells; every word alike where the log could not be compared."""
        row = self.row_of[record.id]
        if row < 0:
            return dict.fromkeys(self.analyser.stems(record.text)[1], 1.0)
        line = self.vectors.matrix[row].tocoo()
        return {self.vectors.stems[column]: float(weight) for column, weight in zip(line.col, line.data, strict=True)}
