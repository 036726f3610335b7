"""The records of a run in batches, as the check and the writing both read them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from initiatives.imports.fields import Field, Problem, Record
from initiatives.imports.plan import Plan
from initiatives.imports.reading import JoinedTable, open_run
from initiatives.imports.targets import Scope, Target, targets
from initiatives.imports.understand import Reader
from initiatives.models import ImportRun


@dataclass(slots=True)
class Batch:
    """Some rows of the file: those understood, all that was odd, and where in the file the batch ends."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: int = 0
    rows_until: int = 0


@dataclass(slots=True)
class Stream:
    """A run opened for reading."""

    target: Target
    plan: Plan
    scope: Scope
    table: JoinedTable
    fields: dict[str, Field]

    def batches(self, size: int) -> Iterator[Batch]:
        """All rows, `size` at a time."""
        reader = Reader(plan=self.plan, target=self.target, names=self.table.names, fields=self.fields)
        understood = reader.understand(self.table.rows)
        rows_until = 0
        while part := list(islice(understood, size)):
            rows_until += len(part)
            yield Batch(
                records=[record for record, _problems in part if record is not None],
                problems=[problem for _record, problems in part for problem in problems],
                skipped=sum(record is None for record, _problems in part),
                rows_until=rows_until,
            )


def open_stream(run: ImportRun) -> Stream:
    """Open the files of a run with its plan."""
    plan = Plan.from_json(run.mapping)
    target = targets.get(run.target)
    scope = Scope(portfolio=run.portfolio, by=run.by, batch=run.batch, source=plan.source, file_name=run.file_name)
    return Stream(
        target=target,
        plan=plan,
        scope=scope,
        table=open_run(run, plan),
        fields={field.name: field for field in target.fields(run.portfolio)},
    )
