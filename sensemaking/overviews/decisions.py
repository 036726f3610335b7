"""What the pages of decisions show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from initiatives.models import Initiative
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import (
    Decision,
    DecisionEffect,
    Finding,
    FindingLog,
    LearningLog,
    Option,
    Rethink,
    SenseMakingReport,
)
from sensemaking.overviews.shifts import thought_again
from sensemaking.veiling import veil
from stakeholders.access import Access
from stakeholders.models import Change

DECISION_COLUMNS = (
    "decision", "title", "what it does", "state", "question", "reasons", "dissent", "who decides", "decide by",
    "decided", "look again", "what came of it", "initiatives", "options", "logs", "circle",
)  # fmt: skip
PAGE_SIZE = 30
OF_INITIATIVE = 20


@dataclass(frozen=True)
class DecisionPage:
    """One decision with what it rests on, as far as this reader may see it.

    `named` are the initiatives of its logs that may be named.
    """

    decision: Decision
    initiatives: tuple[Initiative, ...]
    logs: tuple[LearningLog, ...]
    findings: tuple[Finding, ...]
    options: tuple[Option, ...]
    named: frozenset[int]
    changes: tuple[Change, ...]
    is_due: bool
    effects: tuple[LearningLog, ...] = ()
    rethinks: tuple[Rethink, ...] = ()


def decisions(access: Access, *, status: str = "", due_on: date | None = None) -> QuerySet[Any]:
    """Decisions that this reader may see, in one state or due to be revisited."""
    rows = Decision.objects.seen_with(access)
    if status:
        rows = rows.filter(status=status)
    return rows.to_revisit(due_on) if due_on else rows


def decision_list(access: Access, *, status: str, due_on: date | None, after: str) -> Page[Decision]:
    """One page of them, the newest first."""
    rows = decisions(access, status=status, due_on=due_on).order_by()
    return page_of(rows, order=("-created_at", "-pk"), after=after, size=PAGE_SIZE)


def find_decision(access: Access, pk: int) -> Decision:
    """The decision; raises Http404 where this reader's circle does not reach."""
    rows = Decision.objects.seen_with(access).select_related("portfolio", "by")
    found: Decision = get_object_or_404(rows, pk=pk)
    return found


def decision_page(access: Access, pk: int, today: date) -> DecisionPage:
    """Read the page in a fixed number of queries."""
    decision = find_decision(access, pk)
    rows = LearningLog.objects.seen_with(access).filter(decisions=decision).select_related("initiative")
    logs = tuple(rows.defer("search").order_by("-happened_on", "-pk"))
    reports = SenseMakingReport.objects.seen_with(access).values("pk")
    rested = Finding.objects.filter(decisions=decision, report__in=reports).select_related("report__portfolio")
    findings = tuple(rested.defer("report__facts").order_by("-report__to_on", "kind", "order", "pk"))
    veil(findings)
    seen = Initiative.objects.seen_with(access)
    wrote = {log.initiative_id for log in logs if log.initiative_id}
    due = decision.revisit_on is not None and decision.revisit_on <= today
    return DecisionPage(
        decision=decision,
        initiatives=tuple(seen.filter(decisions=decision).only("pk", "title")),
        logs=logs,
        findings=findings,
        options=tuple(Option.objects.seen_with(access).filter(decisions=decision).select_related("portfolio")),
        named=frozenset(seen.filter(pk__in=wrote).values_list("pk", flat=True)),
        changes=tuple(Change.objects.of(decision).select_related("by")[:20]) if access.role else (),
        is_due=due and decision.status in (Decision.Status.DECIDED, Decision.Status.IN_EFFECT),
        effects=effects_of(access, decision),
        rethinks=thought_again(access, decision=decision),
    )


def effects_of(access: Access, decision: Decision) -> tuple[LearningLog, ...]:
    """The logs that tell what came of a decision, as far as the reader may see them; the newest first."""
    rows = LearningLog.objects.seen_with(access).filter(tells_of_decisions__decision=decision)
    return tuple(rows.defer("search").order_by("-happened_on", "-pk")[:OF_INITIATIVE])


def told_by(access: Access, log: LearningLog) -> tuple[Decision, ...]:
    """The decisions of which a log tells what came."""
    rows = Decision.objects.seen_with(access).filter(effect_logs__log=log)
    return tuple(rows.select_related("portfolio").order_by("-decided_on", "-pk")[:OF_INITIATIVE])


def effect_logs_by_decision(access: Access, decisions: Iterable[int] | None = None) -> dict[int, list[int]]:
    """By decision: the logs that tell what came of it; of some decisions or of all."""
    seen = LearningLog.objects.seen_with(access).values("pk")
    rows = DecisionEffect.objects.filter(decision__portfolio=access.portfolio, log__in=seen)
    if decisions is not None:
        rows = rows.filter(decision__in=decisions)
    found: dict[int, list[int]] = {}
    for decision, log in rows.order_by("pk").values_list("decision", "log"):
        found.setdefault(decision, []).append(log)
    return found


def of_initiative(access: Access, initiative: Initiative) -> tuple[Decision, ...]:
    """Decisions about an initiative, and those that rest on a log of it that this reader may see."""
    logs = LearningLog.objects.seen_with(access).filter(initiative=initiative, decisions__isnull=False).values("pk")
    rows = Decision.objects.seen_with(access).filter(Q(initiatives=initiative) | Q(logs__in=logs))
    return tuple(rows.distinct().select_related("portfolio")[:OF_INITIATIVE])


def of_log(access: Access, log: LearningLog) -> tuple[Decision, ...]:
    """Decisions that name a log, or a finding of a report this reader may open that cites it."""
    reports = SenseMakingReport.objects.seen_with(access).values("pk")
    cited = FindingLog.objects.filter(log=log, was_before=False, finding__report__in=reports).values("finding")
    rows = Decision.objects.seen_with(access).filter(Q(logs=log) | Q(findings__in=cited))
    return tuple(rows.distinct().select_related("portfolio")[:OF_INITIATIVE])


def decision_rows(access: Access) -> Iterator[tuple[Any, ...]]:
    """Every decision that this reader may see as a row, with what it rests on as far as they may see that."""
    rows = Decision.objects.seen_with(access).prefetch_related(
        Prefetch("initiatives", Initiative.objects.seen_with(access).only("pk", "title")),
        Prefetch("options", Option.objects.seen_with(access).only("pk", "title")),
        Prefetch("logs", LearningLog.objects.seen_with(access).only("pk")),
    )
    for row in rows:
        yield (
            row.pk, row.title, row.get_what_display(), row.get_status_display(), row.question, row.reasons,
            row.dissent, row.addressed_to, row.decide_by, row.decided_on, row.revisit_on, row.effect,
            "; ".join(one.title for one in row.initiatives.all()), "; ".join(one.title for one in row.options.all()),
            ", ".join(str(one.pk) for one in row.logs.all()), row.get_circle_display(),
        )  # fmt: skip
