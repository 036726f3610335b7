"""Asking for a report to a funder, saying one's own words in it, sending it, taking a draft away."""

from datetime import date

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.models import FunderReport, LockedPeriod, ReportTemplate
from funding.reporting import drawing
from funding.services import funder_letters, periods
from portfolio_hub.lib.queues import Queue
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import history

Status = FunderReport.Status
IN_HAND = (Status.ASKED, Status.WORKING)
TASK = "funding.tasks.make_funder_report"


@transaction.atomic
def ask(*, template: ReportTemplate, from_on: date, to_on: date, by: User) -> FunderReport:
    """Hand the work to a worker; asked for twice while it is in hand, it is the same report."""
    ReportTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    same = FunderReport.objects.filter(template=template, from_on=from_on, to_on=to_on, status__in=IN_HAND)
    if found := same.first():
        return found
    report = FunderReport.objects.create(
        template=template, from_on=from_on, to_on=to_on, by=by, asked_at=timezone.now()
    )
    send_to_worker(report.pk)
    return report


@transaction.atomic
def ask_again(*, report: FunderReport) -> None:
    """Fill it once more from what is there now; nothing happens to one that is in hand or was sent."""
    again = FunderReport.objects.filter(pk=report.pk, status__in=(Status.READY, Status.FAILED)).update(
        status=Status.ASKED, asked_at=timezone.now(), attempts=0, claimed_by=None, heartbeat_at=None,
        progress_done=0, progress_total=0, progress_note="", problem="",
    )  # fmt: skip
    if again:
        send_to_worker(report.pk)


@transaction.atomic
def say(*, report: FunderReport, words: str) -> None:
    """Put the steward's words on top; raises Refused once it was sent."""
    row = _held(report)
    if row.is_sent:
        raise Refused(_("This report was sent. What it says stays."))
    row.words = words
    row.save(update_fields=["words"])
    drawing.ask(row)


@transaction.atomic
def send(*, report: FunderReport, by: User, closes_days: bool = False) -> FunderReport:
    """Send it to the funder's people and freeze it; with `closes_days` no money can be written on its days any more.

    Sent twice it is sent once. Raises Refused for a report that is not ready, ClosedDays where days can't be closed.
    """
    row = _held(report)
    if row.is_sent:
        return row
    if row.status != Status.READY:
        raise Refused(_("This report is not ready yet, so it can't be sent."))
    portfolio = row.template.portfolio
    if closes_days and not _is_closed(portfolio, row):
        why = _("Report to %(funder)s") % {"funder": row.template.funder}
        periods.close(portfolio=portfolio, from_on=row.from_on, to_on=row.to_on, why=why[:200], by=by)
    row.status, row.sent_at = Status.SENT, timezone.now()
    row.save(update_fields=["status", "sent_at"])
    drawing.ask(row)
    history.record(
        row, kind=Change.Kind.EDITED, by=by, portfolio=portfolio, fields={"status": [Status.READY, Status.SENT]}
    )
    funder_letters.ask(report=row, but=by)
    return row


@transaction.atomic
def delete(*, report: FunderReport, by: User) -> None:
    """Throw a draft away; raises Refused for one that was sent, or that a worker has."""
    row = _held(report)
    if row.is_sent:
        raise Refused(_("This report was sent. What was sent stays."))
    if row.status == Status.WORKING:
        raise Refused(_("This report is being made. Wait until it is ready, then delete it."))
    days = {"from_on": [row.from_on.isoformat(), None], "to_on": [row.to_on.isoformat(), None]}
    history.record(row, kind=Change.Kind.DELETED, fields=days, by=by, portfolio=row.template.portfolio)
    row.delete()


def send_to_worker(pk: int) -> None:
    """Tell a worker once the row is safe; when the broker is away, the beat task sends it again."""
    transaction.on_commit(
        lambda: current_app.send_task(TASK, (pk,), queue=str(Queue.WAITING), retry=False), robust=True
    )


def send_again() -> None:
    """Hand over reports that were asked for a while ago, or whose worker fell silent."""
    for pk in FunderReport.objects.all().waiting_too_long().values_list("pk", flat=True):
        send_to_worker(pk)


def _held(report: FunderReport) -> FunderReport:
    rows = FunderReport.objects.select_for_update(of=("self",))
    row: FunderReport = rows.select_related("template__portfolio", "template__funder").get(pk=report.pk)
    return row


def _is_closed(portfolio: Portfolio, row: FunderReport) -> bool:
    standing = LockedPeriod.objects.filter(portfolio=portfolio, opened_at__isnull=True)
    return standing.filter(from_on__lte=row.from_on, to_on__gte=row.to_on).exists()
