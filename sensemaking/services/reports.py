"""What people do with a sense-making report: ask for it, edit, send for review, publish, make it again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Snapshot
from initiatives.services import snapshots
from portfolio_hub.lib.queues import Queue
from sensemaking.models import FindingLog, LearningLog, SenseMakingReport
from sensemaking.periods import Period
from sensemaking.services import narrative_standing, report_letters, telling
from sensemaking.services.narrative_standing import Writer
from sensemaking.services.scope import Part, chosen_part, keep_part
from stakeholders.models import Change, Circle, Portfolio, User
from stakeholders.services import history

Status = SenseMakingReport.Status
IN_HAND = (Status.ASKED, Status.WORKING)
EDITABLE = (Status.READY, Status.IN_REVIEW)
WRITTEN = ("title", "standfirst", "notes")
MAKE_TASK = "sensemaking.tasks.make_report"
STOOD = "stood"
WHOLE = Part()


class CannotChange(Exception):
    """The report can't be changed like this now; the message is a sentence for the user."""


@transaction.atomic
def ask(
    *, portfolio: Portfolio, period: Period, by: User | None, circle: str = Circle.PORTFOLIO, part: Part = WHOLE
) -> SenseMakingReport:
    """Freeze the scope and hand the work to a worker.

    While an unpublished report of the same period, circle and part exists it is made again, with what people wrote
    in it.
    """
    Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    same = SenseMakingReport.objects.filter(
        portfolio=portfolio, from_on=period.from_on, to_on=period.to_on, circle=circle
    )
    unpublished = same.exclude(status=Status.PUBLISHED)
    if report := next((row for row in unpublished if chosen_part(row) == part), None):
        return report if report.status in IN_HAND else rerun(report=report, by=by)
    now = timezone.now()
    report = SenseMakingReport.objects.create(
        portfolio=portfolio,
        from_on=period.from_on,
        to_on=period.to_on,
        circle=circle,
        as_of=now,
        asked_at=now,
        asked_by=by,
        status=Status.ASKED,
    )
    keep_part(report, part)
    send(report.pk)
    return report


@transaction.atomic
def rerun(*, report: SenseMakingReport, by: User | None) -> SenseMakingReport:
    """Make an unpublished report again from the logs that are there now; what people wrote in it stays."""
    now = timezone.now()
    held = SenseMakingReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    again = SenseMakingReport.objects.filter(pk=report.pk, status__in=(*EDITABLE, Status.FAILED)).update(
        status=Status.ASKED,
        facts=with_standing(held),
        as_of=now,
        asked_at=now,
        asked_by=by,
        attempts=0,
        claimed_by=None,
        heartbeat_at=None,
        progress_done=0,
        progress_total=0,
        progress_note="",
        problem="",
    )
    report.refresh_from_db()
    if again:
        send(report.pk)
    elif report.is_frozen:
        raise CannotChange(_("A published report stays as it is. Ask for a new one of the same period instead."))
    return report


def with_standing(report: SenseMakingReport) -> dict[str, Any]:
    """The facts, with how the report stood before it is made again; a run that failed leaves that as it was."""
    if report.status not in EDITABLE:
        return report.facts
    return {**report.facts, STOOD: {"status": report.status, "as_of": report.as_of.isoformat()}}


@transaction.atomic
def cancel(*, report: SenseMakingReport, by: User) -> bool:
    """Stop the work: what was never ready goes, what is made again falls back to how it stood. Return whether it went.

    The worker that has it finds its claim gone and writes nothing. Raises CannotChange when it is over already.
    """
    held = SenseMakingReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    facts = {**held.facts}
    stood = facts.pop(STOOD, {})
    was_ready = bool(stood) or held.ready_at is not None
    if held.status not in IN_HAND and not (held.status == Status.FAILED and was_ready):
        raise CannotChange(_("There is nothing to stop: the report is not being made."))
    if not was_ready:
        held.delete()
        return True
    SenseMakingReport.objects.filter(pk=held.pk).update(
        status=stood.get("status", Status.READY),
        as_of=datetime.fromisoformat(stood["as_of"]) if stood else held.as_of,
        facts=facts,
        claimed_by=None,
        heartbeat_at=None,
        problem="",
    )
    report.refresh_from_db()
    _remember(report, {"status": [held.status, report.status]}, by)
    return False


@transaction.atomic
def edit(*, report: SenseMakingReport, by: User, version: int, **written: str) -> SenseMakingReport:
    """Change title, standfirst or notes; `version` is the one that the person was looking at.

    Raises CannotChange when it is published, being made, or was edited by somebody else since.
    """
    unknown = set(written) - set(WRITTEN)
    if unknown:
        raise ValueError(f"These fields are not for people to write: {sorted(unknown)}")
    before = {name: getattr(report, name) for name in written}
    changed = SenseMakingReport.objects.filter(pk=report.pk, status__in=EDITABLE, version=version).update(
        **written, version=F("version") + 1, edited_at=timezone.now()
    )
    report.refresh_from_db()
    if not changed:
        raise CannotChange(why_not_editable(report))
    _remember(report, history.difference(before, written), by)
    return report


@transaction.atomic
def send_for_review(*, report: SenseMakingReport, by: User) -> SenseMakingReport:
    """Show the draft to the other stewards as ready to be looked at."""
    return _move(report, by, was=(Status.READY,), to=Status.IN_REVIEW)


@transaction.atomic
def back_to_draft(*, report: SenseMakingReport, by: User) -> SenseMakingReport:
    """Take the report back from review."""
    return _move(report, by, was=(Status.IN_REVIEW,), to=Status.READY)


@transaction.atomic
def publish(
    *, report: SenseMakingReport, by: User, at: datetime | None = None, as_drafted: bool = False
) -> SenseMakingReport:
    """Freeze the report with its evidence and show it to its circle; the logs it cites count as made sense of.

    A snapshot of the portfolio goes with it, so that later periods can be compared. A narrative that a machine drafted
    and no person edited is published only `as_drafted`, and keeps its mark.
    """
    drafts = SenseMakingReport.objects.select_for_update(of=("self",)).filter(pk=report.pk, status__in=EDITABLE)
    if drafts.exists() and narrative_standing.settle(report) == Writer.MACHINE and not as_drafted:
        raise CannotChange(
            _(
                "A machine drafted the narrative and no person has edited it. "
                "Edit it, or say that it may go out like that."
            )
        )
    _move(
        report,
        by,
        was=EDITABLE,
        to=Status.PUBLISHED,
        title=report.title or report.facts.get("title", ""),
        standfirst=report.standfirst or report.facts.get("standfirst", ""),
        published_at=at or timezone.now(),
        published_by=by,
    )
    cited = FindingLog.objects.filter(finding__report=report, was_before=False).values("log")
    LearningLog.objects.filter(pk__in=cited, status=LearningLog.Status.SHARED).update(status=LearningLog.Status.SENSED)
    name = _("Report on %(period)s") % {"period": report.period_name}
    snapshots.ask(portfolio=report.portfolio, name=name, kind=Snapshot.Kind.REPORT, by=by)
    if at is None:
        telling.ask(report=report, but=by)
        report_letters.ask(report=report, but=by)
    return report


@transaction.atomic
def discard(*, report: SenseMakingReport, by: User) -> None:
    """Delete a report that was never published."""
    gone, _rows = SenseMakingReport.objects.filter(pk=report.pk).exclude(status=Status.PUBLISHED).delete()
    if not gone:
        raise CannotChange(_("A published report stays as it is."))


def send(report_id: int) -> None:
    """Tell a worker once the row is safe; when the broker is away, the beat task sends it again."""
    transaction.on_commit(
        lambda: current_app.send_task(MAKE_TASK, (report_id,), queue=str(Queue.WAITING), retry=False), robust=True
    )


def send_again(report_ids: Iterable[int]) -> None:
    """Send reports that were asked for a while ago, or whose worker fell silent."""
    for report_id in report_ids:
        send(report_id)


def _move(report: SenseMakingReport, by: User, *, was: tuple[str, ...], to: str, **values: Any) -> SenseMakingReport:
    """Change the state by one conditional update; raises CannotChange when it is not in one of the states `was`."""
    before = report.status
    moved = SenseMakingReport.objects.filter(pk=report.pk, status__in=was).update(status=to, **values)
    report.refresh_from_db()
    if not moved:
        raise CannotChange(why_not_editable(report))
    _remember(report, {"status": [before, to]}, by)
    return report


def why_not_editable(report: SenseMakingReport) -> str:
    """The sentence that says why the report did not change."""
    if report.is_frozen:
        return _("This report is published and stays as it is.")
    if report.status in IN_HAND:
        return _("This report is being made. Wait until it is ready.")
    if report.status == Status.FAILED:
        return _("This report was not made. Make it again first.")
    return _("Somebody else changed this report in the meantime. Your text is still here: compare, then save again.")


def _remember(report: SenseMakingReport, fields: dict[str, list[Any]], by: User) -> None:
    """Write the change into the history."""
    history.record(report, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=report.portfolio)
