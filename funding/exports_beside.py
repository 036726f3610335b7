"""Layers of money and trials as files."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.overviews.leverage import Chosen, Leverage, leverage
from funding.overviews.shadows import Comparison
from funding.rates import rounded
from portfolio_hub.lib.exports import ExportSource, PlainTable, sources
from stakeholders.access import Permission


def leverage_table(page: Leverage) -> PlainTable:
    """One row for each entry; what was converted says by which rate, of which day, from where."""
    columns = (
        _("Layer"), _("Whose money"), _("Amount"), _("Currency"), _("On"), _("Converted"), _("Into"), _("Rate"),
        _("Rate since"), _("Rate from"), _("Source"), _("Where to check"), _("How sure"), _("About"),
        _("How it came about"),
    )  # fmt: skip
    rows = []
    for line in page.lines:
        row, done = line.row, line.converted
        rate = done.rate if done else None
        rows.append((
            row.get_layer_display(), row.who, rounded(row.amount, row.currency), row.currency, row.on,
            done.amount if done and rate else None, done.currency if done and rate else "", rate.rate if rate else None,
            rate.on if rate else None, (rate.source if rate else "") if done else _("no rate on its day"),
            row.source, row.url, row.get_sureness_display(), ", ".join(line.about), row.why,
        ))  # fmt: skip
    return PlainTable(columns, rows)


def comparison_table(page: Comparison) -> PlainTable:
    """What the vehicle gives and what its trial would, side by side."""
    columns = (_("For"), _("Agreed today"), _("Planned today"), _("In the trial"), _("Difference"), _("Currency"))
    currency = page.shadow.currency
    rows = ((line.name, line.real, line.planned, line.trial, line.difference, currency) for line in page.lines)
    return PlainTable(columns, rows)


def register() -> None:
    """Offer the layers on the page of downloads."""
    sources.add(
        "leverage",
        ExportSource(
            "leverage",
            gettext_lazy("Money beside our own"),
            gettext_lazy("Partners' money, money induced elsewhere and context, each with its source and how sure."),
            Permission.SEE_FUNDING,
            lambda access: leverage_table(leverage(access, Chosen(), in_full=True)),
        ),
    )
