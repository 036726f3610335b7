"""The worker's part of a narrative: claim the row, ask the model, keep the sentences that hold."""

import time

import structlog
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portfolio_hub.lib.language_model import LanguageModel, ModelTrouble, Trouble
from sensemaking import prompting, wording_narrative
from sensemaking.checking import Checked, check
from sensemaking.material import Material, Paragraphs, as_json
from sensemaking.models import ReportNarrative, SenseMakingReport
from sensemaking.services.narrative_material import material_of, people_of
from sensemaking.services.narrative_standing import IDLE, plain
from sensemaking.services.reports import EDITABLE
from stakeholders.models import Change
from stakeholders.services import history

logger = structlog.get_logger(__name__)

Status = ReportNarrative.Status
MOST_ATTEMPTS = 3
PAUSES: tuple[float, ...] = (2, 8)
"""Seconds before the model is asked a second and a third time."""
LOOK_EVERY = 1.0


class Cancelled(Exception):
    """Nobody waits for this draft any more."""


class Refused(Exception):
    """The draft can't be kept; the message is a sentence for stewards."""


def draft(narrative_id: int) -> bool:
    """Draft the narrative if nobody else does; return whether this call kept a draft."""
    row = ReportNarrative.claim(narrative_id)
    if row is None:
        return False
    with translation.override(row.report.portfolio.language):
        if row.attempts > MOST_ATTEMPTS:
            _fail(row, wording_narrative.worker_lost())
            return False
        try:
            with row.heartbeat():
                return _draft(row)
        except Cancelled:
            return False
        except Refused as refusal:
            _fail(row, str(refusal))
        except ModelTrouble as trouble:
            logger.warning("no draft", narrative=row.pk, trouble=str(trouble))
            _fail(row, wording_narrative.trouble(trouble.kind))
        except Exception:
            logger.exception("draft failed", narrative=row.pk)
            _fail(row, wording_narrative.unexpected())
    return False


def _draft(row: ReportNarrative) -> bool:
    """Ask, check, keep."""
    made = row.report.ready_at
    material = material_of(row.report)
    if not material.pieces:
        raise Refused(wording_narrative.nothing_to_tell())
    model = LanguageModel.of_settings()
    row.report_progress(0, 0, _("Asking the language model"))
    answer = _answer(row, model, material)
    row.report_progress(0, 0, _("Checking each sentence against what it cites"))
    return _keep(row, model, made, answer)


def _answer(row: ReportNarrative, model: LanguageModel, material: Material) -> Paragraphs:
    """The sentences of the model, asked again after a while where that may help; raises ModelTrouble."""
    for pause in (*PAUSES, None):
        try:
            return prompting.read_answer(model.complete(prompting.messages_of(material)))
        except prompting.Unreadable as error:
            trouble = ModelTrouble(Trouble.STRANGE, str(error))
        except ModelTrouble as met:
            trouble = met
        if pause is None or not trouble.may_pass:
            raise trouble
        _wait(row, pause)
    raise AssertionError("the last try returns or raises")


def _wait(row: ReportNarrative, seconds: float) -> None:
    """Wait a while, unless the draft is cancelled meanwhile."""
    until = time.monotonic() + seconds
    while True:
        if not row.is_still_mine():
            raise Cancelled
        left = until - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(left, LOOK_EVERY))


@transaction.atomic
def _keep(row: ReportNarrative, model: LanguageModel, made: object, answer: Paragraphs) -> bool:
    """Write the sentences that hold against the findings of this moment, unless somebody was quicker."""
    report = SenseMakingReport.objects.select_for_update(of=("self",)).get(pk=row.report_id)
    if not row.is_still_mine():
        raise Cancelled
    now = ReportNarrative.objects.get(pk=row.pk)
    if report.status not in EDITABLE or report.ready_at != made or now.edit != row.edit:
        raise Refused(wording_narrative.made_again())
    checked = check(answer, material_of(report), people_of(report))
    dropped = [one.as_json() for one in checked.dropped]
    if not checked.paragraphs:
        ReportNarrative.objects.filter(pk=row.pk, claimed_by=row.claimed_by).update(
            **{**IDLE, "status": Status.FAILED, "problem": wording_narrative.nothing_held(len(dropped))},
            dropped=dropped,
        )
        return False
    _write(row, report, model, checked)
    return True


def _write(row: ReportNarrative, report: SenseMakingReport, model: LanguageModel, checked: Checked) -> None:
    text = plain(checked.paragraphs)
    ReportNarrative.objects.filter(pk=row.pk, claimed_by=row.claimed_by).update(
        **IDLE,
        sentences=as_json(checked.paragraphs),
        dropped=[one.as_json() for one in checked.dropped],
        model_name=model.name[:120],
        drafted_at=timezone.now(),
        body=text,
        edit=row.edit + 1,
    )
    fields = history.difference({"body": row.body}, {"body": text, "model_name": model.name})
    history.record(row, kind=Change.Kind.EDITED, fields=fields, by=row.asked_by, portfolio=report.portfolio)


def _fail(row: ReportNarrative, problem: str) -> None:
    """Say on the row what went wrong; what stood before stands."""
    failed = {**IDLE, "status": Status.FAILED, "problem": problem}
    ReportNarrative.objects.filter(pk=row.pk, claimed_by=row.claimed_by, status=Status.WORKING).update(**failed)
