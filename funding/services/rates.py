"""Exchange rates are written here; a rate that was wrong is followed by the right one from a later day."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from funding.models import ExchangeRate, LockedPeriod
from funding.services import looking_anew
from funding.services.limits import OverLimit, hold_all, refuse_closed_days
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import history


class RateRefused(OverLimit):
    """The rate can't be kept as it is; the message is a sentence for the user."""


@transaction.atomic
def keep(*, portfolio: Portfolio, currency: str, rate: Decimal, on: date, source: str, by: User) -> ExchangeRate:
    """Keep a rate from a day on; raises RateRefused for the portfolio's own currency or a day that has one already,
    and ClosedDays where sums of a period that was reported would be converted by it.
    """
    if currency == portfolio.currency:
        raise RateRefused(_("%(currency)s is the portfolio's own currency.") % {"currency": currency})
    hold_all(portfolio)
    if period := moved_by(ExchangeRate(portfolio=portfolio, currency=currency, on=on)):
        refuse_closed_days(portfolio, period.to_on)
    try:
        with transaction.atomic():
            row = ExchangeRate.objects.create(
                portfolio=portfolio, currency=currency, rate=rate, on=on, source=source, by=by
            )
    except IntegrityError as error:
        sentence = _(
            "%(currency)s has a rate of this day already. If that was wrong, keep the right one from a later day."
        )
        raise RateRefused(sentence % {"currency": currency}) from error
    fields = {"currency": [None, currency], "rate": [None, str(rate)], "on": [None, on.isoformat()]}
    history.record(row, kind=Change.Kind.CREATED, by=by, portfolio=portfolio, fields=fields)
    looking_anew.ask(portfolio_id=portfolio.pk, currencies=[currency])
    return row


def moved_by(rate: ExchangeRate) -> LockedPeriod | None:
    """The last reported period whose sums a new rate would convert: it holds until the next one that is kept."""
    kept = ExchangeRate.objects.filter(portfolio=rate.portfolio, currency=rate.currency, on__gt=rate.on)
    periods = LockedPeriod.objects.filter(portfolio=rate.portfolio, opened_at__isnull=True, to_on__gte=rate.on)
    if following := kept.order_by("on").first():
        periods = periods.filter(from_on__lt=following.on)
    return periods.order_by("-to_on").first()
