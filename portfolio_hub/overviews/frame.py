"""The frame: how many initiatives stand where a row of the frame meets a system."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative, Lever, Placement, PlacementSystem, Stage, System
from stakeholders.access import Access

NO_SYSTEM = 0


@dataclass(frozen=True)
class Cell:
    """Initiatives of one row and one system, and the list that shows them."""

    system: System
    count: int
    url: str


@dataclass(frozen=True)
class Row:
    """One line of the frame."""

    name: str | Promise
    cells: tuple[Cell, ...]
    total: int
    url: str


@dataclass(frozen=True)
class Frame:
    """Rows against systems; an initiative that touches several systems counts in each."""

    by: str
    systems: tuple[System, ...]
    rows: tuple[Row, ...]

    @property
    def is_empty(self) -> bool:
        return not self.systems or not any(row.total for row in self.rows)


@dataclass(frozen=True)
class Axis:
    """What the rows of the frame are: the field of a placement that tells them apart, and the filter of the list."""

    label: str | Promise
    path: str
    filter: str
    rows: Callable[[Access], Sequence[tuple[str, str | Promise]]]


def _levers(access: Access) -> Sequence[tuple[str, str | Promise]]:
    return [(str(pk), name) for pk, name in Lever.objects.filter(portfolio=access.portfolio).values_list("pk", "name")]


def _stages(access: Access) -> Sequence[tuple[str, str | Promise]]:
    return [(value, label) for value, label in Stage.choices]


AXES = {
    "stages": Axis(_("Stages"), "placement__initiative__stage", "stage", _stages),
    "levers": Axis(_("Levers"), "placement__levers", "lever", _levers),
}


def placed(access: Access) -> QuerySet[Placement]:
    """The live placements whose initiative this reader may see."""
    rows = Placement.objects.live().filter(portfolio=access.portfolio)
    if access.is_steward:
        return rows
    return rows.filter(initiative__in=Initiative.objects.seen_with(access).values("pk"))


def frame(access: Access, systems: Sequence[System], by: str = "stages") -> Frame:
    """Count the frame in one statement (two when its rows are named by the portfolio)."""
    axis = AXES.get(by, AXES["stages"])
    counted = (
        PlacementSystem.objects.filter(placement__in=placed(access))
        .order_by()
        .values_list(axis.path, "system")
        .annotate(many=Count("placement", distinct=axis.filter == "lever"))
    )
    counts = {(str(row), system): many for row, system, many in counted}
    home = reverse("initiatives:list", args=[access.portfolio.slug])
    rows = tuple(_row(home, axis, key, name, systems, counts) for key, name in axis.rows(access))
    return Frame(by if by in AXES else "stages", tuple(systems), rows)


def _row(
    home: str, axis: Axis, key: str, name: str | Promise, systems: Sequence[System], counts: dict[tuple[str, int], int]
) -> Row:
    cells = tuple(
        Cell(system, counts.get((key, system.pk), 0), f"{home}?{urlencode({axis.filter: key, 'system': system.pk})}")
        for system in systems
    )
    return Row(name, cells, sum(cell.count for cell in cells), f"{home}?{urlencode({axis.filter: key})}")
