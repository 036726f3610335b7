"""What affinity knows of an initiative, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Heard:
    """A learning log: its number, its whole text, and whether its author marked a barrier or an enabler in it."""

    log: int
    text: str
    is_barrier: bool = False
    is_enabler: bool = False


@dataclass(frozen=True)
class Given:
    """An offer or a need: its row's id, what it is of ("sites"), and its line."""

    id: int
    kind: str
    text: str


@dataclass(frozen=True)
class Profile:
    """One initiative. Ids are those of its rows; `leads` are organisations that lead or own it, a part of
    `organisations`; `at` is (latitude, longitude) in degrees; `stage` counts from 0 (idea) to 4 (embedded), and is -1
    once closed; `logs` are its recent ones, the newest first.
    """

    initiative: int
    title: str
    text: str = ""
    logs: tuple[Heard, ...] = ()
    organisations: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    systems: frozenset[int] = frozenset()
    levers: frozenset[int] = frozenset()
    commitments: frozenset[int] = frozenset()
    challenges: frozenset[int] = frozenset()
    offers: tuple[Given, ...] = ()
    needs: tuple[Given, ...] = ()
    at: tuple[float, float] | None = None
    stage: int = 0


@dataclass(frozen=True)
class Reason:
    """What speaks for a pair: `kind` is a value of `ReasonKind`, `share` its part of the score (0 to 1).

    `facts` are ids, words and numbers to make a sentence of, JSON-ready: {"organisations": [3]}, {"words": ["damp"]},
    {"metres": 240}, {"barrier": 17, "enabler": 44}, {"offer": 2, "need": 9}; `logs` the logs that it rests on.
    """

    kind: str
    share: float
    facts: Mapping[str, Any] = field(default_factory=dict)
    logs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two initiatives that may belong together, the smaller id first, for at least one reason, the strongest first.

    `kind` is a value of `ConnectionKind`, from the first to the second if `from_first`; `reach` (0 to 1) says how
    unlikely their own people are to find each other.
    """

    first: int
    second: int
    kind: str
    from_first: bool
    score: float
    reach: float
    reasons: tuple[Reason, ...]
