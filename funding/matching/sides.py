"""What the two sides of a match say, without rows and clocks."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Wanted:
    """A call: no target means any, no system or concern means that none was named."""

    text: str
    targets: frozenset[str] = frozenset()
    systems: frozenset[int] = frozenset()
    concerns: frozenset[int] = frozenset()
    least: Decimal | None = None
    most: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Sought:
    """What would help, for one thing."""

    text: str
    target: str
    systems: frozenset[int] = frozenset()
    concerns: frozenset[int] = frozenset()
    amount: Decimal | None = None
    currency: str = ""


class Kind(StrEnum):
    """What a reason is about, in the order in which reasons are read."""

    TARGET = "target"
    SYSTEMS = "systems"
    CONCERNS = "concerns"
    SUM = "sum"
    WORDS = "words"


class Fit(StrEnum):
    """How a sum stands to what a call gives."""

    WITHIN = "within"
    OVER = "over"
    UNDER = "under"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reason:
    """Why the two meet, or what somebody should know before they talk.

    `ids` are systems or concerns; `words` are as they stand in the call. A sum has its `fit`; one in another currency
    says what it is worth and by which `rates` (currency, rate, day), in plain text as the database keeps it.
    """

    kind: Kind
    ids: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    target: str = ""
    fit: str = ""
    worth: str = ""
    into: str = ""
    rates: tuple[tuple[str, str, str], ...] = ()

    @property
    def speaks_for(self) -> bool:
        """Whether it is a reason to talk, and no warning."""
        return self.kind != Kind.SUM or self.fit == Fit.WITHIN

    def as_json(self) -> dict[str, Any]:
        """Only what it says."""
        said = {name: value for name, value in vars(self).items() if value}
        return {
            name: [list(one) for one in value] if name == "rates" else _plain(value) for name, value in said.items()
        }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else str(value)


def from_json(said: dict[str, Any]) -> Reason:
    """A reason as the database kept it."""
    return Reason(
        kind=Kind(said["kind"]),
        ids=tuple(said.get("ids", ())),
        words=tuple(said.get("words", ())),
        target=said.get("target", ""),
        fit=said.get("fit", ""),
        worth=said.get("worth", ""),
        into=said.get("into", ""),
        rates=tuple((code, rate, day) for code, rate, day in said.get("rates", ())),
    )
