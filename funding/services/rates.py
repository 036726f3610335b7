"""Exchange rates are written here; a rate that was wrong is followed by the right one from a later day."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from funding.models import ExchangeRate
from funding.services import looking_anew
from funding.services.limits import OverLimit, refuse_closed_days
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import history


class RateRefused(OverLimit):
    """The rate can't be kept as it is; the message is a sentence for the user."""


@transaction.atomic
def keep(*, portfolio: Portfolio, currency: str, rate: Decimal, on: date, source: str, by: User) -> ExchangeRate:
    """Keep a rate from a day on; raises RateRefused for the portfolio's own currency or a day that has one already."""
    if currency == portfolio.currency:
        raise RateRefused(_("%(currency)s is the portfolio's own currency.") % {"currency": currency})
    refuse_closed_days(portfolio, on)
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
