"""The wall of logs: what stands behind a number, with search and filters, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from initiatives.models import Initiative, System
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Finding, Kind, LearningLog, Mark, SenseMakingReport
from sensemaking.periods import Period
from sensemaking.querysets import LearningLogQuerySet, at_least_as_wide_as
from stakeholders.access import Access

PAGE_SIZE = 30
ORDER = ("-happened_on", "-id")
COLUMNS = ("log", "date", "kind", "mark", "initiative", "headline", "tried", "saw", "next", "author", "circle")


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What a reader chose, as it stands in the address; what means nothing is left out."""

    query: str = ""
    kind: str = ""
    mark: str = ""
    system: System | None = None
    initiative: Initiative | None = None
    from_on: date | None = None
    to_on: date | None = None
    report: SenseMakingReport | None = None
    finding: Finding | None = None
    is_before: bool = False
    given: dict[str, str] = field(default_factory=dict)

    @property
    def is_narrowed(self) -> bool:
        """Whether the reader narrowed the list by hand, beyond the report or theme they came from."""
        return any((self.query, self.kind, self.mark, self.system, self.initiative, self.from_on, self.to_on))

    @property
    def address(self) -> str:
        """The filter as a query string, without the page."""
        return urlencode(self.given)

    @property
    def count(self) -> int | None:
        """How many logs there are where a report has counted them; None where nobody has."""
        if self.is_narrowed:
            return None
        if self.finding is not None:
            return self.finding.before_count if self.is_before else self.finding.log_count
        if self.report is not None:
            value = self.report.facts.get("logs_before" if self.is_before else "logs")
            return int(value) if value is not None else None
        return None

    @property
    def title(self) -> str:
        """What the list is about."""
        if self.finding is not None:
            return self.finding.title
        if self.initiative is not None:
            return self.initiative.title
        return _("Learning logs")

    @property
    def period(self) -> Period | None:
        """The period of the report the reader came from."""
        if self.report is None:
            return None
        period = Period(self.report.from_on, self.report.to_on)
        return period.before() if self.is_before else period


def log_filter(given: Any, access: Access) -> LogFilter:
    """Read the filter from the address; ids that the reader may not see count as not given."""
    reports = SenseMakingReport.objects.seen_with(access)
    finding = _one(Finding.objects.filter(report__in=reports).select_related("report"), given.get("finding"))
    report = finding.report if finding else _one(reports, given.get("report"))
    names = ("q", "kind", "mark", "system", "initiative", "from", "to", "report", "finding", "when")
    return LogFilter(
        query=given.get("q", "").strip()[:200],
        kind=given.get("kind", "") if given.get("kind") in Kind.values else "",
        mark=given.get("mark", "") if given.get("mark") in Mark.values else "",
        system=_one(System.objects.filter(portfolio=access.portfolio), given.get("system")),
        initiative=_one(Initiative.objects.seen_with(access), given.get("initiative")),
        from_on=_day(given.get("from")),
        to_on=_day(given.get("to")),
        report=report,
        finding=finding,
        is_before=given.get("when") == "before",
        given={name: given[name] for name in names if given.get(name)},
    )


def chosen(filter: LogFilter, access: Access) -> LearningLogQuerySet:
    """The logs that the filter leaves and the reader may see."""
    rows: LearningLogQuerySet = LearningLog.objects.seen_with(access)
    if filter.report is not None and filter.period is not None:
        rows = rows.filter(circle__in=at_least_as_wide_as(filter.report.circle))
        if filter.finding is None:
            rows = rows.in_period(filter.period.from_on, filter.period.to_on)
            rows = rows.filter(created_at__lte=filter.report.as_of)
    if filter.finding is not None:
        cited = filter.finding.citations.filter(was_before=filter.is_before).values("log")
        rows = rows.filter(pk__in=cited)
    if filter.system is not None:
        rows = rows.about_system(filter.system)
    equal = {"kind": filter.kind, "mark": filter.mark, "initiative": filter.initiative}
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    if filter.from_on:
        rows = rows.filter(happened_on__gte=filter.from_on)
    if filter.to_on:
        rows = rows.filter(happened_on__lte=filter.to_on)
    return rows.matching(filter.query)


def log_page(filter: LogFilter, access: Access, after: str) -> Page[LearningLog]:
    """One page of the list, the newest first."""
    return page_of(_with_names(chosen(filter, access)), order=ORDER, after=after, size=PAGE_SIZE)


def log_rows(filter: LogFilter, access: Access) -> Iterator[tuple[object, ...]]:
    """The rows of the list as a table, for export; read in batches."""
    visible = set(Initiative.objects.seen_with(access).values_list("pk", flat=True))
    for log in _with_names(chosen(filter, access)).order_by(*ORDER).iterator(chunk_size=1000):
        named = log.initiative_id in visible
        yield (
            log.pk,
            log.happened_on.isoformat(),
            log.get_kind_display(),
            log.get_mark_display(),
            log.initiative.title if named and log.initiative else "",
            log.title,
            log.tried,
            log.saw,
            log.next,
            log.author_name if access.role else "",
            log.get_circle_display(),
        )


def _with_names(rows: LearningLogQuerySet) -> LearningLogQuerySet:
    """The rows with their initiative, without what only search needs."""
    return rows.select_related("initiative").defer(
        "search", "initiative__search", "initiative__description", "initiative__extra"
    )


def _one(rows: QuerySet[Any], pk: str | None) -> Any:
    """The row with this id, or None."""
    return rows.filter(pk=int(pk)).first() if pk and pk.isdecimal() and len(pk) < 16 else None


def _day(text: str | None) -> date | None:
    """The day that the text names, or None."""
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None
