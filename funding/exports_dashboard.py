"""Everything the funding page shows as tables, with the same window and the same sums."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.charts_series import quarter_words
from funding.exports import flows_table, vehicles_table
from funding.impact.matrix import AXIS_LABELS, Matrix
from funding.overviews import FunderOverview
from funding.overviews.figures import Figures, figures
from funding.overviews.learning_return import LearningReturn, learning_return
from funding.overviews.option_value import OptionValue, option_value
from funding.overviews.outcomes import Told, told
from funding.overviews.reserve import Standing, standings
from funding.overviews.series import Series, money_series
from funding.overviews.window import Window
from funding.overviews.within import Within, outcomes_within
from portfolio_hub.lib.exports import PlainTable
from stakeholders.access import Access


@dataclass
class Dashboard:
    """The funding page of one reader; each part is read when it is needed, and once."""

    access: Access
    facts: FunderOverview
    within: Within
    words: str
    months: str
    matrix: Matrix

    @property
    def window(self) -> Window:
        return self.facts.window

    @cached_property
    def figures(self) -> Figures:
        return figures(self.access, self.within)

    @cached_property
    def series(self) -> Series:
        return money_series(self.facts)

    @cached_property
    def options(self) -> OptionValue:
        return option_value(self.access, self.within)

    @cached_property
    def told(self) -> Told:
        return told(self.access, outcomes_within(self.window))

    @cached_property
    def learning(self) -> LearningReturn:
        return learning_return(self.access, self.within)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        return standings(self.access)


def _figures(page: Dashboard) -> PlainTable:
    """The five figures with what each is of; sums are exact, and what learning returned is of whole months."""
    facts, found, currency = page.facts, page.figures, page.facts.currency
    rows = [
        (_("Committed"), facts.committed, currency, page.words),
        (_("Drawn"), facts.drawn, currency, page.words),
        (_("Flexible"), facts.flexible, currency, page.words),
        (_("Flexible share of what is committed"), facts.flexible_percent, "%", page.words),
        (_("Points under the floor"), facts.below_floor if facts.floor else None, "", page.words),
        (_("Options open today"), found.held, "", page.words),
        (_("Options opened in the period"), found.opened if page.window.is_dated else None, "", page.months),
        (_("A year of holding them open"), found.holding_cost, currency, page.words),
        (_("Redirected by learning"), found.redirected, currency, page.months),
    ]
    shown = [row for row in rows if row[1] is not None]
    return PlainTable((_("Figure"), _("Value"), _("Unit"), _("What is shown")), shown)


def _series(page: Dashboard) -> PlainTable:
    columns = (
        _("By the end of"), _("Last day"), _("Committed"), _("Allocated"), _("Drawn"), _("Paid out"), _("Currency"),
    )  # fmt: skip
    rows = (
        (quarter_words(one), one.last_day, one.committed, one.allocated, one.drawn, one.paid, page.series.currency)
        for one in page.series.points
    )
    return PlainTable(columns, rows)


def _contributes(page: Dashboard) -> PlainTable:
    by, concerns = page.matrix.wanted.by, page.matrix.concerns
    rows = ((row.name, *(cell.words for cell in row.cells)) for row in page.matrix.rows)
    return PlainTable((AXIS_LABELS[by], *(concern.name for concern in concerns)), rows)


def _options(page: Dashboard) -> PlainTable:
    columns = (_("Option"), _("State"), _("Can be taken up until"), _("Cost of holding a year"), _("Currency"))
    rows = (
        (
            one.title, one.get_status_display(), one.expires_on, one.holding_cost,
            page.facts.currency if one.holding_cost is not None else "",
        )
        for one in page.options.soon
    )  # fmt: skip
    return PlainTable(columns, rows)


def _outcomes(page: Dashboard) -> PlainTable:
    columns = (_("Words of the log"), _("Who changed"), _("Initiative"), _("Learning log"), _("How sure"))
    rows = (
        (
            f"{one.before}{one.line.spoken}{one.after}", one.line.outcome.who, str(one.line.outcome.initiative or ""),
            one.line.log.pk if one.line.log else None, one.line.outcome.get_substantiation_display(),
        )
        for one in page.told.voices
    )  # fmt: skip
    return PlainTable(columns, rows)


def _learning(page: Dashboard) -> PlainTable:
    found = page.learning
    rows: list[tuple[str, Any, str]] = [(_("Spent on learning"), one.amount, one.currency) for one in found.spent]
    rows += [(_("Learning logs"), found.logs, ""), (_("Decisions informed"), found.decisions, "")]
    rows += [(_("Redirected"), one.amount, one.currency) for one in found.redirected]
    shown = ((*row, page.within.since, page.within.until) for row in rows)
    return PlainTable((_("What"), _("Value"), _("Unit"), _("Since"), _("Until")), shown)


def _reserve(page: Dashboard) -> PlainTable:
    columns = (_("Reserve"), _("Left"), _("Currency"), _("Flexible share today"), _("Floor"))
    rows = (
        (one.line.name, one.line.free, one.line.currency, one.flexibility.percent, one.floor) for one in page.standings
    )
    return PlainTable(columns, rows)


@dataclass(frozen=True)
class Sheet:
    """One table of the page: its name, and how it is made."""

    title: str | Promise
    table: Callable[[Dashboard], PlainTable]


TABLES: dict[str, Sheet] = {
    "figures": Sheet(gettext_lazy("Key figures"), _figures),
    "flows": Sheet(gettext_lazy("Flows of money"), lambda page: flows_table(page.facts)),
    "vehicles": Sheet(gettext_lazy("Vehicles"), lambda page: vehicles_table(page.facts)),
    "contributes": Sheet(gettext_lazy("Contributions"), _contributes),
    "options": Sheet(gettext_lazy("Options opened"), _options),
    "outcomes": Sheet(gettext_lazy("Outcomes people describe"), _outcomes),
    "learning": Sheet(gettext_lazy("Learning return"), _learning),
    "reserve": Sheet(gettext_lazy("Reserve"), _reserve),
    "series": Sheet(gettext_lazy("Money over time"), _series),
}
"""The sheets of the workbook, in the order of the page."""


def sheets(page: Dashboard) -> Iterator[tuple[str, list[str], Iterable[Any]]]:
    """All of them, for one workbook."""
    for sheet in TABLES.values():
        table = sheet.table(page)
        yield str(sheet.title), [str(column) for column in table.columns], table.rows
