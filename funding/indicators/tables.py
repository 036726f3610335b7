"""Observations as files: every row with what corrects it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from funding.indicators.rows import Row, all_rows
from portfolio_hub.lib.exports import ExportSource, PlainTable, sources
from stakeholders.access import Access, Permission


def observations_table(rows: Iterable[Row]) -> PlainTable:
    """One row for each observation; a corrected one names the row that counts in its place."""
    columns = (
        _("Indicator"), _("Unit"), _("Initiative"), _("Combination"), _("Place"), pgettext("period", "From"),
        pgettext("period", "To"), _("Value"), _("At least"), _("At most"), _("Why it is missing"), _("Split by"),
        _("Group"), _("Source"), _("Address"), _("Identifier"), _("Number"), _("Corrects number"),
        _("Corrected by number"),
    )  # fmt: skip
    return PlainTable(columns, (_cells(row) for row in rows))


def _cells(row: Row) -> tuple[object, ...]:
    one = row.observation
    return (
        one.indicator.name, one.indicator.unit, str(one.initiative or ""), str(one.combination or ""),
        str(one.place or ""), one.from_on, one.to_on, one.value, one.low, one.high, one.missing_why, one.split_by,
        one.group, one.source, one.url, one.external_id, one.pk, one.corrects_id,
        one.corrected_by.pk if row.is_corrected else None,
    )  # fmt: skip


def _of_portfolio(access: Access) -> PlainTable:
    return observations_table(all_rows(access))


def register() -> None:
    """Offer the table on the page of downloads."""
    label = gettext_lazy("Observations of indicators")
    words = gettext_lazy("What was observed, by indicator, period and source, with bands, gaps and corrections.")
    sources.add("observations", ExportSource("observations", label, words, Permission.SEE_FUNDING, _of_portfolio))
