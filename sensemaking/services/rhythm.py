"""Reports that are asked for by themselves, with the first day after their period."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from sensemaking.models import ReportRhythm, SenseMakingReport
from sensemaking.periods import Period
from sensemaking.services import reports
from stakeholders.models import Change, Circle, Portfolio, User
from stakeholders.services import history

OFF = ReportRhythm.Every.OFF


def last_full(every: str, today: date) -> Period:
    """The last period of this length that is over."""
    return Period.around(today, every).before()


def next_on(rhythm: ReportRhythm, today: date) -> date | None:
    """The day on which the next report is asked for."""
    return None if rhythm.every == OFF else Period.around(today, rhythm.every).to_on


@transaction.atomic
def keep(*, portfolio: Portfolio, every: str, by: User, today: date) -> ReportRhythm:
    """Choose how often; the period that runs now is the first to be asked for."""
    rhythm, _is_new = ReportRhythm.objects.select_for_update().get_or_create(portfolio=portfolio)
    before = rhythm.every
    rhythm.every = every
    rhythm.asked_to_on = None if every == OFF else last_full(every, today).to_on
    rhythm.save()
    fields = history.difference({"rhythm": before}, {"rhythm": every})
    history.record(portfolio, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=portfolio)
    return rhythm


def ask_due(today: date) -> int:
    """Ask for every report whose period is over and was not asked for; return how many. May run twice."""
    rows = ReportRhythm.objects.exclude(every=OFF).select_related("portfolio").order_by("pk")
    return sum(_ask(rhythm, last_full(rhythm.every, today)) for rhythm in rows.iterator())


@transaction.atomic
def _ask(rhythm: ReportRhythm, period: Period) -> bool:
    """Ask once for the period, unless somebody did."""
    open_ones = ReportRhythm.objects.filter(Q(asked_to_on__isnull=True) | Q(asked_to_on__lt=period.to_on))
    if not open_ones.filter(pk=rhythm.pk).update(asked_to_on=period.to_on):
        return False
    same = SenseMakingReport.objects.filter(
        portfolio=rhythm.portfolio, from_on=period.from_on, to_on=period.to_on, circle=Circle.PORTFOLIO,
        part__isnull=True,
    )  # fmt: skip
    if same.exists():
        return False
    reports.ask(portfolio=rhythm.portfolio, period=period, by=None)
    return True
