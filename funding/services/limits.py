"""What every act of money asks first: the row for itself, days that are still open, and how a sum is written."""

from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from funding.models import FundingVehicle, LockedPeriod
from portfolio_hub.lib.dates import day, day_full
from portfolio_hub.lib.formats import money
from stakeholders.models import Portfolio

YEARS = range(1900, 2200)
"""Years in which money is dated; a mistyped one would reach into every sum and file."""


class OverLimit(Exception):
    """The sum is over what is available, or can't be written there; the message is a sentence for the user."""


class WrongDay(OverLimit):
    """The sum is right, but not on that day."""


class ClosedDays(WrongDay):
    """The day lies in a period that was reported."""


def locked(vehicle: FundingVehicle) -> FundingVehicle:
    """The vehicle as it is now, kept from others until the transaction ends (SQLite lets one writer in anyway)."""
    return FundingVehicle.objects.select_for_update().get(pk=vehicle.pk)


def hold_all(portfolio: Portfolio) -> None:
    """Keep every act of money in the portfolio, and every import into it, waiting until the transaction ends."""
    Portfolio.objects.select_for_update(of=("self",), no_key=True).get(pk=portfolio.pk)
    list(FundingVehicle.objects.select_for_update().filter(portfolio=portfolio).order_by("pk").values_list("pk"))


def refuse_closed_days(portfolio: Portfolio, on: date) -> None:
    """Raise ClosedDays for a day whose money was reported, WrongDay for a year that nobody can mean."""
    if on.year not in YEARS:
        sentence = _("Choose a day between %(first)d and %(last)d.")
        raise WrongDay(sentence % {"first": YEARS.start, "last": YEARS.stop - 1})
    periods = LockedPeriod.objects.filter(portfolio=portfolio, opened_at__isnull=True)
    period = periods.filter(from_on__lte=on, to_on__gte=on).first()
    if period is not None:
        sentence = _("Money until %(day)s was reported (%(why)s). Write it on a later day; a correction is a new row.")
        raise ClosedDays(sentence % {"day": day(period.to_on), "why": period.why})


def refuse_before(first: date, on: date) -> None:
    """Raise WrongDay where an act would come before what it is about."""
    if on < first:
        sentence = _("Choose %(day)s or a later day: then this money was promised, agreed, paid or given back.")
        raise WrongDay(sentence % {"day": day_full(first)})


def refuse_shadow(vehicle: FundingVehicle) -> None:
    """Raise OverLimit where real money would go into a shadow."""
    if vehicle.is_shadow:
        sentence = _("%(vehicle)s is a trial of other rules: there is no real money in it.")
        raise OverLimit(sentence % {"vehicle": vehicle.name})


def written(amount: Decimal, vehicle: FundingVehicle) -> str:
    """The whole amount as people write it."""
    return money(amount, vehicle.currency, get_language() or "en", exact=True)
