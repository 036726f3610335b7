"""Taking a whole import back: what it made goes, what it changed returns, except where people went on."""

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.imports.held import with_other_rows
from initiatives.imports.names import named_kinds
from initiatives.imports.plan import Plan
from initiatives.imports.targets import Scope, Target, targets
from initiatives.imports.write import hold
from initiatives.models import ImportedRecord, ImportRun
from stakeholders.models import Change
from stakeholders.services import history

BATCH = 500
SHOWN_KEPT = 500


def undo(run: ImportRun) -> None:
    """Take back every edit of this import that nobody built upon, and say which had to stay."""
    target = targets.get(run.target)
    plan = Plan.from_json(run.mapping)
    scope = Scope(portfolio=run.portfolio, by=run.by, batch=run.batch, source=plan.source, file_name=run.file_name)
    after = 0
    while edits := _next(run, target, after):
        after = edits[-1].pk
        _undo_batch(run, target, scope, edits)
    _undo_named(run)
    ImportRun.objects.filter(pk=run.pk, claimed_by=run.claimed_by).update(
        status=ImportRun.Status.UNDONE, finished_at=timezone.now(), changed_at=timezone.now()
    )


def _next(run: ImportRun, target: Target, after: int) -> list[Change]:
    kind = ContentType.objects.get_for_model(target.model)
    standing = Change.objects.in_batch(run.batch).to_undo()
    return list(standing.filter(content_type=kind, pk__gt=after).order_by("pk")[:BATCH])


@transaction.atomic
def _undo_batch(run: ImportRun, target: Target, scope: Scope, edits: Sequence[Change]) -> None:
    hold(run)
    made = {edit.object_id for edit in edits if edit.kind == Change.Kind.CREATED}
    reasons = dict.fromkeys(_edited_since(edits, run), _("edited since"))
    reasons |= dict.fromkeys(target.held(made - reasons.keys()), _("something was added to it since"))
    undoable = [edit for edit in edits if edit.object_id not in reasons]
    gone = {edit.object_id for edit in undoable if edit.kind == Change.Kind.CREATED}
    back = {
        edit.object_id: {name: pair[0] for name, pair in edit.fields.items()}
        for edit in undoable
        if edit.kind != Change.Kind.CREATED
    }
    _forget(run, gone, back)
    target.restore(scope, back)
    target.delete(gone)
    _record_undone(undoable, scope)
    _count(run, undone=len(undoable), kept=reasons, edits=edits)


def _edited_since(edits: Sequence[Change], run: ImportRun) -> set[int]:
    """Rows with an edit that is newer than this import's and still stands."""
    newest = {edit.object_id: edit.pk for edit in edits}
    of_these = Change.objects.filter(content_type=edits[0].content_type, object_id__in=newest, pk__gt=edits[0].pk)
    later = of_these.to_undo().exclude(batch=run.batch)
    return {row for row, pk in later.values_list("object_id", "pk") if pk > newest[row]}


def _forget(run: ImportRun, gone: Collection[int], back: Collection[int]) -> None:
    """The source's words go back to what it said before this import."""
    ours = ImportedRecord.objects.filter(portfolio=run.portfolio, target=run.target, run=run)
    ours.filter(object_id__in=gone).delete()
    ours.filter(previous__isnull=False, object_id__in=back).update(values=F("previous"), run=None)


def _record_undone(edits: Sequence[Change], scope: Scope) -> None:
    history.record_many(
        Change(
            content_type=edit.content_type,
            object_id=edit.object_id,
            portfolio=scope.portfolio,
            kind=Change.Kind.UNDONE,
            fields={name: pair[::-1] for name, pair in edit.fields.items()},
            by=scope.by,
            why=scope.file_name,
            batch=scope.batch,
            undoes=edit,
        )
        for edit in edits
    )


def _count(run: ImportRun, *, undone: int, kept: dict[int, str], edits: Sequence[Change]) -> None:
    rows: list[dict[str, Any]] = run.preview.setdefault("kept", [])
    seen = {row["id"] for row in rows}
    rows += [{"id": pk, "reason": reason} for pk, reason in kept.items() if pk not in seen][
        : max(SHOWN_KEPT - len(rows), 0)
    ]
    run.counts["undone"] = run.counts.get("undone", 0) + undone
    run.counts["kept"] = run.counts.get("kept", 0) + len(kept)
    run.rows_done += len(edits)
    ImportRun.objects.filter(pk=run.pk).update(
        counts=run.counts,
        preview=run.preview,
        rows_done=run.rows_done,
        progress_done=run.rows_done,
        heartbeat_at=timezone.now(),
    )


@transaction.atomic
def _undo_named(run: ImportRun) -> None:
    """Organisations, places and systems that this import made go too, unless something else uses them by now."""
    hold(run)
    for _name, named in named_kinds.items():
        kind = ContentType.objects.get_for_model(named.model)
        made = Change.objects.in_batch(run.batch).standing().filter(content_type=kind, kind=Change.Kind.CREATED)
        if kind.model_class() is targets.get(run.target).model:
            continue
        edits = {edit.object_id: edit for edit in made}
        used = with_other_rows(named.model, edits.keys(), own={"portfolios"})
        free = [edit for pk, edit in edits.items() if pk not in used]
        named.model._base_manager.filter(pk__in=[edit.object_id for edit in free]).delete()
        _record_undone(
            free, Scope(portfolio=run.portfolio, by=run.by, batch=run.batch, source="", file_name=run.file_name)
        )
