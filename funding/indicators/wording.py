"""How values, periods, totals and the reasons against them are said."""

from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from funding.indicators.totals import LeftOut, WhyNot
from portfolio_hub.lib import dates, formats

WHY_NOT: dict[WhyNot, str | Promise] = {
    WhyNot.NOT_ADDITIVE: _("No total: values of different initiatives can’t be added up for this indicator."),
    WhyNot.NOTHING: _("No total: no value of a whole is known for this period."),
    WhyNot.UNITS: _("No total: the values are in different units."),
    WhyNot.PERIODS: _("No total: the values are of different periods."),
    WhyNot.TWO_SOURCES: _("No total: two sources observed the same in this period. Correct one of them."),
    WhyNot.SHARED_MEMBERS: _(
        "No total: combinations that were observed as such share a member, which would count twice."
    ),
}
LEFT_OUT: dict[LeftOut, str | Promise] = {
    LeftOut.PART: _("a part of a whole"),
    LeftOut.PLACE: _("of a place, in which initiatives lie that may be counted already"),
    LeftOut.IN_COMBINATION: _("in the value of its combination already"),
    LeftOut.IN_PORTFOLIO: _("in the value of the whole portfolio already"),
    LeftOut.MISSING: _("missing"),
}


def written(value: Decimal | None) -> str:
    """The number with all the decimals that say something; – where nothing is known."""
    if value is None:
        return "–"
    exponent = value.normalize().as_tuple().exponent
    return formats.number(value, get_language() or "en", max(0, -exponent if isinstance(exponent, int) else 0))


def period(from_on: date, to_on: date) -> str:
    """2025; 3 March 2025; 1 April 2025 – 30 June 2025."""
    if (from_on.month, from_on.day, to_on.month, to_on.day) == (1, 1, 12, 31):
        years = (from_on.year, to_on.year)
        return str(years[0]) if years[0] == years[1] else f"{years[0]}–{years[1]}"
    if from_on == to_on:
        return dates.day_full(to_on)
    return f"{dates.day_full(from_on)} – {dates.day_full(to_on)}"
