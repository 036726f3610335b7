"""The heat map: rows of plain cells with their words, shades and addresses, ready to print."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.coverage import CellState, Status
from initiatives.models import System
from initiatives.overviews.coverage import STATUS_LABELS, CommitmentCoverage, coverage_of
from portfolio_hub.lib import formats
from portfolio_hub.overviews.frame.axes import Member, Scope
from portfolio_hub.overviews.frame.choice import COUNT, MONEY, Choice
from portfolio_hub.overviews.frame.counting import NOTHING, Ask, Count, Counts, count
from portfolio_hub.overviews.frame.places import Parts
from portfolio_hub.overviews.frame.steps import Steps, Value, of_counts, of_fifths
from stakeholders.access import Access

Coverage = Mapping[int, CommitmentCoverage]
MOST_ROWS, MOST_COLUMNS = 300, 60
NO_LINK, UNKNOWN = "·", "–"


class Cell(NamedTuple):
    """What stands in a cell: its text, class and address; `value` as a file has it, `state` where nothing stands."""

    text: str
    css: str
    url: str
    value: Value | str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the frame."""

    member: Member
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Frame:
    """Rows against columns; what stands in several cells counts in each, and in `counts.shown` once."""

    choice: Choice
    columns: tuple[Member, ...]
    rows: tuple[Row, ...]
    steps: Steps
    counts: Counts
    parts: Parts | None = None
    states: frozenset[str] = frozenset()
    left_out: tuple[int, int] = (0, 0)
    """How many rows and columns there are beyond those shown."""

    @property
    def is_empty(self) -> bool:
        return not self.rows or not self.columns or not (self.counts.cells or self.states)

    @property
    def lacks(self) -> str:
        """The axis that has no members at all, if one has none."""
        sides = ((self.choice.rows, self.rows), (self.choice.columns, self.columns))
        return next((name for name, members in sides if not members), "")

    @property
    def has_words(self) -> bool:
        """Whether a last column says how each row stands."""
        return any(row.member.word for row in self.rows)


def frame(
    access: Access,
    choice: Choice,
    *,
    systems: list[System] | None = None,
    coverage: Coverage | None = None,
    most: tuple[int, int] = (MOST_ROWS, MOST_COLUMNS),
    in_full: bool = True,
) -> Frame:
    """Read the frame in a fixed number of queries.

    With `in_full` false the totals are left out, and commitments by system come from `coverage` alone.
    """
    scope = Scope(access, choice.of, systems)
    meets_needs = {choice.rows, choice.columns} == {"commitments", "systems"}
    if coverage is None and meets_needs:
        coverage = coverage_of(access)
    known = coverage if meets_needs and choice.show == COUNT else None
    counts = _counts(scope, choice, known, in_full=in_full)
    rows, columns = _members(scope, choice, counts, coverage if meets_needs else None)
    beyond = (max(0, len(rows) - most[0]), max(0, len(columns) - most[1]))
    rows, columns = rows[: most[0]], columns[: most[1]]
    printed = Printer(access, choice, counts, coverage if meets_needs else None).frame(rows, columns)
    return replace(printed, left_out=beyond, parts=scope.parts if choice.has_places else None)


def _counts(scope: Scope, choice: Choice, known: Coverage | None, *, in_full: bool) -> Counts:
    """Count, but for cells that coverage has counted already."""
    axes, closed = (choice.row_axis, choice.column_axis), choice.counts_closed
    if known is None:
        ask = Ask.BOTH if in_full else Ask.CELLS
        return count(scope, axes, show=choice.show, with_closed=closed, ask=ask)
    counts = _from_coverage(known, flip=choice.rows == "systems")
    if not in_full:
        return counts
    once = count(scope, axes, show=choice.show, with_closed=closed, ask=Ask.ONCE)
    return replace(once, cells=counts.cells)


def _from_coverage(coverage: Coverage, *, flip: bool) -> Counts:
    pairs = {
        (str(pk), str(system)): Count(cell.count)
        for pk, found in coverage.items()
        for system, cell in found.cells.items()
        if cell.count
    }
    return Counts({(column, row): many for (row, column), many in pairs.items()} if flip else pairs)


def _members(
    scope: Scope, choice: Choice, counts: Counts, coverage: Coverage | None
) -> tuple[list[Member], list[Member]]:
    """Rows and columns; spare ones only where something stands in them, commitments with their status."""
    used = ({row for row, _column in counts.cells}, {column for _row, column in counts.cells})
    found = []
    for axis, keys in zip((choice.row_axis, choice.column_axis), used, strict=True):
        if axis.key == "commitments" and coverage is not None:
            members = [_with_status(found) for found in coverage.values()]
        else:
            members = axis.members(scope)
        found.append([member for member in members if member.key in keys or not member.is_spare])
    return found[0], found[1]


def _with_status(found: CommitmentCoverage) -> Member:
    word = str(STATUS_LABELS[found.status])
    return Member(str(found.pk), found.title, f"commitment={found.pk}", word=word, status=found.status.value)


class Printer:
    """Turns counts into cells of one frame."""

    def __init__(self, access: Access, choice: Choice, counts: Counts, coverage: Coverage | None) -> None:
        self.choice, self.counts, self.coverage = choice, counts, coverage
        self.home = reverse("initiatives:list", args=[access.portfolio.slug])
        self.promises = reverse("initiatives:commitments", args=[access.portfolio.slug])
        self.tail = "" if choice.counts_closed else "&state=active"
        self.write = cache(writer(choice.show, access.portfolio.currency))
        self.value: Callable[[Count], Value] = (lambda found: found.many) if choice.show == COUNT else amount_of

    def frame(self, rows: list[Member], columns: list[Member]) -> Frame:
        """Print every cell."""
        self.steps = self.steps_for()
        printed = tuple(self.row(row, columns) for row in rows)
        states = frozenset(cell.state for row in printed for cell in row.cells if cell.state)
        return Frame(self.choice, tuple(columns), printed, self.steps, self.counts, states=states)

    def steps_for(self) -> Steps:
        if self.choice.show == COUNT:
            return of_counts()
        return of_fifths((self.value(found) for found in self.counts.cells.values()), self.write)

    def row(self, row: Member, columns: list[Member]) -> Row:
        start = f"{self.home}?{row.query}"
        cells = self.counts.cells
        return Row(
            row,
            start + self.tail,
            tuple(
                self.counted(found, f"{start}&{column.query}{self.tail}")
                if (found := cells.get((row.key, column.key), NOTHING)).many
                else self.empty(row, column)
                for column in columns
            ),
        )

    def counted(self, found: Count, url: str) -> Cell:
        """A cell where initiatives stand, though there may be no money or log for them."""
        value = self.value(found)
        step = self.steps.of(value)
        return Cell(self.write(value), f"ph-heat-{step}" if step else "ph-heat-zero", url, value)

    def empty(self, row: Member, column: Member) -> Cell:
        """A cell where no initiative stands: what that means depends on what is expected there."""
        if self.coverage is None:
            return Cell("0", "ph-heat-zero", "", 0)
        commitment, system = (row, column) if self.choice.rows == "commitments" else (column, row)
        state = self.coverage[int(commitment.key)].cell(int(system.key)).state
        if state == CellState.GAP:
            url = f"{self.promises}{commitment.key}/gap/{system.key}/"
            return Cell(_("gap"), "ph-gap", url, _("gap"), state)
        if state == CellState.NOT_EXPECTED:
            return Cell(NO_LINK, "ph-none", "", _("no link expected"), state)
        if state == CellState.UNSAID:
            return Cell(UNKNOWN, "ph-none", "", _("not said yet"), state)
        return Cell("0", "ph-heat-zero", "", 0, state)


def amount_of(found: Count) -> Value:
    """The money or the logs of a count."""
    return found.amount


def writer(show: str, currency: str) -> Callable[[Value], str]:
    """How a value reads in a cell."""
    language = get_language() or "en"
    if show == MONEY:
        return lambda value: formats.money(value, currency, language)
    return lambda value: formats.number(value, language)


def gaps_first(coverage: Coverage, most: int) -> Coverage:
    """The commitments in their order; when there are too many for a page, those with most to do."""
    if len(coverage) <= most:
        return coverage
    rank = {Status.GAP: 0, Status.THIN: 1, Status.UNSAID: 2, Status.COVERED: 3}
    return dict(sorted(coverage.items(), key=lambda item: rank[item[1].status]))


def without_limits(access: Access, choice: Choice) -> Frame:
    """The whole frame, for a file."""
    return frame(access, replace(choice, as_=""), most=(10**6, 10**6))
