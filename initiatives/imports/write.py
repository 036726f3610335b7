"""The confirmed import: batch by batch, each one whole or not at all, from where the last worker stopped."""

from collections import Counter

from django.db import transaction
from django.utils import timezone

from initiatives.imports.batches import compare
from initiatives.imports.batches import write as write_batch
from initiatives.imports.check import store_problems
from initiatives.imports.plan import ValuePlan
from initiatives.imports.reading import shapes_of
from initiatives.imports.resolve import make, with_ids
from initiatives.imports.stream import Batch, Stream, open_stream
from initiatives.models import ImportProblem, ImportRun
from stakeholders.models import Portfolio

BATCH = 1_000


class LostClaim(Exception):
    """Another worker has taken the import over; what this one did not commit is gone."""


def write(run: ImportRun) -> None:
    """Write all rows that are not written yet."""
    stream = open_stream(run)
    _begin(run, stream)
    for batch in stream.batches(BATCH):
        if batch.rows_until > run.rows_done:
            _write_batch(run, stream, batch)
    ImportRun.objects.filter(pk=run.pk, claimed_by=run.claimed_by).update(
        status=ImportRun.Status.DONE, finished_at=timezone.now(), changed_at=timezone.now()
    )


@transaction.atomic
def _begin(run: ImportRun, stream: Stream) -> None:
    """Once per import: make the organisations, places and systems that are new, and start counting."""
    if run.resolved.get("is_settled"):
        return
    hold(run)
    plans = {
        kind: {value: ValuePlan(**plan) for value, plan in found.items()}
        for kind, found in run.preview.get("values", {}).items()
    }
    run.resolved = {"is_settled": True, "ids": make(stream.scope, plans, shapes_of(run))}
    run.counts = {"created": 0, "updated": 0, "unchanged": 0, "skipped": 0}
    run.rows_done = 0
    ImportProblem.objects.filter(run=run).delete()
    run.save(update_fields=["resolved", "counts", "rows_done", "changed_at"])


@transaction.atomic
def _write_batch(run: ImportRun, stream: Stream, batch: Batch) -> None:
    hold(run)
    records, found = stream.target.settle(stream.scope, batch.records)
    dropped = len(batch.records) - len(records)
    resolved = with_ids(records, stream.fields.values(), run.resolved["ids"])
    comparison = compare(stream.scope, stream.target, resolved)
    write_batch(stream.scope, stream.target, run, comparison)
    store_problems(run, [*batch.problems, *found])
    counts = Counter(run.counts)
    counts.update(
        created=len(comparison.created),
        updated=len(comparison.edited),
        unchanged=comparison.unchanged,
        skipped=batch.skipped + dropped,
    )
    run.counts, run.rows_done = dict(counts), batch.rows_until
    ImportRun.objects.filter(pk=run.pk).update(
        counts=run.counts, rows_done=run.rows_done, progress_done=run.rows_done, heartbeat_at=timezone.now()
    )


def hold(run: ImportRun) -> None:
    """One import at a time writes into a portfolio, so that the same file brought in twice at once is known again."""
    Portfolio.objects.select_for_update(no_key=True).get(pk=run.portfolio_id)
    if not run.is_still_mine():
        raise LostClaim
