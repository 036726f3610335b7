"""The sums of vehicles in a window of time: what was committed, drawn, set aside and paid in it, and what was there."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown
from funding.overviews.outline import MONEY, ZERO, VehicleLine, vehicle_lines
from funding.overviews.standing import NOTHING, counted, eve, held, held_before, planned
from funding.overviews.window import Window
from funding.sums import exact
from stakeholders.access import Access

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
    """The line with the sums of the period: what was withdrawn or given back in it is taken off what came in it.

    `carried` is what was free when it began.
    """

    def of(name: str) -> Decimal:
        return exact(sums.get(name) or ZERO, line.currency)

    before = of("committed_before") + of("returned_before") - of("allocated_before")
    return replace(
        line, committed=of("pledged") - of("committed_before"), pledged=of("pledged"), flexible=of("flexible"),
        drawn=of("drawn"), planned=of("planned"), allocated=of("held") - of("allocated_before"), paid=of("paid"),
        returned=of("returned"), carried=before,
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
    flexible, before = Q(flexibility__in=CapitalCommitment.FLEXIBLE), eve(window.first)
    rows = CapitalCommitment.objects.filter(vehicle__in=vehicles)
    return rows.order_by().values(of=F("vehicle")).annotate(
        pledged=_sum("amount", counted(window.last)),
        flexible=_sum("amount", counted(window.last) & flexible),
        committed_before=_sum("amount", counted(before) if before else Q(pk__in=())),
    )  # fmt: skip


def _drawn(vehicles: list[int], window: Window) -> Any:
    rows = Drawdown.objects.filter(window.days("on"), commitment__vehicle__in=vehicles)
    return rows.order_by().values(of=F("commitment__vehicle")).annotate(drawn=Sum("amount"))


def _set_aside(vehicles: list[int], window: Window) -> Any:
    rows = Allocation.objects.filter(vehicle__in=vehicles)
    return rows.order_by().values(of=F("vehicle")).annotate(
        planned=_sum("amount", planned(window.first, window.last)),
        held=Sum(held(window.last), default=NOTHING, output_field=MONEY),
        allocated_before=Sum(held_before(window.first), default=NOTHING, output_field=MONEY),
    )  # fmt: skip


def _paid(vehicles: list[int], window: Window) -> Any:
    back = Q(kind=Disbursement.Kind.RETURN)
    rows = Disbursement.objects.filter(allocation__vehicle__in=vehicles)
    return rows.order_by().values(of=F("allocation__vehicle")).annotate(
        paid=_sum("amount", ~back & window.days("on")),
        returned=_sum("amount", back & window.days("on")),
        returned_before=_sum("amount", back & window.before("on")),
    )  # fmt: skip
