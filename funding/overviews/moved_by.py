"""Where an entry moved money: allocations that name it as their reason, and releases that it triggered."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from funding.models import Allocation, FundingVehicle
from funding.overviews.seen import Seen
from stakeholders.access import Access

SHOWN = 20
REASONS = {
    "decision": ("informed_by__decision", "release__decision"),
    "log": ("informed_by__log", "release__log"),
    "report": ("informed_by__report", "release__finding__report"),
    "finding": ("release__finding",),
}
"""How a row of money names an entry of each kind; what a finding informed stands with its report."""


@dataclass(frozen=True)
class MovedLine:
    """Money that names the entry; `purpose` as far as the reader may know what it is for."""

    row: Allocation
    name: str
    url: str
    is_release: bool


@dataclass(frozen=True)
class MovedBy:
    """The newest lines in vehicles that the reader sees in detail, how many more, and how many elsewhere."""

    lines: tuple[MovedLine, ...]
    more: int
    elsewhere: int

    def __bool__(self) -> bool:
        return bool(self.lines or self.elsewhere)


def moved_by(access: Access, kind: str, pk: int) -> MovedBy:
    """Read what an entry moved, in a fixed number of queries; trials move nothing."""
    named = Q()
    for path in REASONS[kind]:
        named |= Q(**{path: pk})
    found = Allocation.objects.filter(named, vehicle__portfolio=access.portfolio, vehicle__is_shadow=False)
    rows: Any = Allocation.objects.filter(pk__in=found.order_by().values("pk")).exclude(status="returned", paid_total=0)
    mine = rows.filter(vehicle__in=FundingVehicle.objects.visible_to(access.user).values("pk"))
    whole, known = rows.count(), mine.count()
    shown = list(mine.select_related("vehicle", "initiative", "combination", "release").order_by("-on", "-pk")[:SHOWN])
    seen, slug = Seen.of(access, shown), access.portfolio.slug
    lines = tuple(
        MovedLine(row, seen.name_of(row), _address(row, slug), is_release=hasattr(row, "release")) for row in shown
    )
    return MovedBy(lines, known - len(shown), whole - known)


def _address(row: Allocation, slug: str) -> str:
    if hasattr(row, "release"):
        return f"{reverse('funding:reserve', args=[slug, row.release.reserve_id])}#release-{row.release.pk}"
    return f"{reverse('funding:vehicle', args=[slug, row.vehicle_id])}#allocation-{row.pk}"
