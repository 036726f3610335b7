"""What the engine reads and what it answers; plain values, so that thinking needs no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

FIELDS = ("saw", "next", "tried")


def whole_text(title: str, tried: str, saw: str, next: str) -> str:
    """All the words of a log as the engine reads them."""
    return "\n".join(part for part in (title, tried, saw, next) if part)


class Read(NamedTuple):
    """What the analyser made of a text: its language, and its stems in order, with spaces between."""

    language: str
    stems: str


@dataclass(frozen=True, slots=True)
class Record:
    """One learning log, as far as the engine needs to know it; texts are word for word."""

    id: int
    initiative: int | None
    systems: tuple[int, ...]
    day: date
    tried: str = ""
    saw: str = ""
    next: str = ""
    kind: str = ""
    mark: str = ""
    title: str = ""

    @property
    def text(self) -> str:
        """All the words of the log."""
        return whole_text(self.title, self.tried, self.saw, self.next)

    @property
    def month(self) -> date:
        """The first day of the month that the log tells about."""
        return self.day.replace(day=1)


def voices(records: Iterable[Record]) -> set[int]:
    """Return the initiatives that the logs are about."""
    return {record.initiative for record in records if record.initiative is not None}


@dataclass(frozen=True, slots=True)
class Active:
    """An initiative that could have been heard from."""

    id: int
    systems: tuple[int, ...] = ()
    sectors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A theme of earlier reports: what tells it, its logs among those asked about, and what people decided."""

    id: int
    profile: Mapping[str, float]
    logs: frozenset[int] = frozenset()
    name: str = ""
    since: date | None = None
    is_pinned: bool = False
    is_excluded: bool = False
    merged_into: int | None = None
    year_before: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The frozen scope of a report: the logs of its period, of the one before, and who could have spoken.

    `known` are the themes of earlier reports; `moved` has the theme into which people put a log, None for none.
    `own` has, for each group of the frame, the logs that its own people wrote. `read` has what was kept of texts, by
    log; the answer is the same without it, only later.
    """

    now: Sequence[Record]
    before: Sequence[Record] = ()
    active: Sequence[Active] = ()
    months: Sequence[date] = ()
    language: str = "en"
    known: Sequence[Known] = ()
    moved: Mapping[int, int | None] = field(default_factory=dict)
    own: Mapping[str, frozenset[int]] = field(default_factory=dict)
    read: Mapping[int, Read] = field(default_factory=dict)


class Part(StrEnum):
    """What beside systems a portfolio's frame is made of."""

    SECTOR = "sector"
    PLACE = "place"
    GROUP = "group"


class Movement(StrEnum):
    """How a theme moved against the period before."""

    NEW = "new"
    RISING = "rising"
    STEADY = "steady"
    FADING = "fading"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a log: `text` stands exactly so in its field; `near` is the part nearest the theme."""

    log: int
    field: str
    text: str
    near: str


@dataclass(frozen=True, slots=True)
class FoundTheme:
    """A pattern across logs: how it is called, which logs carry it now and carried it before.

    `is_heard` says whether it is a theme of this period by itself, and not only of the one before; `known` is the
    theme of earlier reports that it is, and `name` what people call it; `phrase` is a clause of one of
    its logs that says it, if any does; `fewest` is how many initiatives a theme of this period needs.
    """

    words: tuple[str, ...]
    stems: tuple[str, ...]
    logs: tuple[tuple[int, float], ...]
    before: tuple[int, ...]
    initiatives: tuple[int, ...]
    systems: tuple[tuple[int, int], ...]
    months: tuple[tuple[date, int], ...]
    movement: Movement
    is_heard: bool
    is_few: bool
    quotes: tuple[Quote, ...] = ()
    name: str = ""
    phrase: str = ""
    profile: Mapping[str, float] = field(default_factory=dict)
    known: Known | None = None
    sectors: tuple[tuple[str, int], ...] = ()
    places: tuple[tuple[str, int], ...] = ()
    fewest: int = 2


@dataclass(frozen=True, slots=True)
class Heard:
    """How many of the active initiatives of a system were heard from; `system` None counts those with none."""

    system: int | None
    heard: int
    expected: int
    silent: tuple[int, ...]
    logs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HeardPart:
    """The active initiatives of a sector, place or group that were heard from, and those that were not.

    `logs` are theirs; `own` are those that people of the group wrote.
    """

    kind: Part
    key: str
    heard: tuple[int, ...]
    silent: tuple[int, ...]
    logs: tuple[int, ...] = ()
    own: tuple[int, ...] = ()

    @property
    def expected(self) -> int:
        return len(self.heard) + len(self.silent)

    @property
    def share(self) -> float:
        return len(self.heard) / max(self.expected, 1)


@dataclass(frozen=True, slots=True)
class SharedBarrier:
    """The same obstacle met by several initiatives of several systems; `theme` counts from 0."""

    theme: int
    logs: tuple[int, ...]
    initiatives: tuple[int, ...]
    systems: tuple[int, ...]
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Pull:
    """A theme that stands in the way of some and helps others; how many initiatives tell of only one of the two."""

    theme: int
    barriers: tuple[int, ...]
    enablers: tuple[int, ...]
    against: int
    helping: int
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One initiative's barrier, and another's log that may answer it, with the words that both share."""

    barrier: int
    answer: int
    words: tuple[str, ...]
    near: float
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Surprise:
    """A log that its author marked as a surprise, or one unlike anything said before; its telling words."""

    log: int
    is_marked: bool
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Logs that are counted but carry no theme, by reason."""

    short: int = 0
    repeated: int = 0
    apart: int = 0


@dataclass(frozen=True, slots=True)
class Rollup:
    """Everything a report says before a person edits it.

    `read_roughly` counts the logs of this period in languages whose words the analyser cannot tell apart well.
    """

    logs: int = 0
    logs_before: int = 0
    initiatives: int = 0
    initiatives_before: int = 0
    kinds: tuple[tuple[str, int], ...] = ()
    marks: tuple[tuple[str, int], ...] = ()
    systems: tuple[tuple[int, int], ...] = ()
    months: tuple[tuple[date, int], ...] = ()
    languages: tuple[tuple[str, int], ...] = ()
    read_roughly: tuple[tuple[str, int], ...] = ()
    themes: tuple[FoundTheme, ...] = ()
    active: int = 0
    heard: tuple[Heard, ...] = ()
    silent: tuple[int, ...] = ()
    parts: tuple[HeardPart, ...] = ()
    left_out: LeftOut = field(default_factory=LeftOut)
    barriers: tuple[SharedBarrier, ...] = ()
    pulls: tuple[Pull, ...] = ()
    answers: tuple[Answer, ...] = ()
    surprises: tuple[Surprise, ...] = ()
