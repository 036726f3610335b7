"""A report on paper: what its pages show, and the numbered logs at its end."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, IntegerField, Max, QuerySet, Value, When
from django.utils.text import Truncator

from sensemaking.models import Finding, FindingLog, LearningLog, SenseMakingReport
from sensemaking.overviews.evidence_table import shown_findings
from sensemaking.overviews.sections import WholeReport, whole_report
from sensemaking.querysets import at_least_as_wide_as
from sensemaking.veiling import veil
from stakeholders.access import READING, ROLE_PERMISSIONS, Access
from stakeholders.models import ROLE_CIRCLES, Circle, Role

LOGS_PRINTED = 300
WORDS_PRINTED = 40
READERS: dict[str, str] = {
    Circle.TEAM: Role.CONTRIBUTOR, Circle.PORTFOLIO: Role.OBSERVER, Circle.FUNDERS: Role.FUNDER, Circle.PUBLIC: "",
}  # fmt: skip
"""Whose eyes a report is printed for, by its circle."""


@dataclass(frozen=True, slots=True)
class PrintedLog:
    """A log by its number, with words of it (none where they were changed since) and the findings that rest on it."""

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


def printed_report(report: SenseMakingReport) -> PrintedReport:
    """Read it in a fixed number of queries, the same for whoever may read it."""
    whole = whole_report(report, reader_of(report), is_printed=True)
    logs, more = printed_logs(report, report.portfolio.slug)
    return PrintedReport(whole, logs, more)


def reader_of(report: SenseMakingReport) -> Access:
    """What somebody of the report's circle may see who neither writes nor tends."""
    role = READERS[report.circle]
    permissions, circles = ROLE_PERMISSIONS.get(role, READING), ROLE_CIRCLES.get(role, frozenset({Circle.PUBLIC}))
    return Access(report.portfolio, AnonymousUser(), role, permissions, circles)


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
    logs = LearningLog.objects.filter(pk__in=chosen).select_related("initiative").order_by("pk")
    columns = ("title", "tried", "saw", "next", "happened_on", "edited_at")
    needed = logs.only(*columns, "initiative__title", "initiative__circle")
    printed = (_printed(report, log, quotes.get(log.pk, ""), titles[log.pk], portfolio_slug) for log in needed)
    return tuple(printed), total - len(chosen)


def _printed(report: SenseMakingReport, log: LearningLog, quote: str, titles: list[str], slug: str) -> PrintedLog:
    """One line of the table: the quote where there is one, else how the log begins unless its author changed it."""
    is_named = log.initiative is not None and log.initiative.circle in at_least_as_wide_as(report.circle)
    quote = quote if log.says(quote) else ""
    is_changed = log.edited_at is not None and log.edited_at > report.as_of
    return PrintedLog(
        number=log.pk,
        day=log.happened_on,
        initiative=log.initiative.title if log.initiative and is_named else "",
        words=quote or ("" if is_changed else Truncator(log.saw).words(WORDS_PRINTED)),
        is_quote=bool(quote),
        findings=tuple(titles),
        url=log.get_portfolio_url(slug),
    )


def _cited(report: SenseMakingReport) -> QuerySet[FindingLog]:
    """Citations of findings that speak of what was learned, in shown sections, whose log the circle still may see."""
    circles = at_least_as_wide_as(report.circle)
    told = shown_findings(report).exclude(kind=Finding.Kind.BLIND_SPOT).order_by()
    rows = FindingLog.objects.filter(finding__in=told.values("pk"), was_before=False)
    return rows.filter(log__circle__in=circles).exclude(log__status="draft")
