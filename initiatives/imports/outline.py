"""What a run's files hold at a glance: columns, how full they are, and a first guess at a plan."""

from dataclasses import dataclass
from itertools import islice

from initiatives.imports.guess import guess
from initiatives.imports.names import named, named_kinds
from initiatives.imports.plan import Plan
from initiatives.imports.profile import Profile, profile
from initiatives.imports.reading import JoinedTable, open_run
from initiatives.imports.targets import Target, targets
from initiatives.models import ImportRun
from stakeholders.models import Portfolio

SAMPLE_ROWS = 2_500


@dataclass(frozen=True, slots=True)
class Outline:
    """The columns of a run, judged by its first rows."""

    target: Target
    portfolio: Portfolio
    table: JoinedTable
    names: tuple[str, ...]
    profiles: tuple[Profile, ...]
    rows: tuple[tuple[str, ...], ...]
    is_whole: bool

    def guess(self) -> Plan:
        """The best plan without asking."""
        fields = self.target.fields(self.portfolio)
        kinds = {field.names for field in fields if field.names}
        known = {
            kind: frozenset(named(name) for _pk, name in named_kinds.get(kind).choices(self.portfolio))
            for kind in kinds
        }
        return guess(self.profiles, self.rows, fields, keeps_extra=self.target.keeps_extra, known=known)


def outline(run: ImportRun, plan: Plan) -> Outline:
    """Read the first rows; raises TabularError when the files cannot be read as they are set."""
    table = open_run(run, plan)
    rows = tuple(row.cells for row in islice(table.rows, SAMPLE_ROWS + 1))
    sample = rows[:SAMPLE_ROWS]
    profiles = tuple(profile(name, place, [cells[place] for cells in sample]) for place, name in enumerate(table.names))
    return Outline(
        target=targets.get(run.target),
        portfolio=run.portfolio,
        table=table,
        names=table.names,
        profiles=profiles,
        rows=sample,
        is_whole=len(rows) <= SAMPLE_ROWS,
    )
