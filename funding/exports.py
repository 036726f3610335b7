"""The tables of the funding page as files, in the order and with the sums that stand on the page."""

from collections.abc import Callable
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from funding.charts import flow_rows
from funding.overviews import FunderOverview, VehiclePage, funder_overview
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
        _("Allocated"),
        _("Paid out"),
        _("Still free"),
    )
    rows = (
        (
            line.name,
            line.instrument,
            line.currency,
            line.committed,
            line.flexible,
            line.drawn,
            line.allocated,
            line.paid,
            line.free,
        )
        for line in (*overview.vehicles, *overview.others)
    )
    return PlainTable(columns, rows)


def flows_table(overview: FunderOverview) -> PlainTable:
    """One row for each flow of the Sankey, in the portfolio's currency."""
    rows = ((row.source, row.target, row.amount, overview.currency) for row in flow_rows(overview))
    return PlainTable((_from(), _to(), _("Amount"), _("Currency")), rows)


def allocations_table(page: VehiclePage) -> PlainTable:
    """What a vehicle set aside; initiatives that the reader may not see have no name."""
    columns = (_("For"), _("State"), _("On"), _("Amount"), _("Paid out"), _("Currency"))
    currency = page.vehicle.currency
    rows = (
        (page.name_of(row), row.get_status_display(), row.on, row.amount, row.paid_total, currency)
        for row in page.allocations
    )
    return PlainTable(columns, rows)


def payments_table(page: VehiclePage) -> PlainTable:
    """Money in, from funders, and money out, to what it was set aside for."""
    columns = (_("Direction"), _("From or to"), _("On"), _("Amount"), _("Note"), _("Currency"))
    currency = page.vehicle.currency
    paid_in = (
        (_("paid in"), row.commitment.funder.name, row.on, row.amount, row.note, currency) for row in page.drawdowns
    )
    paid_out = (
        (_("paid out"), page.name_of(row.allocation), row.on, row.amount, row.note, currency) for row in page.payments
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
