"""The files of a report: a worker draws them once it is made, worded or sent; requests only hand them out."""

import hashlib
import json

import structlog
from celery import current_app
from django.db import transaction
from django.utils import timezone, translation

from funding.models import FunderReport, FunderReportFiles
from funding.reporting.files import as_docx, as_xlsx
from portfolio_hub.lib.pdf import CannotPrint, pdf_of
from portfolio_hub.lib.queues import Queue

logger = structlog.get_logger(__name__)

Status = FunderReportFiles.Status
TASK = "funding.tasks.draw_funder_report"
MOST_ATTEMPTS = 4
PAGES = "funding/reports/print.html"


def want(report: FunderReport) -> None:
    """Note that the files are to be drawn anew; a worker that draws what was said before writes nothing."""
    asked = {"status": Status.ASKED, "asked_at": timezone.now(), "attempts": 0, "claimed_by": None, "problem": ""}
    FunderReportFiles.objects.update_or_create(report=report, defaults=asked)


def ask(report: FunderReport) -> None:
    """Have the files drawn anew after the commit, where there is something to draw."""
    if report.document:
        want(report)
        transaction.on_commit(lambda: hand_over(report.pk), robust=True)


def hand_over(report_id: int) -> None:
    """Tell a worker; when the broker is away, the beat task sends it again."""
    current_app.send_task(TASK, (report_id,), queue=str(Queue.BACKGROUND), retry=False)


def send_again() -> None:
    """Hand over files that were asked for a while ago, or whose worker fell silent."""
    for report_id in FunderReportFiles.objects.all().waiting_too_long().values_list("report", flat=True):
        hand_over(report_id)


def draw(report_id: int) -> bool:
    """Draw all the files unless another worker does; return whether this call did."""
    waiting = FunderReportFiles.objects.filter(report=report_id).values_list("pk", flat=True).first()
    files = FunderReportFiles.claim(waiting) if waiting is not None else None
    if files is None:
        return False
    try:
        if files.attempts > MOST_ATTEMPTS:
            raise RuntimeError("The worker was stopped every time before it came to the end.")
        with files.heartbeat():
            drawn = _all_of(FunderReport.objects.select_related("template__portfolio").get(pk=report_id))
    except Exception as fault:
        logger.exception("files of a report to a funder failed", report=report_id)
        _settle(files, status=Status.FAILED, problem=str(fault)[:500])
        return False
    return _settle(files, status=Status.READY, problem="", **drawn)


def _all_of(report: FunderReport) -> dict[str, str | bytes | None]:
    """In the language in which the report was written; no PDF where this machine can't lay out pages."""
    with translation.override(report.document["language"]):
        try:
            pdf = pdf_of(PAGES, {**shown(report), "portfolio": report.template.portfolio, "is_printed": True})
        except CannotPrint:
            pdf = None
        return {"stamp": stamp_of(report), "pdf": pdf, "xlsx": as_xlsx(report), "docx": as_docx(report)}


def _settle(files: FunderReportFiles, **values: str | bytes | None) -> bool:
    """Write how it ended, unless somebody asked anew or another worker has taken over."""
    mine = FunderReportFiles.objects.filter(pk=files.pk, claimed_by=files.claimed_by, status=Status.WORKING)
    return bool(mine.update(claimed_by=None, heartbeat_at=None, **values))


def shown(report: FunderReport) -> dict[str, object]:
    """What the page and the PDF read."""
    return {"report": report, "document": report.document}


def kept(report: FunderReport, format: str) -> bytes | None:
    """The file as it was drawn, if it says what the report says now."""
    drawn = FunderReportFiles.objects.filter(report=report, status=Status.READY, stamp=stamp_of(report))
    body = drawn.values_list(format, flat=True).first()
    return None if body is None else bytes(body)


def is_being_drawn(report: FunderReport) -> bool:
    """Whether a worker has the files in hand, or is waited for."""
    return FunderReportFiles.objects.filter(report=report, status__in=(Status.ASKED, Status.WORKING)).exists()


def stamp_of(report: FunderReport) -> str:
    """A hash of everything that its files say."""
    sent_at = report.sent_at.timestamp() if report.sent_at else None
    said = json.dumps([report.document, report.words, sent_at], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
