"""Turns logs of context shifts into findings of a report, each with what it may touch."""

from sensemaking import quotes
from sensemaking.models import Finding, FindingLog, Kind, LearningLog, SenseMakingReport
from sensemaking.querysets import at_least_as_wide_as
from sensemaking.records import Quote, Record
from sensemaking.services.findings_across import Cited
from sensemaking.services.scope import scope
from sensemaking.services.shifts import Ground
from sensemaking.text import Analyser
from sensemaking.wording_shifts import shift_rule

MOST_SHIFTS, TOUCHES_TOLD = 12, 4
LONGEST_TITLE = 200


def shifts_of(report: SenseMakingReport) -> list[Cited]:
    """Return unsaved findings with their citations, the newest shift first."""
    logs = scope(report).in_period(report.from_on, report.to_on).filter(kind=Kind.CONTEXT_SHIFT)
    newest = logs.select_related("initiative").prefetch_related("own_systems").order_by("-happened_on", "-pk")
    rows = list(newest.defer("search", "initiative__search")[:MOST_SHIFTS])
    if not rows:
        return []
    ground = Ground(report.portfolio, at_least_as_wide_as(report.circle))
    return [_finding(report, log, ground, at) for at, log in enumerate(rows)]


def _finding(report: SenseMakingReport, log: LearningLog, ground: Ground, at: int) -> Cited:
    quote = quoted(log, ground.analyser)
    touches = [
        {"kind": one.kind, "id": one.row.pk, "title": str(one.row)[:LONGEST_TITLE], "why": one.why}
        for one in ground.touched_by(log, TOUCHES_TOLD)
    ]
    finding = Finding(
        report=report, kind=Finding.Kind.SHIFT, key=f"shift-{log.pk}", order=at,
        title=str(log)[:LONGEST_TITLE], rule=shift_rule(),
        log_count=1,
        data={"touches": touches, "near": {str(log.pk): quote.near} if quote else {}},
    )  # fmt: skip
    return finding, [FindingLog(finding=finding, log=log, quote=quote.text if quote else log.saw)]


def quoted(log: LearningLog, analyser: Analyser) -> Quote | None:
    """The sentence of the log that holds most of its words."""
    record = Record(log.pk, log.initiative_id, (), log.happened_on, log.tried, log.saw, log.next)
    return quotes.quote_of(record, dict.fromkeys(analyser.stems(log.saw)[1], 1.0), analyser)
