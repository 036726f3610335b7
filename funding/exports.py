"""The tables of the funding page as files, in the order and with the sums that stand on the page."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from funding.charts import flow_rows
from funding.overviews import FunderOverview


class Table(NamedTuple):
    """Column names and rows."""

    columns: Sequence[str]
    rows: Iterator[Sequence[object]]


def vehicles_table(overview: FunderOverview) -> Table:
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
    return Table(columns, rows)


def flows_table(overview: FunderOverview) -> Table:
    """One row for each flow of the Sankey, in the portfolio's currency."""
    rows = ((row.source, row.target, row.amount, overview.currency) for row in flow_rows(overview))
    return Table((_("From"), _("To"), _("Amount"), _("Currency")), rows)
