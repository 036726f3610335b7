"""What stewards do with the narrative of a draft: rewrite it, go back, have a machine draft it, cancel that."""

from collections.abc import Iterable

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio_hub.lib.language_model import LanguageModel
from portfolio_hub.lib.queues import Queue
from sensemaking.models import ReportNarrative, SenseMakingReport
from sensemaking.services.narrative_standing import IDLE, IN_HAND
from sensemaking.services.reports import CannotChange
from sensemaking.services.writing import hold
from stakeholders.models import Change, User
from stakeholders.services import history

Status = ReportNarrative.Status
DRAFT_TASK = "sensemaking.tasks.draft_narrative"


@transaction.atomic
def row_of(*, report: SenseMakingReport) -> ReportNarrative:
    """The row of a draft, to be written into; raises CannotChange when the report is no draft."""
    hold(report)
    row, _is_new = ReportNarrative.objects.get_or_create(report=report, defaults={"status": Status.READY})
    return row


@transaction.atomic
def by_person(*, narrative: ReportNarrative, by: User) -> None:
    """A person has changed the text: it is theirs from here on, and no longer a machine's."""
    hold(narrative.report)
    now = timezone.now()
    ReportNarrative.objects.filter(pk=narrative.pk).update(**IDLE, edited_at=now, edited_by=by)
    SenseMakingReport.objects.filter(pk=narrative.report_id).update(edited_at=now)


@transaction.atomic
def compose_again(*, report: SenseMakingReport, by: User) -> None:
    """Go back to the sentences that the hub makes from the findings; what stood there stays in the history."""
    row = row_of(report=report)
    before = {"body": row.body, "model_name": row.model_name}
    ReportNarrative.objects.filter(pk=row.pk).update(
        **IDLE, body="", sentences=[], dropped=[], model_name="", drafted_at=None, edited_at=None, edited_by=None,
        edit=row.edit + 1,
    )  # fmt: skip
    fields = history.difference(before, {"body": "", "model_name": ""})
    history.record(row, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=report.portfolio)


@transaction.atomic
def ask(*, report: SenseMakingReport, by: User) -> ReportNarrative:
    """Ask a worker for a draft; raises CannotChange where no model is set or a person's words stand."""
    if not LanguageModel.of_settings().is_on:
        raise CannotChange(_("No language model is set up here. Whoever runs the hub can do that."))
    row = row_of(report=report)
    if row.edited_at:
        raise CannotChange(
            _("What a person wrote stands there. Go back to the sentences from the findings, then ask for a draft.")
        )
    if row.status in IN_HAND:
        return row
    idle = {**IDLE, "status": Status.ASKED}
    ReportNarrative.objects.filter(pk=row.pk).update(**idle, asked_at=timezone.now(), asked_by=by, attempts=0)
    send(row.pk)
    row.refresh_from_db()
    return row


@transaction.atomic
def cancel(*, report: SenseMakingReport) -> bool:
    """Stop a draft that is being made, or put a failed one away; what stood stands. Says whether there was one."""
    waiting = ReportNarrative.objects.filter(report=report, status__in=(*IN_HAND, Status.FAILED))
    return bool(waiting.update(**IDLE))


def send(narrative_id: int) -> None:
    """Tell a worker once the row is safe; when the broker is away, the beat task sends it again."""
    transaction.on_commit(
        lambda: current_app.send_task(DRAFT_TASK, (narrative_id,), queue=str(Queue.WAITING), retry=False), robust=True
    )


def send_again(narrative_ids: Iterable[int]) -> None:
    """Send drafts that were asked for a while ago, or whose worker fell silent."""
    for narrative_id in narrative_ids:
        send(narrative_id)
