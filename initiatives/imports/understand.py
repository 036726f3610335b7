"""From a row of cells to a record: columns gathered into fields, every oddity noted; pure."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from initiatives.imports.fields import Field, FieldKind, Problem, Record
from initiatives.imports.plan import KEEP, ColumnPlan, Plan
from initiatives.imports.reading import JoinedRow
from initiatives.imports.targets import Target
from initiatives.imports.transform import Unreadable, clean, parse
from portfolio_hub.lib.tabular.cells import is_error

DEFAULT_JOINERS = {FieldKind.TEXT: " ", FieldKind.LONG_TEXT: "\n\n"}
KEY_JOINER = " / "
_KEY_LENGTH = 200
_FOUND_LENGTH = 120


def plain(value: Any) -> Any:
    """A parsed value as JSON holds it."""
    match value:
        case Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            return value


@dataclass(slots=True)
class Reader:
    """Reads rows by a plan; remembers the keys it saw, so that a second row of the same key is noticed."""

    plan: Plan
    target: Target
    names: Sequence[str]
    fields: dict[str, Field]
    seen: dict[str, int] = field(default_factory=dict)
    _columns: list[tuple[int, str, ColumnPlan]] = field(init=False)
    _key: list[int] = field(init=False)
    _fixed: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        at = {name: place for place, name in enumerate(self.names)}
        wanted = {KEEP, *self.fields}
        self._columns = [
            (at[name], name, plan) for name, plan in self.plan.columns.items() if name in at and plan.field in wanted
        ]
        self._key = [at[name] for name in self.plan.key if name in at]
        self._fixed = {
            name: plain(parse(text, self.fields[name], ColumnPlan(separator=";")))
            for name, text in self.plan.fixed.items()
            if text and name in self.fields
        }

    def understand(self, rows: Iterable[JoinedRow]) -> Iterator[tuple[Record | None, list[Problem]]]:
        """One record (or None for a row that cannot come in) with its problems, row by row."""
        for row in rows:
            problems = list(row.problems)
            record = self._record(row, problems)
            yield (None if any(problem.is_skipped for problem in problems) else record), problems

    def _record(self, row: JoinedRow, problems: list[Problem]) -> Record:
        values: dict[str, Any] = dict(self._fixed)
        texts: dict[str, list[str]] = {}
        extra: dict[str, str] = {}
        for place, name, plan in self._columns:
            raw = row.cells[place]
            if not raw or raw.isspace():
                continue
            if is_error(raw):
                problems.append(Problem(row.number, name, raw.strip(), _("a value, not a spreadsheet's error")))
            elif plan.field == KEEP:
                extra[name] = clean(raw, plan)
            else:
                self._read(row.number, name, clean(raw, plan), plan, values, texts, problems)
        for name, parts in texts.items():
            values[name] = self._joined(row.number, name, parts, problems)
        record = Record(row=row.number, key=self._key_of(row, values), values=values, extra=extra)
        record, found = self.target.tidy(record)
        problems += [*self._missing(record), *self._double(record), *found]
        return record

    def _read(
        self,
        row: int,
        column: str,
        text: str,
        plan: ColumnPlan,
        values: dict[str, Any],
        texts: dict[str, list[str]],
        problems: list[Problem],
    ) -> None:
        target = self.fields[plan.field]
        if target.kind in DEFAULT_JOINERS:
            texts.setdefault(target.name, []).append(text)
            return
        try:
            value = plain(parse(text, target, plan))
        except Unreadable as unreadable:
            problems.append(Problem(row, column, text[:_FOUND_LENGTH], str(unreadable)))
            return
        if target.takes_many:
            known = values.get(target.name) or []
            values[target.name] = [*known, *(piece for piece in value if piece not in known)]
        else:
            values.setdefault(target.name, value) if target.name not in self._fixed else None

    def _joined(self, row: int, name: str, parts: list[str], problems: list[Problem]) -> str:
        target = self.fields[name]
        joiner = self.plan.joiners.get(name) or DEFAULT_JOINERS[target.kind]
        text = joiner.join(dict.fromkeys(parts))
        if target.max_length and len(text) > target.max_length:
            expected = _("at most %(limit)s characters; it will be shortened") % {"limit": target.max_length}
            problems.append(Problem(row, self.plan.columns_of(name)[0], text[:_FOUND_LENGTH], expected))
            text = text[: target.max_length - 1].rstrip() + "…"
        return text

    def _key_of(self, row: JoinedRow, values: dict[str, Any]) -> str:
        """What the source calls this row: the key columns, or a digest of the whole row without them."""
        if self._key:
            parts = [" ".join(clean(row.cells[place], ColumnPlan()).split()) for place in self._key]
            key = KEY_JOINER.join(parts) if all(parts) else ""
        else:
            key = hashlib.sha256("\x1f".join(row.cells).encode()).hexdigest()[:24]
        return key if len(key) <= _KEY_LENGTH else hashlib.sha256(key.encode()).hexdigest()

    def _missing(self, record: Record) -> Iterator[Problem]:
        if not record.key:
            yield Problem(record.row, self.plan.key[0], "", _("a value: the key of a row cannot be empty"), True)
        for target in self.fields.values():
            if target.is_required and not record.values.get(target.name):
                columns = self.plan.columns_of(target.name)
                expected = _("%(field)s, without which a row cannot come in") % {"field": target.label}
                yield Problem(record.row, columns[0] if columns else "", "", expected, True)

    def _double(self, record: Record) -> Iterator[Problem]:
        first = self.seen.setdefault(record.key, record.row) if record.key else record.row
        if first != record.row:
            expected = _("a key that no other row has; row %(row)s has it too") % {"row": first}
            column = self.plan.key[0] if self.plan.key else ""
            yield Problem(record.row, column, record.key[:_FOUND_LENGTH], expected, True)
