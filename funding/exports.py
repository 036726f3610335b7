"""The tables of the funding page as files, in the order and with the sums that stand on the page."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.charts import flow_rows
from funding.overviews import FunderOverview, funder_overview
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
    return PlainTable((_("From"), _("To"), _("Amount"), _("Currency")), rows)


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
