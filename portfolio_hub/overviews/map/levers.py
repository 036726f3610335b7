"""Levers against challenges: which initiatives use which lever on which problem."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from initiatives.models import Answer, Challenge, Initiative, Lever, Placement
from initiatives.overviews.filters import Filters
from portfolio_hub.lib.exports import PlainTable
from portfolio_hub.overviews.frame.base import placed, sql_of
from portfolio_hub.overviews.frame.steps import Steps, of_counts
from portfolio_hub.overviews.map.choice import MapFilters
from stakeholders.access import Access

MOST_CHALLENGES = 40
NO_LEVER = 0
"""Stands for initiatives of which nobody has said which lever they use."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many initiatives use a lever on a challenge, and the query of the map's table that shows them."""

    about: str
    count: int
    step: int
    query: str


@dataclass(frozen=True, slots=True)
class LeverRow:
    """One lever against all challenges; `initiatives` counts each of its initiatives once."""

    name: str
    cells: tuple[Cell, ...]
    initiatives: int


@dataclass(frozen=True)
class LeverMatrix:
    """All levers against the challenges that something answers."""

    challenges: tuple[Challenge, ...]
    rows: tuple[LeverRow, ...]
    steps: Steps
    left_out: int = 0
    has_levers: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to set against each other."""
        return not self.challenges or not self.has_levers

    @property
    def unused(self) -> list[str]:
        """Levers that nobody uses on any of the challenges."""
        return [row.name for row in self.rows if not row.initiatives]


def lever_matrix(access: Access, *, most: int | None = MOST_CHALLENGES) -> LeverMatrix:
    """Read the matrix in three queries; closed initiatives are left out."""
    counts, once = _counted(access)
    answered = {challenge for _lever, challenge in counts}
    found = list(Challenge.objects.seen_with(access).filter(pk__in=answered).order_by("title", "pk").only("title"))
    shown = found[:most]
    levers = list(Lever.objects.filter(portfolio=access.portfolio).values_list("pk", "name"))
    named = [*levers, *([(NO_LEVER, _("No lever said yet"))] if NO_LEVER in once else [])]
    steps = of_counts()
    rows = tuple(
        LeverRow(
            name,
            tuple(_cell((pk, name), challenge, counts.get((pk, challenge.pk), 0), steps) for challenge in shown),
            once.get(pk, 0),
        )
        for pk, name in named
    )
    return LeverMatrix(tuple(shown), rows, steps, len(found) - len(shown), bool(levers))


def _cell(lever: tuple[int, str], challenge: Challenge, count: int, steps: Steps) -> Cell:
    """A cell; what nobody has said a lever of has no query, because no filter asks for it."""
    pk, name = lever
    about = f"{name}, {challenge.title}"
    if pk == NO_LEVER:
        return Cell(about, count, steps.of(count), "")
    filters = MapFilters(initiatives=Filters(state="active", lever=(pk,)), group=f"challenge:{challenge.pk}")
    return Cell(about, count, steps.of(count), f"{filters.query}&as=table")


def _counted(access: Access) -> tuple[dict[tuple[int, int], int], dict[int, int]]:
    """By lever and challenge, and by lever alone: the active initiatives that the reader sees; one statement."""
    here = placed(access).filter(initiative__in=Initiative.objects.active().values("pk"))
    seen = Challenge.objects.seen_with(access).values("pk")
    base, base_values = sql_of(here.values_list("pk", "initiative_id"))
    used, used_values = sql_of(Placement.levers.through.objects.values_list("placement_id", "lever_id"))
    answer, answer_values = sql_of(
        Answer.objects.filter(challenge__in=seen).values_list("initiative_id", "challenge_id")
    )
    statement = (
        f"WITH base (placement, initiative) AS ({base}), used (placement, lever) AS ({used}), "
        f"answer (initiative, challenge) AS ({answer}), "
        f"pair AS (SELECT COALESCE(used.lever, {NO_LEVER}) AS lever, answer.challenge, base.initiative FROM base "
        "JOIN answer ON answer.initiative = base.initiative LEFT JOIN used ON used.placement = base.placement) "
        "SELECT lever, challenge, COUNT(DISTINCT initiative) FROM pair GROUP BY lever, challenge "
        "UNION ALL SELECT lever, 0, COUNT(DISTINCT initiative) FROM pair GROUP BY lever"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*base_values, *used_values, *answer_values])
        rows = cursor.fetchall()
    return (
        {(lever, challenge): many for lever, challenge, many in rows if challenge},
        {lever: many for lever, challenge, many in rows if not challenge},
    )


def as_table(matrix: LeverMatrix) -> PlainTable:
    """The matrix as rows of a file."""
    columns: list[Any] = [_("Lever"), *(challenge.title for challenge in matrix.challenges), _("Initiatives")]
    return PlainTable(
        columns, ([row.name, *(cell.count for cell in row.cells), row.initiatives] for row in matrix.rows)
    )
