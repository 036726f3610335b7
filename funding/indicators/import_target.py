"""Observations as something that can be imported."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from funding.indicators.import_fields import what_and_when, what_was_seen
from funding.indicators.import_rows import (
    Standing,
    Subjects,
    built,
    firsts,
    fitting,
    key_of,
    plain,
    rows_named,
    tips,
)
from funding.models import Indicator, Observation
from initiatives.imports.fields import Field, Problem, Record
from initiatives.imports.held import with_other_rows
from initiatives.imports.names import named
from initiatives.imports.targets import Scope, Target, Values
from stakeholders.models import Portfolio


class ObservationsTarget(Target):
    """Values of shared indicators. A value that changed at its source comes in as a correction: a new row that takes
    the place of the old one. Rows are known by the first row of their corrections.
    """

    name: ClassVar[str] = "observations"
    label = _("observation")
    label_many = _("observations of indicators")
    explanation = _("What was observed: one row for each indicator, initiative and period, with its value and source.")
    model = Observation
    home_view = "funding:indicators"
    order = 4

    def fields(self, portfolio: Portfolio) -> tuple[Field, ...]:
        current = Indicator.objects.filter(portfolio=portfolio).current()
        return (*what_and_when(current.values_list("name", flat=True)), *what_was_seen())

    def tidy(self, record: Record) -> tuple[Record, Sequence[Problem]]:
        """One key however a row is written, so that a second row of it is noticed in the whole file."""
        if not all(record.values.get(name) for name in ("indicator", "from_on", "to_on", "source")):
            return record, ()
        values = {name: named(value) if isinstance(value, str) else value for name, value in record.values.items()}
        return replace(record, key=key_of({**values, "external_id": record.values.get("external_id")})), ()

    def settle(self, scope: Scope, records: Sequence[Record]) -> tuple[list[Record], list[Problem]]:
        subjects = Subjects(scope, records)
        known, problems = [], []
        for record in records:
            found, problem = subjects.understood(record)
            known += [found] if found else []
            problems += [problem] if problem else []
        standing = Standing(self._here(scope, known))
        settled = []
        for record in known:
            found, problem = standing.settled(record)
            settled += [found] if found else []
            problems += [problem] if problem else []
        return settled, problems

    def _here(self, scope: Scope, records: Sequence[Record]) -> list[Observation]:
        """What stands of the indicators and days in some rows."""
        indicators = {record.values["indicator"] for record in records}
        days = {record.values["to_on"] for record in records}
        ids = {record.values["external_id"] for record in records if record.values.get("external_id")}
        rows = Observation.objects.standing().filter(indicator__in=indicators, indicator__portfolio=scope.portfolio)
        return list(rows.filter(to_on__in=days) | rows.filter(external_id__in=ids))

    def find(self, scope: Scope, keys: Collection[str]) -> dict[str, int]:
        """Observations that are here, by whomever they were written down."""
        if not keys:
            return {}
        here = Observation.objects.standing().filter(indicator__portfolio=scope.portfolio)
        rows = list(rows_named(keys, here))
        roots = firsts(rows)
        found = {}
        for row in rows:
            values = plain(row)
            for key in {key_of(values), key_of({**values, "external_id": ""})} & set(keys):
                found[key] = roots[row.pk]
        return found

    def load(self, ids: Collection[int], scope: Scope) -> dict[int, dict[str, Any]]:
        return {first: plain(row) for first, row in tips(ids).items()}

    def create(self, scope: Scope, records: Sequence[Record]) -> list[int]:
        made = [built(record.values, by=scope.by) for record in records]
        return [row.pk for row in Observation.objects.bulk_create(made, batch_size=500)]

    @transaction.atomic
    def update(self, scope: Scope, changes: Mapping[int, Values]) -> None:
        """Correct each row by a new one."""
        said = {first: (row, {**plain(row), **fitting(changes[first])}) for first, row in tips(changes).items()}
        made = [built(values, by=scope.by, corrects=row) for row, values in said.values()]
        Observation.objects.bulk_create(made, batch_size=500)

    def delete(self, ids: Collection[int]) -> None:
        """Take rows away with what corrected them in the same import."""
        chains = {row.pk: row for row in tips(ids).values()}
        while chains:
            before = {row.corrects_id for row in chains.values() if row.corrects_id and row.pk not in ids}
            Observation.objects.filter(pk__in=chains).delete()
            chains = Observation.objects.in_bulk(before)
        Observation.objects.filter(pk__in=ids).delete()

    def held(self, ids: Collection[int]) -> set[int]:
        return with_other_rows(Observation, ids, own={"corrected_by"})
