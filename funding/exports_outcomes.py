"""Outcomes for the page of downloads."""

from django.utils.translation import gettext_lazy as _

from funding.overviews.outcomes import COLUMNS, outcome_rows
from portfolio_hub.lib.exports import ExportSource, PlainTable, sources
from stakeholders.access import Access, Permission


def register() -> None:
    """Offer the table."""
    explanation = _("Who changed what, our part in it, how sure it is, and the words of its learning log.")
    sources.add("outcomes", ExportSource("outcomes", _("Outcomes"), explanation, Permission.READ, _table))


def _table(access: Access) -> PlainTable:
    return PlainTable(COLUMNS, outcome_rows(access))
