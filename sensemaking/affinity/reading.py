"""Reads profiles: the stems of what they say, as numbers of a vocabulary, and the things that they have."""

import re
from array import array
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from sensemaking.affinity.kinds import SETS
from sensemaking.affinity.profile import Given, Profile
from sensemaking.text import Analyser
from sensemaking.vectors import boilerplate_of

TEXT, LEARNING, BARRIER, ENABLER, OFFER, NEED = range(6)
SLOTS = {name: 6 + at for at, name in enumerate(SETS)}
"""Where each kind of thing stands beside the six kinds of text."""
STRIDE = 16
"""A column is the number of a stem or thing × this, and the slot; of two slots that answer each other, one is odd."""


class Said(NamedTuple):
    """What a profile holds, as numbers of the vocabulary: stems as often as they are said, and things, by slot."""

    parts: tuple["array[int]", ...]
    things: "array[int]"


@dataclass(slots=True)
class Vocabulary:
    """Stems and things by the number they got when they were first met."""

    numbers: dict[Hashable, int] = field(default_factory=dict)
    _next: Iterator[int] = field(default_factory=count)

    def number(self, key: Hashable) -> int:
        found = self.numbers.get(key)
        if found is None:
            found = self.numbers[key] = next(self._next)
        return found

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(slots=True)
class Reader:
    """Reads the profiles of one portfolio; `standing` are sentences that many of its texts repeat."""

    home: str
    standing: re.Pattern[str] | None = None
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    analyser: Analyser = field(init=False)

    def __post_init__(self) -> None:
        self.analyser = Analyser(self.home)

    def stems(self, text: str) -> list[str]:
        """The content words of a text without the standing sentences."""
        return self.analyser.stems(self.standing.sub(" ", text) if self.standing else text)[1]

    def read(self, profile: Profile) -> Said:
        """A title counts twice; all logs of an initiative are one text, so that no log is lost for being short."""
        logs = [(log, self.stems(log.text)) for log in profile.logs]
        parts = (
            [*self.stems(profile.title), *self.stems(f"{profile.title}\n{profile.text}")],
            [stem for _log, stems in logs for stem in stems],
            [stem for log, stems in logs if log.is_barrier for stem in stems],
            [stem for log, stems in logs if log.is_enabler for stem in stems],
            self._given(profile.offers),
            self._given(profile.needs),
        )
        number = self.vocabulary.number
        things = [
            number((kind, key)) * STRIDE + SLOTS[kind] for kind, name in SETS.items() for key in getattr(profile, name)
        ]
        return Said(tuple(array("i", map(number, part)) for part in parts), array("i", things))

    def _given(self, listed: Iterable[Given]) -> list[tuple[str, str]]:
        """What is offered and sought meets only where it is of one kind."""
        return [(given.kind, stem) for given in listed for stem in self.stems(given.text)]


def standing_in(profiles: Sequence[Profile]) -> re.Pattern[str] | None:
    """The sentences that a tenth of the texts, or of the logs, share word for word."""
    texts = boilerplate_of([profile.text for profile in profiles])
    logs = boilerplate_of([log.text for profile in profiles for log in profile.logs])
    patterns = [found.pattern for found in (texts, logs) if found]
    return re.compile("|".join(patterns)) if patterns else None
