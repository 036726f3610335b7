"""The sums of vehicles in a window of time: what was committed, drawn, set aside and paid in it, and what was there."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Coalesce

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown
from funding.overviews.outline import KEPT, MONEY, ZERO, VehicleLine, vehicle_lines
from funding.overviews.window import Window
from funding.sums import exact
from stakeholders.access import Access

AGREED_ON = Coalesce("agreed_on", "on")
NOTHING = Value(ZERO, output_field=MONEY)
Sums = dict[int, dict[str, Decimal]]


def lines_within(
    access: Access, window: Window, known: tuple[VehicleLine, ...] | None = None
) -> tuple[VehicleLine, ...]:
    """The vehicles that are chosen, in sums of the period; a fixed number of queries."""
    lines = vehicle_lines(access) if known is None else known
    chosen = tuple(line for line in lines if not window.vehicles or line.pk in window.vehicles)
    if not window.is_dated:
        return chosen
    sums = _sums([line.pk for line in chosen], window)
    return tuple(_within(line, sums[line.pk]) for line in chosen)


def _within(line: VehicleLine, sums: dict[str, Decimal]) -> VehicleLine:
    """The line with the sums of the period; `carried` is what was free when it began."""

    def of(name: str) -> Decimal:
        return exact(sums.get(name) or ZERO, line.currency)

    before = of("committed_before") + of("returned_before") - of("allocated_before")
    return replace(
        line, committed=of("committed"), pledged=of("pledged"), flexible=of("flexible"), drawn=of("drawn"),
        planned=of("planned"), allocated=of("allocated"), paid=of("paid"), returned=of("returned"), carried=before,
    )  # fmt: skip


def _sums(vehicles: list[int], window: Window) -> Sums:
    found: Sums = defaultdict(dict)
    for group in (_committed, _drawn, _set_aside, _paid):
        for row in group(vehicles, window):
            found[row.pop("of")].update(row)
    return found


def _sum(name: str, when: Q) -> Sum:
    return Sum(name, filter=when, default=NOTHING, output_field=MONEY)


def _committed(vehicles: list[int], window: Window) -> Any:
    flexible = Q(flexibility__in=CapitalCommitment.FLEXIBLE)
    rows = CapitalCommitment.objects.filter(vehicle__in=vehicles, status=CapitalCommitment.Status.COMMITTED)
    return rows.order_by().values(of=F("vehicle")).annotate(
        committed=_sum("amount", window.days("on")),
        pledged=_sum("amount", window.until("on")),
        flexible=_sum("amount", window.until("on") & flexible),
        committed_before=_sum("amount", window.before("on")),
    )  # fmt: skip


def _drawn(vehicles: list[int], window: Window) -> Any:
    rows = Drawdown.objects.filter(window.days("on"), commitment__vehicle__in=vehicles)
    return rows.order_by().values(of=F("commitment__vehicle")).annotate(drawn=Sum("amount"))


def _set_aside(vehicles: list[int], window: Window) -> Any:
    planned = Q(status=Allocation.Status.PLANNED)
    rows = Allocation.objects.filter(vehicle__in=vehicles).annotate(day=AGREED_ON, kept=KEPT)
    return rows.order_by().values(of=F("vehicle")).annotate(
        planned=_sum("amount", planned & window.days("on")),
        allocated=_sum("kept", ~planned & window.days("day")),
        allocated_before=_sum("kept", ~planned & window.before("day")),
    )  # fmt: skip


def _paid(vehicles: list[int], window: Window) -> Any:
    back = Q(kind=Disbursement.Kind.RETURN)
    rows = Disbursement.objects.filter(allocation__vehicle__in=vehicles)
    return rows.order_by().values(of=F("allocation__vehicle")).annotate(
        paid=_sum("amount", ~back & window.days("on")),
        returned=_sum("amount", back & window.days("on")),
        returned_before=_sum("amount", back & window.before("on")),
    )  # fmt: skip
