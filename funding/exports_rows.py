"""Every allocation and every payment of the vehicles that the reader sees in detail, for the page of downloads."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from funding.models import Allocation, Disbursement
from funding.overviews.seen import Seen
from funding.sums import exact
from portfolio_hub.lib.exports import ExportSource, PlainTable, in_batches, sources
from stakeholders.access import Access, Permission


def allocations_of(access: Access) -> PlainTable:
    """One row for each allocation, vehicle by vehicle; what the reader may not see has no name."""
    columns = (
        _("Vehicle"),
        _("For"),
        pgettext_lazy("what an allocation is for", "Kind"),
        _("State"),
        _("On"),
        _("Amount"),
        _("Paid out"),
        _("Came back"),
        _("Currency"),
        _("What for"),
        _("Number"),
    )
    rows = Allocation.objects.filter(vehicle__portfolio=access.portfolio).real().visible_to(access.user)
    rows = rows.select_related("vehicle", "initiative", "combination").order_by("vehicle__order", "vehicle", "pk")
    return PlainTable(columns, _allocations(access, rows))


def _allocations(access: Access, rows: QuerySet[Allocation]) -> Iterator[tuple[Any, ...]]:
    for part in in_batches(rows):
        seen = Seen.of(access, part)
        for row in part:
            currency = row.vehicle.currency
            yield (
                row.vehicle.name,
                seen.name_of(row),
                row.get_target_display(),
                row.get_status_display(),
                row.on,
                *(exact(sum_, currency) for sum_ in (row.amount, row.paid_total, row.returned_total)),
                currency,
                row.purpose if seen.knows(row) else "",
                row.pk,
            )


def payments_of(access: Access) -> PlainTable:
    """One row for each payment, return and correction, in the order in which they were written."""
    columns = (
        _("Vehicle"),
        _("From or to"),
        pgettext_lazy("of a payment", "Kind"),
        _("On"),
        _("Amount"),
        _("Currency"),
        _("Number"),
        _("Corrects number"),
        _("Number of the allocation"),
    )
    rows = Disbursement.objects.filter(allocation__vehicle__portfolio=access.portfolio).real().visible_to(access.user)
    whole = rows.select_related("allocation__vehicle", "allocation__initiative", "allocation__combination")
    return PlainTable(columns, _payments(access, whole.order_by("pk")))


def _payments(access: Access, rows: QuerySet[Disbursement]) -> Iterator[tuple[Any, ...]]:
    for part in in_batches(rows):
        seen = Seen.of(access, [row.allocation for row in part])
        for row in part:
            vehicle = row.allocation.vehicle
            yield (
                vehicle.name,
                seen.name_of(row.allocation),
                row.get_kind_display(),
                row.on,
                exact(row.amount, vehicle.currency),
                vehicle.currency,
                row.pk,
                row.corrects_id,
                row.allocation_id,
            )


def register() -> None:
    """Offer both tables."""
    for name, label, explanation, table in (
        (
            "allocations",
            _("Allocations"),
            _("What the vehicles that you see in detail planned and set aside, and what was paid out of it."),
            allocations_of,
        ),
        (
            "payments",
            _("Payments"),
            _("Each payment out of these vehicles, each return and each correction."),
            payments_of,
        ),
    ):
        sources.add(name, ExportSource(name, label, explanation, Permission.SEE_FUNDING, table))
