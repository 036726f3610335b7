"""Money over time: what was committed, drawn, set aside and paid out by the end of each quarter of a period."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import ExtractQuarter, ExtractYear

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown
from funding.overviews.flows import FunderOverview
from funding.overviews.outline import MONEY, ZERO
from funding.overviews.standing import AGREED_ON, COMMITTED, DROPPED, paid_after
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
    found = {name: _by_quarter(facts, rows) for name, rows in _rows(facts)}
    quarters = _without_gaps({quarter for sums in found.values() for quarter in sums})
    so_far = dict.fromkeys(KINDS, ZERO)
    points = []
    for quarter in quarters:
        for name in KINDS:
            so_far[name] = exact(so_far[name] + found[name].get(quarter, ZERO), facts.currency)
        points.append(Point(*quarter, so_far["committed"], so_far["drawn"], so_far["allocated"], so_far["paid"]))
    return Series(facts.currency, tuple(points))


def _rows(facts: FunderOverview) -> Iterable[tuple[str, tuple[QuerySet[Any], ...]]]:
    """What moved each sum, up or down, as sets of rows with their `day` and `sum`."""
    vehicles = [line.pk for line in facts.vehicles]
    drawn = Drawdown.objects.filter(commitment__vehicle__in=vehicles)
    paid = Disbursement.objects.filter(allocation__vehicle__in=vehicles, kind=Disbursement.Kind.PAYMENT)
    yield "committed", _promised(CapitalCommitment.objects.filter(vehicle__in=vehicles))
    yield "drawn", (drawn.annotate(day=F("on"), sum=F("amount")),)
    yield "allocated", _held(Allocation.objects.filter(vehicle__in=vehicles), paid)
    yield "paid", (paid.annotate(day=F("on"), sum=F("amount")),)


def _promised(rows: QuerySet[Any]) -> tuple[QuerySet[Any], ...]:
    made = rows.filter(COMMITTED | Q(was_committed=True)).annotate(day=F("on"), sum=F("amount"))
    return made, rows.filter(was_committed=True).annotate(day=F("ended_on"), sum=-F("amount"))


def _held(rows: QuerySet[Any], paid: QuerySet[Any]) -> tuple[QuerySet[Any], ...]:
    """Agreed, given back, and corrected after that."""
    agreed = rows.exclude(Q(status=Allocation.Status.PLANNED) | DROPPED)
    back = F("paid_total") - paid_after(OuterRef("ended_on")) - F("amount")
    returned = Q(status=Allocation.Status.RETURNED)
    return (
        agreed.annotate(day=AGREED_ON, sum=F("amount")),
        agreed.filter(returned).annotate(day=F("ended_on"), sum=ExpressionWrapper(back, output_field=MONEY)),
        paid.filter(allocation__status=Allocation.Status.RETURNED, on__gt=F("allocation__ended_on")).annotate(
            day=F("on"), sum=F("amount")
        ),
    )


def _by_quarter(facts: FunderOverview, parts: tuple[QuerySet[Any], ...]) -> dict[Quarter, Decimal]:
    """The sums of all parts by quarter, in one query."""
    first, *others = (_grouped(rows.filter(facts.window.days("day"))) for rows in parts)
    sums: dict[Quarter, Decimal] = defaultdict(Decimal)
    for year, quarter, total in first.union(*others, all=True) if others else first:
        sums[year, quarter] += total or ZERO
    return sums


def _grouped(rows: QuerySet[Any]) -> QuerySet[Any]:
    groups = rows.order_by().values(year=ExtractYear("day"), quarter=ExtractQuarter("day"))
    return groups.annotate(total=Sum("sum", output_field=MONEY)).values_list("year", "quarter", "total")


def _without_gaps(known: set[Quarter]) -> list[Quarter]:
    """Every quarter from the first to the last one."""
    if not known:
        return []
    first, last = (year * 4 + quarter - 1 for year, quarter in (min(known), max(known)))
    return [(at // 4, at % 4 + 1) for at in range(first, last + 1)]
