"""The worker's part of a report to a funder: claim the row, fill it, write everything at once."""

import structlog
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from funding.models import FunderReport
from funding.reporting import drawing
from funding.reporting.filling import fill
from funding.reporting.frame import Frame
from funding.reporting.gaps import gaps

logger = structlog.get_logger(__name__)

Status = FunderReport.Status
MOST_ATTEMPTS = 4


def make(pk: int) -> bool:
    """Make the report if nobody else does; return whether this call made it ready."""
    report = FunderReport.claim(pk)
    if report is None:
        return False
    with translation.override(report.template.portfolio.language):
        if report.attempts > MOST_ATTEMPTS:
            _fail(report, _("The worker was stopped every time before it came to the end. Try again."))
            return False
        try:
            with report.heartbeat():
                return _make(report)
        except Exception:
            logger.exception("report to a funder failed", report=report.pk)
            _fail(report, _("Something unexpected stood in the way. What was there before has not changed. Try again."))
            return False


def _make(report: FunderReport) -> bool:
    frame = Frame(report)
    document = fill(frame, report.report_progress)
    whole = len(document["sections"]) + 1
    report.report_progress(whole - 1, whole, _("Looking for gaps"))
    return _write(report, document, gaps(frame))


@transaction.atomic
def _write(report: FunderReport, document: dict[str, object], lacking: list[dict[str, object]]) -> bool:
    """Replace what the report says together with its state, unless another worker has taken over."""
    if not report.is_still_mine():
        return False
    written = FunderReport.objects.filter(pk=report.pk, claimed_by=report.claimed_by).update(
        status=Status.READY,
        document=document,
        gaps=lacking,
        claimed_by=None,
        heartbeat_at=None,
        problem="",
        progress_note="",
        attempts=0,
    )
    drawing.want(report)
    return bool(written)


def _fail(report: FunderReport, problem: str) -> None:
    """Say on the row what went wrong; what an earlier run wrote stays."""
    FunderReport.objects.filter(pk=report.pk, claimed_by=report.claimed_by, status=Status.WORKING).update(
        status=Status.FAILED, problem=problem, claimed_by=None, heartbeat_at=None
    )
