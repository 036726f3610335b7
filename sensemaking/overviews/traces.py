"""From log to decision: how many logs informed one, how long it took, and the rows behind both."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.urls import reverse
from django.utils.dateparse import parse_date

from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Decision, LearningLog, MonthTally
from sensemaking.netting import last_quarters
from sensemaking.overviews.decisions import effect_logs_by_decision
from sensemaking.periods import Period
from stakeholders.access import Access
from stakeholders.models import Circle, Role

SIZE = 50
ALL_BUT_TEAM = (Role.CONTRIBUTOR, Role.OBSERVER)


@dataclass(frozen=True)
class Waited:
    """How long logs waited for the decisions of one quarter."""

    period: Period
    logs: int
    days: float | None
    url: str


@dataclass(frozen=True)
class Traced:
    """`total` is None for those who don't see enough logs for a share."""

    informed: int
    total: int | None
    quarters: tuple[Waited, ...]
    url: str


@dataclass(frozen=True)
class Trace:
    """One log and a decision that rests on it; `effects` are logs that tell what came of the decision."""

    log: LearningLog
    decision: Decision
    days: int
    effects: tuple[int, ...] = ()


@dataclass(frozen=True)
class TracePage:
    """One page of the rows."""

    page: Page[Any]
    traces: list[Trace]
    period: Period | None
    total: int
    logs: int


def pairs(access: Access, period: Period | None = None) -> QuerySet[Any]:
    """Each log with each decision made after it that names it, both as far as the reader may see them."""
    made = Decision.objects.seen_with(access).filter(decided_on__isnull=False)
    if period is not None:
        made = made.filter(decided_on__gte=period.from_on, decided_on__lt=period.to_on)
    rows: QuerySet[Any] = Decision.logs.through._default_manager.filter(
        decision__in=made.order_by().values("pk"),
        learninglog__in=LearningLog.objects.seen_with(access).order_by().values("pk"),
        learninglog__happened_on__lte=F("decision__decided_on"),
    )
    if access.role in ALL_BUT_TEAM:
        rows = rows.exclude(learninglog__circle=Circle.TEAM)
    return rows


def traced(access: Access, today: date) -> Traced:
    """The numbers, in two or three statements; what they cost grows with decisions, not with logs."""
    waits: dict[date, list[int]] = defaultdict(list)
    logs: dict[date, set[int]] = defaultdict(set)
    informed: set[int] = set()
    found = pairs(access).values_list("learninglog", "learninglog__happened_on", "decision__decided_on")
    for log, happened_on, decided_on in found:
        quarter = Period.around(decided_on, "quarter").from_on
        waits[quarter].append((decided_on - happened_on).days)
        logs[quarter].add(log)
        informed.add(log)
    home = reverse("sensemaking:decision-traces", args=[access.portfolio.slug])
    quarters = tuple(
        Waited(
            span,
            len(logs[span.from_on]),
            median(waits[span.from_on]) if waits[span.from_on] else None,
            f"{home}?quarter={span.from_on.isoformat()}",
        )
        for span in reversed(last_quarters(today))
    )
    return Traced(informed=len(informed), total=total_of(access), quarters=quarters, url=home)


def total_of(access: Access) -> int | None:
    """All logs that this role may see, by the tallies; None for roles whose circle the tallies don't know."""
    if not access.is_steward and access.role not in ALL_BUT_TEAM:
        return None
    sums = MonthTally.objects.filter(portfolio=access.portfolio).aggregate(count=Sum("count"), team=Sum("team"))
    whole = sums["count"] or 0
    return whole if access.is_steward else whole - (sums["team"] or 0)


def _period(quarter: str) -> Period | None:
    try:
        day = parse_date(quarter)
    except ValueError:
        return None
    return Period.around(day, "quarter") if day else None


def trace_page(access: Access, *, quarter: str, after: str) -> TracePage:
    """One page of the rows, the newest decision first; `quarter` is a day in it."""
    period = _period(quarter)
    rows = pairs(access, period)
    many = rows.select_related("decision__portfolio", "learninglog").defer("learninglog__search")
    page = page_of(many.annotate(on=F("decision__decided_on")), order=("-on", "-id"), after=after, size=SIZE)
    effects = effect_logs_by_decision(access, {row.decision_id for row in page.rows})
    traces = [
        Trace(
            row.learninglog,
            row.decision,
            (row.on - row.learninglog.happened_on).days,
            tuple(effects.get(row.decision_id, ())),
        )
        for row in page.rows
    ]
    logs = rows.order_by().values("learninglog").distinct().count()
    return TracePage(page, traces, period, rows.count(), logs)


def trace_rows(access: Access, *, quarter: str) -> Iterator[tuple[Any, ...]]:
    """The rows of the file."""
    found = pairs(access, _period(quarter)).order_by("-decision__decided_on", "-id")
    effects = effect_logs_by_decision(access)
    names = ("learninglog", "learninglog__happened_on", "decision__title", "decision__decided_on", "decision")
    for log, happened_on, title, decided_on, decision in found.values_list(*names):
        told = ", ".join(str(pk) for pk in effects.get(decision, ()))
        yield log, happened_on, title, decided_on, (decided_on - happened_on).days, told
