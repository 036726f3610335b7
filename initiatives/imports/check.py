"""The rehearsal of an import: every row is read and compared, every problem noted, nothing written."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from django.db import transaction

from initiatives.imports.batches import Comparison, compare
from initiatives.imports.fields import Problem, Record
from initiatives.imports.resolve import Rehearsal, count_values, with_ids
from initiatives.imports.stream import Stream, open_stream
from initiatives.models import ImportProblem, ImportRun

BATCH = 1_000
SHOWN_ROWS = 10
SHOWN_EDITS = 20
MOST_PROBLEMS = 50_000


def check(run: ImportRun) -> None:
    """Read the whole file as the plan says and keep what came of it: counts, first rows, problems, edits."""
    stream = open_stream(run)
    rehearsal = Rehearsal(stream.plan, run.portfolio)
    tally = Tally()
    ImportProblem.objects.filter(run=run).delete()
    for batch in stream.batches(BATCH):
        records, found = stream.target.settle(stream.scope, batch.records)
        dropped = len(batch.records) - len(records)
        _settle_values(rehearsal, records, stream, tally)
        read = {record.row: record for record in batch.records}
        tally.show([read.get(record.row, record) for record in records])
        resolved = with_ids(records, stream.fields.values(), rehearsal.resolved)
        tally.add(compare(stream.scope, stream.target, resolved), batch.skipped + dropped)
        tally.note([*batch.problems, *found], run)
        run.report_progress(batch.rows_until, run.progress_total)
    _finish(run, rehearsal, tally)


def _settle_values(rehearsal: Rehearsal, records: list[Record], stream: Stream, tally: "Tally") -> None:
    counts: dict[str, Counter[str]] = {}
    count_values(records, stream.fields.values(), counts)
    rehearsal.settle(counts)
    for kind, found in counts.items():
        tally.values.setdefault(kind, Counter()).update(found)


class Tally:
    """What the rehearsal has seen so far."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter(created=0, updated=0, unchanged=0, skipped=0)
        self.rows: list[dict[str, Any]] = []
        self.edits: list[dict[str, Any]] = []
        self.values: dict[str, Counter[str]] = {}
        self.problems = 0

    def show(self, records: list[Record]) -> None:
        """Keep the first rows as they were understood, before texts become ids."""
        for record in records[: SHOWN_ROWS - len(self.rows)]:
            self.rows.append({"row": record.row, "key": record.key, "values": dict(record.values)})

    def add(self, comparison: Comparison, skipped: int) -> None:
        """Count a batch, and keep the first edits."""
        self.counts.update(
            created=len(comparison.created),
            updated=len(comparison.edited),
            unchanged=comparison.unchanged,
            skipped=skipped,
        )
        for edit in comparison.edited[: SHOWN_EDITS - len(self.edits)]:
            self.edits.append(
                {"row": edit.record.row, "key": edit.record.key, "id": edit.id, "fields": sorted(edit.fields)}
            )

    def note(self, problems: list[Problem], run: ImportRun) -> None:
        """Write the problems of a batch down; the count goes on beyond what is kept."""
        store_problems(run, problems[: max(MOST_PROBLEMS - self.problems, 0)])
        self.problems += len(problems)


def store_problems(run: ImportRun, problems: list[Problem]) -> None:
    """Keep problems as rows, to be paged, grouped and downloaded."""
    ImportProblem.objects.bulk_create(
        [
            ImportProblem(
                run=run,
                row=problem.row,
                column=problem.column[:255],
                found=problem.found[:200],
                expected=problem.expected[:300],
                is_skipped=problem.is_skipped,
            )
            for problem in problems
        ],
        batch_size=1_000,
    )


@transaction.atomic
def _finish(run: ImportRun, rehearsal: Rehearsal, tally: Tally) -> None:
    if not run.is_still_mine():
        return
    run.preview = {
        "rows": tally.rows,
        "edits": tally.edits,
        "problems": tally.problems,
        "values": {
            kind: {value: asdict(plan) for value, plan in plans.items()} for kind, plans in rehearsal.settled.items()
        },
        "value_counts": {kind: dict(counts) for kind, counts in tally.values.items()},
    }
    run.counts = dict(tally.counts)
    run.resolved, run.rows_done = {}, 0
    run.status = ImportRun.Status.CHECKED
    run.save(update_fields=["preview", "counts", "resolved", "rows_done", "status", "changed_at"])
