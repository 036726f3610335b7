"""Days whose money was reported are closed here, and opened again when a report was wrong."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.models import LockedPeriod
from funding.services.limits import ClosedDays, hold_all
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import history


@transaction.atomic
def close(*, portfolio: Portfolio, from_on: date, to_on: date, why: str, by: User) -> LockedPeriod:
    """Close days that are over; raises ClosedDays where that is not so, or where they are closed already.

    Every vehicle is held meanwhile, so that no row slips into the days while they close.
    """
    hold_all(portfolio)
    if to_on >= timezone.localdate():
        raise ClosedDays(_("Only days that are over can be closed: money of today has to be written somewhere."))
    standing = LockedPeriod.objects.filter(portfolio=portfolio, opened_at__isnull=True)
    if standing.filter(from_on__lte=from_on, to_on__gte=to_on).exists():
        raise ClosedDays(_("These days are closed already."))
    period = LockedPeriod.objects.create(portfolio=portfolio, from_on=from_on, to_on=to_on, why=why, by=by)
    days = {"from_on": [None, from_on.isoformat()], "to_on": [None, to_on.isoformat()]}
    history.record(period, kind=Change.Kind.CREATED, by=by, why=why, portfolio=portfolio, fields=days)
    return period


@transaction.atomic
def reopen(*, period: LockedPeriod, by: User, why: str) -> None:
    """Let money be written on these days again; doing it twice changes nothing."""
    period = LockedPeriod.objects.select_for_update().select_related("portfolio").get(pk=period.pk)
    if period.opened_at is not None:
        return
    period.opened_at = timezone.now()
    period.save(update_fields=["opened_at"])
    opened = {"opened_at": [None, period.opened_at.isoformat()]}
    history.record(period, kind=Change.Kind.EDITED, by=by, why=why, portfolio=period.portfolio, fields=opened)
