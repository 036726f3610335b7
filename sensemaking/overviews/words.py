"""Where an author's words went: the reports and decisions that use their logs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Decision, Finding, FindingLog, LearningLog, SenseMakingReport
from stakeholders.access import Access

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Trace:
    """One log of the author, with the findings of published reports that cite it and the decisions that rest on it."""

    log: LearningLog
    url: str
    findings: Sequence[Finding]
    decisions: Sequence[Decision]


@dataclass(frozen=True, slots=True)
class WordsPage:
    """What the page shows."""

    page: Page[LearningLog]
    traces: tuple[Trace, ...]
    logs: int
    used: int


def words_page(access: Access, after: str) -> WordsPage:
    """Read one page of the author's own logs and where they went, in a fixed number of queries."""
    own = LearningLog.objects.filter(portfolio=access.portfolio, by=access.user.pk).exclude(status="draft")
    page = page_of(own.defer("search").order_by(), order=("-happened_on", "-pk"), after=after, size=PAGE_SIZE)
    ids = [log.pk for log in page.rows]
    readable = SenseMakingReport.objects.seen_with(access).filter(status="published")
    cited = FindingLog.objects.filter(was_before=False, finding__report__in=readable.values("pk"))
    cited = cited.exclude(finding__kind=Finding.Kind.BLIND_SPOT)
    seen = Decision.objects.seen_with(access)
    findings: dict[int, list[Finding]] = defaultdict(list)
    rows = cited.filter(log__in=ids).select_related("finding__report__portfolio").defer("finding__data")
    for row in rows.order_by("-finding__report__from_on", "finding__order"):
        findings[row.log_id].append(row.finding)
    decisions: dict[int, list[int]] = defaultdict(list)
    for log, decision in Decision.logs.through.objects.filter(
        learninglog__in=ids, decision__in=seen.values("pk")
    ).values_list("learninglog", "decision"):
        decisions[log].append(decision)
    by_pk = seen.select_related("portfolio").in_bulk([pk for found in decisions.values() for pk in found])
    used = own.filter(pk__in=cited.values("log")) | own.filter(
        pk__in=seen.filter(logs__by=access.user.pk).values("logs")
    )
    return WordsPage(
        page=page,
        traces=tuple(
            Trace(
                log,
                log.get_portfolio_url(access.portfolio.slug),
                findings[log.pk],
                [by_pk[pk] for pk in decisions[log.pk]],
            )
            for log in page.rows
        ),
        logs=own.count(),
        used=used.distinct().count(),
    )
