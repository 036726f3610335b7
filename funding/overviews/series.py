"""Money over time: what was committed, drawn, set aside and paid out by the end of each quarter of a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import ExtractQuarter, ExtractYear

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown
from funding.overviews.flows import FunderOverview
from funding.overviews.outline import KEPT, ZERO
from funding.overviews.window_sums import AGREED_ON
from funding.sums import exact

KINDS = ("committed", "drawn", "allocated", "paid")
Quarter = tuple[int, int]


@dataclass(frozen=True)
class Point:
    """The sums by the end of one quarter, counted from the beginning of the period."""

    year: int
    quarter: int
    committed: Decimal
    drawn: Decimal
    allocated: Decimal
    paid: Decimal

    @property
    def last_day(self) -> date:
        return date(self.year, self.quarter * 3, 31 if self.quarter in (1, 4) else 30)


@dataclass(frozen=True)
class Series:
    """The quarters from the first to the last row of money, none left out."""

    currency: str
    points: tuple[Point, ...]


def money_series(facts: FunderOverview) -> Series:
    """Read the series of what the page shows, in four queries; its last point is the page's figures."""
    found = {name: _by_quarter(rows) for name, rows in _rows(facts)}
    quarters = _without_gaps({quarter for sums in found.values() for quarter in sums})
    so_far = dict.fromkeys(KINDS, ZERO)
    points = []
    for quarter in quarters:
        for name in KINDS:
            so_far[name] = exact(so_far[name] + found[name].get(quarter, ZERO), facts.currency)
        points.append(Point(*quarter, so_far["committed"], so_far["drawn"], so_far["allocated"], so_far["paid"]))
    return Series(facts.currency, tuple(points))


def _rows(facts: FunderOverview) -> Iterable[tuple[str, Any]]:
    window, vehicles = facts.window, [line.pk for line in facts.vehicles]
    committed = CapitalCommitment.objects.filter(vehicle__in=vehicles, status=CapitalCommitment.Status.COMMITTED)
    drawn = Drawdown.objects.filter(commitment__vehicle__in=vehicles)
    agreed = Allocation.objects.filter(~Q(status=Allocation.Status.PLANNED), vehicle__in=vehicles)
    paid = Disbursement.objects.filter(allocation__vehicle__in=vehicles, kind=Disbursement.Kind.PAYMENT)
    for name, rows in (("committed", committed), ("drawn", drawn), ("paid", paid)):
        yield name, rows.filter(window.days("on")).annotate(day=F("on"), sum=F("amount"))
    yield "allocated", agreed.annotate(day=AGREED_ON, sum=KEPT).filter(window.days("day"))


def _by_quarter(rows: Any) -> dict[Quarter, Decimal]:
    year, quarter = ExtractYear("day"), ExtractQuarter("day")
    groups = rows.order_by().values(year=year, quarter=quarter).annotate(total=Sum("sum"))
    return {(row["year"], row["quarter"]): row["total"] or ZERO for row in groups}


def _without_gaps(known: set[Quarter]) -> list[Quarter]:
    """Every quarter from the first to the last one."""
    if not known:
        return []
    first, last = (year * 4 + quarter - 1 for year, quarter in (min(known), max(known)))
    return [(at // 4, at % 4 + 1) for at in range(first, last + 1)]
