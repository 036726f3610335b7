"""The tables of the funding page as files, in the order and with the sums that stand on the page."""

from collections.abc import Callable
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from funding.charts import flow_rows
from funding.models import Disbursement, FundingVehicle
from funding.overviews import FunderOverview, funder_overview
from funding.overviews.vehicle import drawdown_lines
from funding.overviews.vehicle_rows import every_allocation, every_payment
from funding.sums import exact
from portfolio_hub.lib.exports import ExportSource, PlainTable, sources
from stakeholders.access import Access, Permission


def vehicles_table(overview: FunderOverview) -> PlainTable:
    """One row for each vehicle, other currencies last; sums are exact, in the vehicle's currency."""
    columns = (
        _("Vehicle"),
        _("Kind"),
        _("Currency"),
        _("Committed"),
        _("Flexible"),
        _("Drawn"),
        _("Planned"),
        _("Allocated"),
        _("Paid out"),
        _("Came back"),
        _("Still free"),
        _("Committed by the last day"),
    )
    rows = (
        (
            line.name,
            line.instrument,
            line.currency,
            line.committed,
            line.flexible,
            line.drawn,
            line.planned,
            line.allocated,
            line.paid,
            line.returned,
            line.free,
            line.pledged,
        )
        for line in (*overview.vehicles, *overview.others)
    )
    return PlainTable(columns, rows)


def flows_table(overview: FunderOverview) -> PlainTable:
    """One row for each flow of the Sankey, in the portfolio's currency."""
    rows = ((row.source, row.target, row.amount, overview.currency) for row in flow_rows(overview))
    return PlainTable((_from(), _to(), _("Amount"), _("Currency")), rows)


def allocations_table(access: Access, vehicle: FundingVehicle) -> PlainTable:
    """What a vehicle planned and set aside; what the reader may not see has no name."""
    columns = (
        _("For"),
        pgettext("what an allocation is for", "Kind"),
        _("State"),
        _("On"),
        _("Amount"),
        _("Paid out"),
        _("Came back"),
        _("Currency"),
        _("Proposed by"),
        _("Agreed by"),
        _("Agreed on"),
        _("Ended on"),
    )
    currency = vehicle.currency
    lines = (
        (
            name,
            row.get_target_display(),
            row.get_status_display(),
            row.on,
            *(exact(sum_, currency) for sum_ in (row.amount, row.paid_total, row.returned_total)),
            currency,
            str(row.by or ""),
            str(row.agreed_by or ""),
            row.agreed_on,
            row.ended_on,
        )
        for row, name in every_allocation(access, vehicle)
    )
    return PlainTable(columns, lines)


def payments_table(access: Access, vehicle: FundingVehicle) -> PlainTable:
    """Money in, from funders, money out, to what it was set aside for, and back; each correction under its row."""
    columns = (
        _("Direction"),
        _("From or to"),
        _("On"),
        _("Amount"),
        _("Note"),
        _("Currency"),
        _("Number"),
        _("Corrects number"),
    )
    currency = vehicle.currency
    paid_in = (
        (
            _("paid in"),
            line.row.commitment.funder.name,
            row.on,
            exact(row.amount, currency),
            row.note,
            currency,
            row.pk,
            row.corrects_id,
        )
        for line in drawdown_lines(vehicle)
        for row in (line.row, *line.corrections)
    )
    directions = {Disbursement.Kind.PAYMENT: _("paid out"), Disbursement.Kind.RETURN: _("came back")}
    paid_out = (
        (
            directions[Disbursement.Kind(row.kind)],
            line.name,
            row.on,
            exact(row.amount, currency),
            row.note if line.is_released else "",
            currency,
            row.pk,
            row.corrects_id,
        )
        for line in every_payment(access, vehicle)
        for row in (line.row, *line.corrections)
    )
    return PlainTable(columns, chain(paid_in, paid_out))


def _from() -> str:
    return pgettext("flow of money", "From")


def _to() -> str:
    return pgettext("flow of money", "To")


def register() -> None:
    """Offer both tables on the page of downloads."""
    for name, label, explanation, table in (
        (
            "vehicles",
            gettext_lazy("Vehicles"),
            gettext_lazy("What is committed to each vehicle, how much of it is flexible, drawn, allocated and paid."),
            vehicles_table,
        ),
        (
            "flows",
            gettext_lazy("Flows of money"),
            gettext_lazy("From funder to vehicle to system, as the funding page draws them."),
            flows_table,
        ),
    ):
        sources.add(name, ExportSource(name, label, explanation, Permission.SEE_FUNDING, _for_access(table)))


def _for_access(table: Callable[[FunderOverview], PlainTable]) -> Callable[[Access], PlainTable]:
    return lambda access: table(funder_overview(access))
