"""Connections as something that can be imported: lists of pairs, and blueprints of Kumu."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from initiatives.imports.connections_fields import BACKWARD, BOTH, the_ends, what_is_said
from initiatives.imports.connections_rules import OVER, Ends, Standing, fitting, pair_of, twins_of, understood
from initiatives.imports.fields import Field, Problem, Record
from initiatives.imports.held import with_other_rows
from initiatives.imports.names import named
from initiatives.imports.targets import Scope, Target, Values
from initiatives.models import DIRECTED_KINDS, Connection
from initiatives.wording_connections import BACK
from stakeholders.models import Portfolio

COLUMNS = (
    "kind", "statement", "status", "strength", "confidence", "circle", "since_on", "said_on", "ended_on", "outcome",
)  # fmt: skip
WRITTEN = tuple(name for name in COLUMNS if name != "kind")


class ConnectionsTarget(Target):
    """How initiatives hang together; a pair is known again by its two and its kind, whichever comes first."""

    name: ClassVar[str] = "connections"
    label = _("connection")
    label_many = _("connections")
    explanation = _("How initiatives hang together: one row for each pair, or a blueprint from Kumu.")
    model = Connection
    home_view = "initiatives:connections"
    order = 3

    def fields(self, portfolio: Portfolio) -> tuple[Field, ...]:
        return (*the_ends(), *what_is_said())

    def tidy(self, record: Record) -> tuple[Record, Sequence[Problem]]:
        """A pair has one key however it is written, so that a second row of it is noticed in the whole file."""
        said = record.values.get("kind", "")
        source, target = (
            str(record.values.get(f"{name}_number") or "") or named(record.values.get(name, ""))
            for name in ("source", "target")
        )
        if not (said and source and target):
            return record, ()
        kind, turned = said.removesuffix(BACK), said.endswith(BACK)
        problems: list[Problem] = []
        if kind in DIRECTED_KINDS and record.values.get("direction") == BOTH:
            expected = _now("one way: this kind has a direction, so it is read from the first to the second")
            problems.append(Problem(record.row, "", _now("both ways"), expected))
        if turned != (kind in DIRECTED_KINDS and record.values.get("direction") == BACKWARD):
            source, target = target, source
        ends = (source, target) if kind in DIRECTED_KINDS else sorted((source, target))
        return replace(record, key=" / ".join((kind, *ends))), problems

    def settle(self, scope: Scope, records: Sequence[Record]) -> tuple[list[Record], list[Problem]]:
        """Find both initiatives of each row, and keep out what can't be said of them."""
        ends = Ends(scope, records)
        found, problems = [], []
        for record in records:
            known, problem = understood(record, ends)
            if known is not None:
                known, problem = fitting(known)
            if problem is not None or known is None:
                problems += [problem] if problem else []
            else:
                found.append(known)
        standing = Standing(scope, found)
        settled = []
        for record in found:
            if expected := standing.refuses(record):
                pair = f"{record.values['source']} – {record.values['target']}"
                problems.append(Problem(record.row, "", pair[:120], expected, is_skipped=True))
            else:
                settled.append(record)
        return settled, problems

    def find(self, scope: Scope, keys: Collection[str]) -> dict[str, int]:
        """Pairs that are connected in this way already, by whomever that was said."""
        return {key: twin[0] for key, twin in twins_of(keys).items()} if keys else {}

    def load(self, ids: Collection[int], scope: Scope) -> dict[int, dict[str, Any]]:
        rows = Connection.objects.filter(pk__in=ids, portfolio=scope.portfolio)
        ends = rows.values("pk", "source__title", "target__title", *COLUMNS)
        return {
            row["pk"]: {name: _plain(row[name]) for name in COLUMNS}
            | {"source": row["source__title"], "target": row["target__title"]}
            for row in ends
        }

    def state(self, ids: Collection[int], scope: Scope) -> dict[int, dict[str, Any]]:
        """What the history compares: what an import may change."""
        return {pk: {name: row[name] for name in WRITTEN} for pk, row in self.load(ids, scope).items()}

    def create(self, scope: Scope, records: Sequence[Record]) -> list[int]:
        made = []
        for record in records:
            kind, source, target = pair_of(record.key)
            row = Connection(
                portfolio=scope.portfolio, source_id=source, target_id=target, kind=kind, said_by=scope.by,
                said_on=timezone.localdate(),
            )  # fmt: skip
            _set(row, record.values)
            made.append(row)
        return [row.pk for row in Connection.objects.bulk_create(made, batch_size=500)]

    def update(self, scope: Scope, changes: Mapping[int, Values]) -> None:
        rows = Connection.objects.in_bulk(changes.keys())
        for pk, row in rows.items():
            _set(row, changes[pk])
            row.edit += 1
        Connection.objects.bulk_update(rows.values(), [*WRITTEN, "edit"], batch_size=200)

    def delete(self, ids: Collection[int]) -> None:
        Connection.objects.filter(pk__in=ids).delete()

    def held(self, ids: Collection[int]) -> set[int]:
        return with_other_rows(Connection, ids, own=())


def _plain(value: Any) -> Any:
    """A column's value as an import holds it, None for nothing."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else value or None


def _set(row: Connection, values: Values) -> None:
    """Write plain values on a connection; what is empty becomes what it was by default. What holds has no end."""
    for name in WRITTEN:
        if name in values:
            field: Any = Connection._meta.get_field(name)
            value = values[name] if values[name] is not None else field.get_default()
            setattr(row, name, field.to_python(value))
    if row.status not in OVER:
        row.outcome = ""
    if row.status != Connection.Status.ENDED:
        row.ended_on = None
