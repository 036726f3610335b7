"""A report on paper: what its pages show, and the numbered logs at its end."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Max, QuerySet, Value, When
from django.utils.text import Truncator

from sensemaking.models import Finding, FindingLog, LearningLog, SenseMakingReport
from sensemaking.overviews.evidence_table import shown_findings
from sensemaking.overviews.sections import WholeReport, whole_report
from sensemaking.querysets import at_least_as_wide_as
from sensemaking.veiling import veil
from stakeholders.access import Access

LOGS_PRINTED = 300
WORDS_PRINTED = 40


@dataclass(frozen=True, slots=True)
class PrintedLog:
    """A log by its number, with words of it and the findings that rest on it."""

    number: int
    day: date
    initiative: str
    words: str
    is_quote: bool
    findings: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """The report as every reader of its circle gets it, with its evidence; `more` logs stand only in the CSV."""

    whole: WholeReport
    logs: tuple[PrintedLog, ...]
    more: int


def printed_report(report: SenseMakingReport, access: Access) -> PrintedReport:
    """Read it in a fixed number of queries, without what stewards write beside a draft."""
    whole = whole_report(report, access, is_printed=True)
    logs, more = printed_logs(report, access.portfolio.slug)
    return PrintedReport(whole, logs, more)


def printed_logs(
    report: SenseMakingReport, portfolio_slug: str, most: int = LOGS_PRINTED
) -> tuple[tuple[PrintedLog, ...], int]:
    """The logs that the shown findings cite, by number; quoted ones first where not all fit, and how many do not."""
    cited = _cited(report)
    is_quoted = Case(When(quote="", then=Value(0)), default=Value(1), output_field=IntegerField())
    ranked = cited.order_by().values("log").annotate(quoted=Max(is_quoted), most=Max("weight"))
    chosen = [row["log"] for row in ranked.order_by("-quoted", "-most", "log")[:most]]
    total = cited.order_by().aggregate(logs=Count("log", distinct=True))["logs"]
    titles: dict[int, list[str]] = defaultdict(list)
    quotes: dict[int, str] = {}
    rows = cited.filter(log__in=chosen).select_related("finding").defer("finding__data", "finding__rule")
    told = list(rows.order_by("finding__kind", "finding__order", "finding", "pk"))
    veil(row.finding for row in told)
    for row in told:
        if row.finding.title and row.finding.title not in titles[row.log_id]:
            titles[row.log_id].append(row.finding.title)
        if row.quote:
            quotes.setdefault(row.log_id, row.quote)
    circles = at_least_as_wide_as(report.circle)
    logs = LearningLog.objects.filter(pk__in=chosen).select_related("initiative").order_by("pk")
    needed = logs.only("title", "tried", "saw", "next", "happened_on", "initiative__title", "initiative__circle")
    return tuple(_printed(log, quotes, titles, circles, portfolio_slug) for log in needed), total - len(chosen)


def _printed(
    log: LearningLog, quotes: dict[int, str], titles: dict[int, list[str]], circles: tuple[str, ...], slug: str
) -> PrintedLog:
    """One line of the table: the quote where there is one, else how the log begins."""
    is_named = log.initiative is not None and log.initiative.circle in circles
    quote = quotes.get(log.pk, "") if log.says(quotes.get(log.pk, "")) else ""
    return PrintedLog(
        number=log.pk,
        day=log.happened_on,
        initiative=log.initiative.title if log.initiative and is_named else "",
        words=quote or Truncator(log.saw).words(WORDS_PRINTED),
        is_quote=bool(quote),
        findings=tuple(titles[log.pk]),
        url=log.get_portfolio_url(slug),
    )


def _cited(report: SenseMakingReport) -> QuerySet[FindingLog]:
    """Citations of findings that speak of what was learned, in shown sections, whose log the circle still may see."""
    circles = at_least_as_wide_as(report.circle)
    kinds = [kind for kind in shown_findings(report) if kind != Finding.Kind.BLIND_SPOT]
    rows = FindingLog.objects.filter(finding__report=report, finding__kind__in=kinds, was_before=False)
    return rows.filter(log__circle__in=circles).exclude(log__status="draft")
