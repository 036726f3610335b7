"""Learning logs as a table to take along."""

from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.exports import ExportSource, PlainTable, sources
from sensemaking.overviews.logs import COLUMNS, LogFilter, log_rows
from stakeholders.access import Access, Permission


def logs_table(access: Access) -> PlainTable:
    """Every log that the reader may see, the newest first."""
    return PlainTable(COLUMNS, log_rows(LogFilter(), access))


def register() -> None:
    """Offer it on the page of downloads."""
    sources.add(
        "logs",
        ExportSource(
            "learning-logs", _("Learning logs"), _("What was tried, seen and done next, word for word."),
            Permission.READ, logs_table,
        ),
    )  # fmt: skip
