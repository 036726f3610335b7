"""What a narrative may stand on: the findings of a report and the words of their logs, as plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a log that the circle of the report may read, exactly as they stand in it."""

    log: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One finding; `logs` and `before` count them, `cited` are some of them, `numbers` are what may be said."""

    key: str
    kind: str
    title: str
    body: str = ""
    rule: str = ""
    logs: int = 0
    before: int = 0
    movement: str = ""
    is_few: bool = False
    cited: tuple[int, ...] = ()
    quotes: tuple[Words, ...] = ()
    systems: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    numbers: frozenset[float] = frozenset()
    finding: int = 0


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a narrative may be made of; `period` is said in words, `language` is that of the portfolio."""

    pieces: tuple[Piece, ...] = ()
    logs: int = 0
    logs_before: int = 0
    initiatives: int = 0
    period: str = ""
    language: str = "en"

    @property
    def by_key(self) -> dict[str, Piece]:
        return {piece.key: piece for piece in self.pieces}

    @property
    def quotes(self) -> dict[int, tuple[str, ...]]:
        """By log: its words, as often as findings quote it."""
        found: dict[int, tuple[str, ...]] = {}
        for piece in self.pieces:
            for words in piece.quotes:
                found[words.log] = (*found.get(words.log, ()), words.text)
        return found


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with the findings (by key) and the logs (by id) that it stands on."""

    text: str
    findings: tuple[str, ...] = ()
    logs: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "findings": list(self.findings), "logs": list(self.logs)}


Paragraphs = tuple[tuple[Sentence, ...], ...]


def as_json(paragraphs: Iterable[Iterable[Sentence]]) -> list[list[dict[str, Any]]]:
    """Paragraphs as a row keeps them."""
    return [[sentence.as_json() for sentence in paragraph] for paragraph in paragraphs]


def from_json(kept: Sequence[Sequence[dict[str, Any]]]) -> Paragraphs:
    """Paragraphs as a row kept them."""
    return tuple(
        tuple(Sentence(one["text"], tuple(one["findings"]), tuple(one["logs"])) for one in paragraph)
        for paragraph in kept
    )


def numbers_in(kind: str, data: dict[str, Any], logs: int, before: int) -> frozenset[float]:
    """The numbers that a finding states about itself; ids of rows are none."""
    found: set[float] = {logs, before}
    for name in ("initiatives", "barriers", "enablers", "systems"):
        if name in data:
            found.add(data[name] if isinstance(data[name], int) else len(data[name]))
    for name in ("against", "helping", "heard", "expected", "year_before"):
        if isinstance(data.get(name), int):
            found.add(data[name])
    if data.get("expected"):
        found.add(data["expected"] - data.get("heard", 0))
    for name in ("ends", "steps"):
        found.update(data.get(name, ()))
    found.update(count for _month, count in data.get("months", ()))
    if kind in ("theme", "change"):
        found.update(logs_in for _system, logs_in in data.get("systems", ()))
    return frozenset(found)
