"""What the pages of decisions show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from initiatives.models import Initiative
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Decision, LearningLog
from stakeholders.access import Access
from stakeholders.models import Change

PAGE_SIZE = 30


@dataclass(frozen=True)
class DecisionPage:
    """One decision with what it rests on, as far as this reader may see it."""

    decision: Decision
    initiatives: tuple[Initiative, ...]
    logs: tuple[LearningLog, ...]
    changes: tuple[Change, ...]
    is_due: bool


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
    logs = LearningLog.objects.seen_with(access).filter(decisions=decision).select_related("initiative")
    due = decision.revisit_on is not None and decision.revisit_on <= today
    return DecisionPage(
        decision=decision,
        initiatives=tuple(Initiative.objects.seen_with(access).filter(decisions=decision).only("pk", "title")),
        logs=tuple(logs.defer("search").order_by("-happened_on", "-pk")),
        changes=tuple(Change.objects.of(decision).select_related("by")[:20]) if access.role else (),
        is_due=due and decision.status in (Decision.Status.DECIDED, Decision.Status.IN_EFFECT),
    )
