"""Comparing a batch of records with what is here, and writing the difference, in sets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType

from initiatives.imports.fields import Record
from initiatives.imports.targets import EXTRA, Scope, Target
from initiatives.models import ImportedRecord, ImportRun
from portfolio_hub.lib.writing import write_many
from stakeholders.models import Change
from stakeholders.services import history

States = dict[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Edit:
    """A row of ours that the source now describes differently: `{field: [before, after]}`."""

    record: Record
    id: int
    fields: dict[str, list[Any]]


@dataclass(slots=True)
class Comparison:
    """What a batch of records would do."""

    created: list[Record] = field(default_factory=list)
    edited: list[Edit] = field(default_factory=list)
    adopted: list[tuple[Record, int]] = field(default_factory=list)
    unchanged: int = 0
    snapshots: dict[str, ImportedRecord] = field(default_factory=dict)


def said(record: Record, keeps_extra: bool) -> dict[str, Any]:
    """Everything the source says about a row."""
    return {**record.values, EXTRA: dict(record.extra)} if keeps_extra and record.extra else dict(record.values)


def compare(scope: Scope, target: Target, records: Sequence[Record]) -> Comparison:
    """Sort records into new, changed and unchanged.

    Only what changed at the source since it was last read counts as a change: an edit made here in between
    stays, unless the source changed the same field.
    """
    keys = {record.key for record in records}
    known = ImportedRecord.objects.filter(
        portfolio=scope.portfolio, target=target.name, source=scope.source, external_id__in=keys
    )
    result = Comparison(snapshots={snapshot.external_id: snapshot for snapshot in known})
    ids = {key: snapshot.object_id for key, snapshot in result.snapshots.items()}
    ids |= target.find(scope, keys - ids.keys())
    news = {record.key: _news(record, result.snapshots.get(record.key), target) for record in records}
    here = target.load(ids.values(), scope) if ids else {}
    for record in records:
        current = here.get(ids.get(record.key, 0))
        if current is None:
            result.created.append(record)
            continue
        if news[record.key]:
            _sort_known(result, record, ids[record.key], news[record.key], current)
        else:
            result.unchanged += 1
    return result


def _news(record: Record, snapshot: ImportedRecord | None, target: Target) -> dict[str, Any]:
    """What the source says that it did not say before."""
    before = snapshot.values if snapshot else {}
    return {name: value for name, value in said(record, target.keeps_extra).items() if before.get(name) != value}


def _sort_known(result: Comparison, record: Record, pk: int, news: dict[str, Any], current: dict[str, Any]) -> None:
    if EXTRA in news:
        news[EXTRA] = {**(current.get(EXTRA) or {}), **news[EXTRA]}
    edits = {name: [current.get(name), value] for name, value in news.items() if current.get(name) != value}
    if edits:
        result.edited.append(Edit(record, pk, edits))
    else:
        result.adopted.append((record, pk))
        result.unchanged += 1


def write(scope: Scope, target: Target, run: ImportRun, comparison: Comparison) -> None:
    """Write what the comparison found, with its history, in a fixed number of statements."""
    new_ids = target.create(scope, comparison.created) if comparison.created else []
    before: States = {}
    if comparison.edited:
        before = target.state([edit.id for edit in comparison.edited], scope)
        target.update(
            scope, {edit.id: {name: pair[1] for name, pair in edit.fields.items()} for edit in comparison.edited}
        )
    known = [
        *zip(comparison.created, new_ids, strict=True),
        *((edit.record, edit.id) for edit in comparison.edited),
        *comparison.adopted,
    ]
    _remember(scope, target, run, known, comparison.snapshots)
    _tell(scope, target, comparison.created, new_ids, before)


def _remember(
    scope: Scope,
    target: Target,
    run: ImportRun,
    known: Sequence[tuple[Record, int]],
    snapshots: dict[str, ImportedRecord],
) -> None:
    """Keep what the source says now; what it said before is kept for an undo."""
    rows = [
        ImportedRecord(
            portfolio=scope.portfolio,
            target=target.name,
            source=scope.source,
            external_id=record.key,
            object_id=pk,
            values=said(record, target.keeps_extra),
            run=run,
            previous=snapshots[record.key].values if record.key in snapshots else None,
        )
        for record, pk in known
    ]
    write_many([row for row in rows if row.external_id not in snapshots])
    ImportedRecord.objects.bulk_create(
        [row for row in rows if row.external_id in snapshots],
        update_conflicts=True,
        unique_fields=("portfolio", "target", "source", "external_id"),
        update_fields=("object_id", "values", "previous", "run"),
    )


def _tell(scope: Scope, target: Target, created: Sequence[Record], new_ids: Sequence[int], before: States) -> None:
    """The history of a batch: what was made, and for each edited row what differs."""
    kind = ContentType.objects.get_for_model(target.model)
    required = next(field.name for field in target.fields(scope.portfolio) if field.is_required)
    made = [
        (pk, Change.Kind.CREATED, {required: [None, str(record.values[required])[:200]]})
        for record, pk in zip(created, new_ids, strict=True)
    ]
    after = target.state(before.keys(), scope) if before else {}
    edited = [(pk, Change.Kind.IMPORTED, history.difference(before[pk], after[pk])) for pk in after]
    write_many(
        [
            Change(
                content_type=kind,
                object_id=pk,
                portfolio=scope.portfolio,
                kind=change,
                fields=fields,
                by=scope.by,
                why=scope.file_name,
                batch=scope.batch,
            )
            for pk, change, fields in (*made, *edited)
        ]
    )
