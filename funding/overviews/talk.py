"""The conversation on the funding page: questions about the money, and who answered them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from portfolio_hub.lib.keyset import Page, page_of
from stakeholders.access import Access, Permission
from stakeholders.intent_policies import may_change_comment, may_resolve
from stakeholders.models import Comment, Membership, Portfolio

SIZE = 30
ORDER = ("-rank", "-last_at", "-pk")


@dataclass(frozen=True)
class Said:
    """One remark, and whether a steward made it or the reader may change it."""

    comment: Comment
    is_steward: bool
    may_edit: bool


@dataclass(frozen=True)
class Thread:
    """A question with its answers; it waits until a steward has answered, or somebody settles it."""

    asked: Said
    answers: tuple[Said, ...]
    may_settle: bool

    @property
    def is_waiting(self) -> bool:
        said = (self.asked, *self.answers)
        return self.asked.comment.resolved_at is None and not any(one.is_steward for one in said)


@dataclass(frozen=True)
class Talk:
    """A page of threads: those that wait first, then those in which somebody spoke last."""

    threads: tuple[Thread, ...]
    page: Page[Comment]
    may_speak: bool


def threads_of(portfolio: Portfolio) -> QuerySet[Any]:
    """What was asked about the money of the portfolio."""
    return Comment.objects.about(portfolio).filter(portfolio=portfolio, parent=None)


def remarks_of(access: Access) -> QuerySet[Any]:
    """Every question and answer that stands there."""
    return Comment.objects.about(access.portfolio).filter(portfolio=access.portfolio).select_related("by", "parent")


def waiting(portfolio: Portfolio) -> QuerySet[Any]:
    """Open threads in which no steward has said anything yet."""
    stewards = _stewards(portfolio)
    answered = Comment.objects.filter(parent=OuterRef("pk"), by__in=stewards)
    return threads_of(portfolio).filter(~Exists(answered), resolved_at=None).exclude(by__in=stewards)


def talk_of(access: Access, after: str = "") -> Talk:
    """Read a page of the conversation in a fixed number of queries."""
    page = page_of(_in_order(access.portfolio), order=ORDER, after=after, size=SIZE)
    asked = page.rows
    answers: dict[int | None, list[Comment]] = defaultdict(list)
    for one in Comment.objects.filter(parent__in=[row.pk for row in asked]).select_related("by"):
        answers[one.parent_id].append(one)
    stewards = set(_stewards(access.portfolio))

    def said(comment: Comment) -> Said:
        return Said(comment, comment.by_id in stewards, may_change_comment(access, comment))

    threads = [
        Thread(said(row), tuple(said(one) for one in answers[row.pk]), may_resolve(access, row)) for row in asked
    ]
    return Talk(tuple(threads), page, access.may(Permission.TAKE_PART))


def _stewards(portfolio: Portfolio) -> QuerySet[Any]:
    return Membership.objects.filter(portfolio=portfolio).stewards().values_list("user", flat=True)


def _in_order(portfolio: Portfolio) -> QuerySet[Any]:
    waits = Exists(waiting(portfolio).filter(pk=OuterRef("pk")).order_by())
    latest = Comment.objects.filter(parent=OuterRef("pk")).order_by("-at", "-pk").values("at")[:1]
    rows = threads_of(portfolio).select_related("by", "resolved_by")
    return rows.annotate(
        rank=Case(When(waits, then=Value(1)), default=Value(0)), last_at=Coalesce(Subquery(latest), "at")
    )
