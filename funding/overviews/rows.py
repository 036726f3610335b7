"""The rows behind the sums of the funding page, as far as the reader sees their vehicles in detail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, DateField, F, QuerySet, Sum, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown
from funding.overviews.flows import FunderOverview, for_what
from funding.overviews.outline import MONEY, ZERO
from funding.overviews.seen import Seen
from funding.overviews.standing import came, changed, counted, dated, went
from funding.sums import exact
from portfolio_hub.lib.dates import day_full
from portfolio_hub.lib.exports import in_batches
from portfolio_hub.lib.keyset import Page, page_of
from stakeholders.access import Access

SIZE = 50
ORDER = ("-day", "-id")
TITLES: dict[str, str | Promise] = {
    "committed": _("Committed"),
    "flexible": _("Flexible"),
    "drawn": _("Drawn"),
    "allocated": _("Allocated"),
    "paid": _("Paid out"),
}
COLUMNS = (_("On"), _("Vehicle"), _("From or for"), _("Amount"), _("Currency"), _("Note"))


@dataclass(frozen=True)
class Line:
    """One row of money: from a funder, or for an initiative, a combination or something else."""

    on: date
    vehicle: str
    vehicle_url: str
    other: str
    other_url: str
    amount: Decimal
    note: str = ""


@dataclass(frozen=True)
class Behind:
    """Which rows are asked for: one of the sums, and perhaps only those of one funder, or for one end of the flows."""

    which: str
    funder: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class RowsPage:
    """One page of them; `total` is what the funding page says, `seen` what these rows add up to."""

    title: str | Promise
    page: Page[Any]
    lines: tuple[Line, ...]
    total: Decimal | None
    seen: Decimal

    @property
    def unseen(self) -> Decimal:
        return (self.total or self.seen) - self.seen


def rows_page(access: Access, facts: FunderOverview, behind: Behind, after: str) -> RowsPage:
    """Read one page in a fixed number of queries."""
    rows = rows_behind(access, facts, behind)
    page = page_of(rows, order=ORDER, after=after, size=SIZE)
    whole = None if behind.funder or behind.end is not None else getattr(facts, behind.which)
    seen = rows.order_by().aggregate(whole=Sum("sum"))["whole"] or ZERO
    return RowsPage(
        TITLES[behind.which], page, tuple(_lines(access, page.rows, facts.currency)), whole, exact(seen, facts.currency)
    )


def rows_behind(access: Access, facts: FunderOverview, behind: Behind) -> QuerySet[Any]:
    """Rows of the vehicles that are shown and that the reader sees in detail, each with its `day` and `sum`."""
    vehicles, window = [line.pk for line in facts.vehicles if line.is_open], facts.window
    if behind.which == "drawn":
        drawn = Drawdown.objects.filter(window.days("on"), commitment__vehicle__in=vehicles)
        return drawn.select_related("commitment__vehicle", "commitment__funder").annotate(day=F("on"), sum=F("amount"))
    if behind.which == "paid":
        paid = Disbursement.objects.filter(
            window.days("on"), allocation__vehicle__in=vehicles, kind=Disbursement.Kind.PAYMENT
        )
        names = ("allocation__vehicle", "allocation__initiative", "allocation__combination")
        return paid.select_related(*names).annotate(day=F("on"), sum=F("amount"))
    if behind.which == "allocated":
        rows = changed(Allocation.objects.filter(vehicle__in=vehicles), window.first, window.last)
        agreed = dated(rows, window.first, window.last)
        if behind.end is not None:
            agreed = for_what(access.portfolio, agreed.filter(kept__gte=0)).filter(system=behind.end)
        return agreed.annotate(sum=F("kept")).select_related("vehicle", "initiative", "combination")
    promised = CapitalCommitment.objects.filter(vehicle__in=vehicles).select_related("vehicle", "funder")
    if behind.which == "flexible":
        flexible = promised.filter(counted(window.last), flexibility__in=CapitalCommitment.FLEXIBLE)
        return flexible.annotate(day=F("on"), sum=F("amount"))
    new, old = came(window.first, window.last), went(window.first, window.last)
    rows = promised.filter(new, funder=behind.funder) if behind.funder else promised.filter(new | old)
    return rows.annotate(
        day=Case(When(old, then=F("ended_on")), default=F("on"), output_field=DateField()),
        sum=Case(When(old, then=-F("amount")), default=F("amount"), output_field=MONEY),
    )


def row_cells(access: Access, facts: FunderOverview, behind: Behind) -> Iterator[tuple[object, ...]]:
    """Every row, for a file, a few hundred at a time."""
    for batch in in_batches(rows_behind(access, facts, behind).order_by(*ORDER)):
        for line in _lines(access, batch, facts.currency):
            yield line.on, line.vehicle, line.other, line.amount, facts.currency, line.note


def _lines(access: Access, rows: list[Any], currency: str) -> Iterator[Line]:
    slug = access.portfolio.slug
    given = [row if isinstance(row, Allocation) else getattr(row, "allocation", None) for row in rows]
    seen = Seen.of(access, [row for row in given if row is not None])
    for row, allocation in zip(rows, given, strict=True):
        if allocation is None:
            of = getattr(row, "commitment", row)
            other, url = of.funder.name, reverse("stakeholders:organisation", args=[slug, of.funder_id])
            note = _ended(row, row.get_flexibility_display()) if row is of else row.note
        else:
            of, other, url = allocation, seen.name_of(allocation), seen.address_of(allocation, slug)
            own = allocation.purpose if row is allocation else row.note
            note = own if seen.knows(allocation) else ""
            note = _ended(row, note) if row is allocation else note
        address = reverse("funding:vehicle", args=[slug, of.vehicle_id])
        yield Line(row.day, of.vehicle.name, address, other, url, exact(row.sum, currency), note)


def _ended(row: Any, note: str) -> str:
    """Why a sum is not the whole one: the row was withdrawn or given back, and when."""
    if row.ended_on is None or row.sum == row.amount:
        return note
    return ". ".join(part for part in (f"{row.get_status_display()}, {day_full(row.ended_on)}", note) if part)
