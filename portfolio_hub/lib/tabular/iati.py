"""IATI activities as a table: one row each, read as a stream, with everything that XML can hide refused.

The standard library's expat reads it. A document type is refused where it begins, so that no entity is ever declared,
expanded or fetched.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.tabular.errors import EmptyFile, NotATable, TooLarge
from portfolio_hub.lib.tabular.headers import headers_of
from portfolio_hub.lib.tabular.source import Kind, Row, Source, Table

ROOT, ACTIVITY = "iati-activities", "iati-activity"
_CHUNK = 64 * 1024
_DEEPEST = 30
_MOST_NODES = 200_000
_MOST_CHARACTERS = 20_000_000
_DATES = {"1": "planned start", "2": "actual start", "3": "planned end", "4": "actual end"}
_ROLES = {
    "1": "funding organisation",
    "2": "accountable organisation",
    "3": "extending organisation",
    "4": "implementing organisation",
}
TRANSACTIONS = "transactions"
COLUMNS = (
    "identifier",
    "title",
    "title in other languages",
    "description",
    "description in other languages",
    "status",
    *_DATES.values(),
    "reporting organisation",
    *_ROLES.values(),
    "currency",
    TRANSACTIONS,
    "other facts",
)
_READ = {"iati-identifier", "title", "description", "activity-status", "activity-date", "reporting-org",
         "participating-org", "transaction"}  # fmt: skip
_PLAIN = {"transaction-type", "transaction-date", "value"}


@dataclass(slots=True)
class Node:
    """One element with what is in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: list["Node"] = field(default_factory=list)

    def all(self, tag: str) -> list["Node"]:
        return [node for node in self.inside if node.tag == tag]

    def first(self, tag: str) -> "Node":
        return next(iter(self.all(tag)), Node(tag, {}))

    def as_facts(self) -> dict[str, Any]:
        """The element as plain values, for what is kept aside."""
        facts: dict[str, Any] = dict(self.attributes)
        if words := self.text.strip():
            facts["text"] = words
        for node in self.inside:
            facts.setdefault(node.tag, []).append(node.as_facts())
        return facts

    def as_list(self) -> list[Any]:
        """The element as it stands: its tag, attributes, words, and what is inside."""
        return [self.tag, self.attributes, self.text.strip(), [node.as_list() for node in self.inside]]


def sniff(source: Source) -> Source:
    """Raises NotATable for a document that is none, or that declares a type."""
    found = replace(source, kind=Kind.IATI)
    if next(_activities(found), None) is None:
        raise EmptyFile(_("There is no activity in this file."))
    return found


def read(source: Source) -> Table:
    """The activities as rows."""
    rows = (Row(number=number, cells=_cells(node)) for number, node in enumerate(_activities(source), start=1))
    return Table(headers=headers_of(list(COLUMNS)), rows=rows)


class _Reader:
    """Gathers activities while expat reads; only the one that is being read is held."""

    def __init__(self) -> None:
        self.done: list[Node] = []
        self._open: list[Node] = []
        self._depth = self._nodes = self._characters = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.ExternalEntityRefHandler = self._refuse

    def _refuse(self, *_args: object) -> int:
        raise NotATable(
            _("This XML file declares a document type or entities, which IATI files never do. It is not read.")
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1 and tag != ROOT:
            raise NotATable(_("This is an XML file, but not one of IATI activities."))
        if self._open or tag == ACTIVITY:
            self._count(0)
            node = Node(tag, attributes)
            if self._open:
                self._open[-1].inside.append(node)
            self._open.append(node)

    def _text(self, words: str) -> None:
        if self._open:
            self._count(len(words))
            self._open[-1].text += words

    def _count(self, characters: int) -> None:
        self._nodes += 0 if characters else 1
        self._characters += characters
        if self._depth > _DEEPEST or self._nodes > _MOST_NODES or self._characters > _MOST_CHARACTERS:
            raise TooLarge(_("One activity of this file is bigger or deeper than any real one. It is not read."))

    def _end(self, _tag: str) -> None:
        self._depth -= 1
        if self._open:
            node = self._open.pop()
            if not self._open:
                self.done.append(node)
                self._nodes = self._characters = 0


def _activities(source: Source) -> Iterator[Node]:
    reader = _Reader()
    with source.open() as stream:
        try:
            while chunk := stream.read(_CHUNK):
                reader.parser.Parse(chunk, False)
                yield from reader.done
                reader.done.clear()
            reader.parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            line = getattr(error, "lineno", 0)
            raise NotATable(_("The XML breaks off or is damaged in line %(line)s.") % {"line": line}) from error
    yield from reader.done


def _cells(node: Node) -> tuple[str, ...]:
    own = node.attributes.get("xml:lang", "")
    facts: dict[str, str] = {
        "identifier": node.first("iati-identifier").text.strip(),
        "status": node.first("activity-status").attributes.get("code", ""),
        "reporting organisation": _name(node.first("reporting-org")),
        "currency": node.attributes.get("default-currency", ""),
    }
    for name in ("title", "description"):
        facts[name], facts[f"{name} in other languages"] = _narratives(node.first(name), own)
    for day in node.all("activity-date"):
        facts.setdefault(_DATES.get(day.attributes.get("type", ""), ""), day.attributes.get("iso-date", ""))
    for code, column in _ROLES.items():
        parts = [part for part in node.all("participating-org") if part.attributes.get("role") == code]
        facts[column] = "; ".join(dict.fromkeys(name for part in parts if (name := _name(part))))
    facts[TRANSACTIONS] = json.dumps([_transaction(one, facts["currency"]) for one in node.all("transaction")])
    rest: dict[str, Any] = {}
    for other in node.inside:
        if other.tag not in _READ:
            rest.setdefault(other.tag, []).append(other.as_facts())
    facts["other facts"] = json.dumps(rest, ensure_ascii=False) if rest else ""
    return tuple(facts.get(column, "") for column in COLUMNS)


def _name(node: Node) -> str:
    """The name of an organisation, else its reference; a semicolon would part it in two."""
    words = " ".join((node.first("narrative").text or node.attributes.get("ref", "")).split())
    return words.replace(";", ",")


def _narratives(node: Node, own: str) -> tuple[str, str]:
    """The words in the activity's own language (else the first), and those in others with theirs."""
    found = [
        (one.attributes.get("xml:lang", own), one.text.strip()) for one in node.all("narrative") if one.text.strip()
    ]
    if not found:
        return "", ""
    main = next((pair for pair in found if pair[0] == own), found[0])
    others = (f"{language}: {words}" for language, words in found if (language, words) != main)
    return main[1], "\n\n".join(others)


def _transaction(node: Node, currency: str) -> dict[str, Any]:
    """What it says in plain words, and all that follows its value as it stands, to be written out again."""
    value, on = node.first("value"), node.first("transaction-date").attributes.get("iso-date", "")
    facts: dict[str, Any] = {
        "ref": node.attributes.get("ref", ""),
        "humanitarian": node.attributes.get("humanitarian", ""),
        "type": node.first("transaction-type").attributes.get("code", ""),
        "on": on,
        "value": value.text.strip(),
        "currency": value.attributes.get("currency", currency),
        "value_on": value.attributes.get("value-date", on),
        "more": [one.as_list() for one in node.inside if one.tag not in _PLAIN],
    }
    return {name: said for name, said in facts.items() if said}
