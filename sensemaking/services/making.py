"""The worker's part of a report: claim the row, read the frozen scope, think, write everything at once."""

from collections.abc import Iterator

import structlog
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from initiatives.models import System
from sensemaking import wording
from sensemaking.models import Finding, SenseMakingReport
from sensemaking.periods import Period
from sensemaking.querysets import LearningLogQuerySet
from sensemaking.records import Question, Read, Record, Rollup
from sensemaking.rollup import roll_up
from sensemaking.services import citing, features, forgetting, identities, keeping
from sensemaking.services.findings import facts_of, findings_of
from sensemaking.services.findings_shifts import shifts_of
from sensemaking.services.findings_sliders import sliders_of
from sensemaking.services.frame import frame_of, own_logs
from sensemaking.services.scope import active_in, scope, systems_said, systems_touched
from sensemaking.services.scope_words import with_part
from stakeholders.models import Portfolio

logger = structlog.get_logger(__name__)

Status = SenseMakingReport.Status
READ_AT_ONCE = 2000
MOST_ATTEMPTS = 4


class NotMine(Exception):
    """Somebody stopped the report, or another worker has taken it over; nothing is to be written."""


def make(report_id: int) -> bool:
    """Make the report if nobody else does; return whether this call made it ready."""
    report = SenseMakingReport.claim(report_id)
    if report is None:
        return False
    with translation.override(report.portfolio.language):
        if report.attempts > MOST_ATTEMPTS:
            _fail(report, wording.worker_lost())
            return False
        try:
            with report.heartbeat():
                return _write(report, roll_up(question_of(report)))
        except NotMine:
            return False
        except Exception:
            logger.exception("report failed", report=report.pk)
            _fail(report, wording.unexpected())
            return False


def question_of(report: SenseMakingReport, *, keeps: bool = True) -> Question:
    """Read the frozen scope: the logs of the period and of the one before that were there when it was asked for.

    Texts that nobody has read since they changed are read; with `keeps` the next report finds them read.
    """
    period = Period(report.from_on, report.to_on)
    systems_of = systems_touched(report.portfolio_id)
    logs = scope(report).in_period(period.before().from_on, period.to_on)
    total = logs.count()
    _say(report, _("Reading the learning logs"), 0, total)
    own = systems_said(logs)
    now = list(_records(logs.in_period(period.from_on, period.to_on), systems_of, own))
    _say(report, _("Reading the learning logs"), len(now), total)
    before = list(_records(logs.in_period(period.before().from_on, period.from_on), systems_of, own))
    read = features.read_of([*now, *before], report.portfolio.language, keeps=keeps)
    _say(report, _("Grouping the logs by what they speak of"))
    active = frame_of(report, active_in(report), systems_of)
    return Question(
        now=[record for record, *_kept in now],
        before=[record for record, *_kept in before],
        active=active,
        own=own_logs(report, active),
        months=[*period.before().months(), *period.months()],
        language=report.portfolio.language,
        known=identities.known_to(report),
        moved=identities.moved_in(report),
        read=read,
    )


def _say(report: SenseMakingReport, note: str, done: int = 0, total: int = 0) -> None:
    """Show how far the work is, where somebody works on the report; raises NotMine once it was stopped."""
    if not report.claimed_by:
        return
    report.report_progress(done, total, note)
    if not report.is_still_mine():
        raise NotMine


def _records(
    logs: LearningLogQuerySet, systems_of: dict[int, tuple[int, ...]], own: dict[int, tuple[int, ...]]
) -> Iterator[features.Kept]:
    """Yield logs as the engine reads them, in batches, oldest first; a log's own systems go before inherited ones."""
    columns = ("pk", "initiative_id", "happened_on", "tried", "saw", "next", "kind", "mark", "title")
    kept = ("features__digest", "features__language", "features__stems")
    rows = logs.order_by("pk").values_list(*columns, *kept).iterator(chunk_size=READ_AT_ONCE)
    for pk, initiative, *rest, digest, language, stems in rows:
        record = Record(pk, initiative, own.get(pk) or systems_of.get(initiative, ()), *rest)
        yield record, digest or "", Read(language or "", stems or "")


@transaction.atomic
def _write(report: SenseMakingReport, rollup: Rollup) -> bool:
    """Replace what the report says together with its state, unless another worker has taken over."""
    if not report.is_still_mine():
        return False
    Portfolio.objects.select_for_update().get(pk=report.portfolio_id)
    names = dict(System.objects.filter(portfolio=report.portfolio_id).values_list("pk", "name"))
    earlier = keeping.earlier(report)
    report.findings.all().delete()
    report.agreements.all().delete()
    period = Period(report.from_on, report.to_on)
    alive = set(scope(report).in_period(period.before().from_on, period.to_on).values_list("pk", flat=True))
    themes = [theme.pk for theme in identities.keep(report, rollup)]
    pairs = [*findings_of(report, rollup, names, alive, themes), *sliders_of(report), *shifts_of(report)]
    keeping.keep(report, earlier, pairs)
    Finding.objects.bulk_create([finding for finding, _citations in pairs], batch_size=500)
    identities.link([finding for finding, _citations in pairs])
    citing.write([citation for _finding, citations in pairs for citation in citations])
    forgetting.remember_names(report)
    now = timezone.now()
    SenseMakingReport.objects.filter(pk=report.pk, claimed_by=report.claimed_by).update(
        status=Status.READY,
        facts=with_part(report, facts_of(report, rollup)),
        ready_at=now,
        claimed_by=None,
        heartbeat_at=None,
        problem="",
    )
    return True


def _fail(report: SenseMakingReport, problem: str) -> None:
    """Say on the row what went wrong; what an earlier run found stays."""
    SenseMakingReport.objects.filter(pk=report.pk, claimed_by=report.claimed_by, status=Status.WORKING).update(
        status=Status.FAILED, problem=problem, claimed_by=None, heartbeat_at=None
    )
