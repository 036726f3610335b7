"""Where an author's words went: the reports and decisions that use their logs, and where else people used them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Decision, Finding, FindingLog, LearningLog, LogUse, SenseMakingReport, Story
from sensemaking.overviews.stories import quoting, stories_by_log
from sensemaking.overviews.ties import Tie, evidence_seen, ties_by_log
from sensemaking.veiling import veil
from stakeholders.access import Access

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Trace:
    """One log of the author, with the findings of published reports that cite it and the decisions that rest on it."""

    log: LearningLog
    url: str
    findings: Sequence[Finding]
    decisions: Sequence[Decision]
    uses: Sequence[LogUse] = ()
    stories: Sequence[Story] = ()
    ties: Sequence[Tie] = ()

    @property
    def went(self) -> bool:
        """Whether it went anywhere yet."""
        return bool(self.findings or self.decisions or self.uses or self.stories or self.ties)


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
    rows = cited.filter(log__in=ids).select_related("finding__report__portfolio")
    rows = rows.defer("finding__data", "finding__report__facts")
    told = list(rows.order_by("-finding__report__from_on", "finding__order"))
    veil(row.finding for row in told)
    for row in told:
        findings[row.log_id].append(row.finding)
    decisions: dict[int, list[int]] = defaultdict(list)
    for log, decision in Decision.logs.through.objects.filter(
        learninglog__in=ids, decision__in=seen.values("pk")
    ).values_list("learninglog", "decision"):
        decisions[log].append(decision)
    uses: dict[int, list[LogUse]] = defaultdict(list)
    for use in LogUse.objects.filter(log__in=ids):
        uses[use.log_id].append(use)
    stories, ties = stories_by_log(access, ids), ties_by_log(access, ids)
    by_pk = seen.select_related("portfolio").in_bulk([pk for found in decisions.values() for pk in found])
    decided = seen.filter(logs__by=access.user.pk).values("logs")
    is_used = Q(pk__in=cited.values("log")) | Q(pk__in=decided) | Q(pk__in=LogUse.objects.values("log"))
    is_used |= Q(pk__in=evidence_seen(access).filter(log__by=access.user.pk).order_by().values("log"))
    is_used |= Q(pk__in=quoting(access).filter(log__by=access.user.pk).order_by().values("log"))
    return WordsPage(
        page=page,
        traces=tuple(
            Trace(
                log,
                log.get_portfolio_url(access.portfolio.slug),
                findings[log.pk],
                [by_pk[pk] for pk in decisions[log.pk]],
                uses[log.pk],
                stories.get(log.pk, ()),
                ties.get(log.pk, ()),
            )
            for log in page.rows
        ),
        logs=own.count(),
        used=own.filter(is_used).count(),
    )
