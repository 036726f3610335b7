"""What the pages of learning questions show, as far as the reader may see the logs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from initiatives.models import Initiative, System
from initiatives.policies import Ruling
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Bearing, LearningLog, LearningQuestion, Placing
from sensemaking.policies_questions import may_ask, may_edit_question
from sensemaking.standing import Standing
from stakeholders.access import Access
from stakeholders.models import Change

PAGE_SIZE, LOGS_SHOWN, OF_INITIATIVE, OFFERED = 30, 30, 12, 8


@dataclass(frozen=True, slots=True)
class Line:
    """A question with where it stands for this reader."""

    question: LearningQuestion
    standing: Standing


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question, the latest logs on each side, and what the reader may do."""

    question: LearningQuestion
    standing: Standing
    helping: Sequence[LearningLog]
    against: Sequence[LearningLog]
    edit: Ruling
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one log speaks to: questions, places between poles, and the systems that it is about."""

    bearings: Sequence[Bearing]
    placings: Sequence[Placing]
    systems: Sequence[System]
    are_own: bool


def _rows(access: Access) -> QuerySet[LearningQuestion]:
    rows: QuerySet[LearningQuestion] = LearningQuestion.objects.seen_with(access)
    return rows.select_related("initiative", "portfolio").defer("initiative__search", "initiative__description")


def lines(access: Access, questions: Iterable[LearningQuestion]) -> list[Line]:
    """Questions with their counts, in one query for all of them."""
    listed = list(questions)
    counts = Bearing.objects.seen_with(access).filter(question__in=listed).counts()
    return [Line(question, Standing(*counts.get(question.pk, (0, 0)))) for question in listed]


def question_list(access: Access, *, kind: str, is_over: bool, after: str) -> tuple[Page[LearningQuestion], list[Line]]:
    """One page of the questions that are asked, or of those put to rest; the newest first."""
    rows = _rows(access).filter(retired_on__isnull=not is_over)
    if kind:
        rows = rows.filter(kind=kind)
    page = page_of(rows, order=("-created_at", "-id"), after=after, size=PAGE_SIZE)
    return page, lines(access, page.rows)


def find(access: Access, pk: int) -> LearningQuestion:
    """The question; raises Http404 where this reader's circle does not reach."""
    return get_object_or_404(_rows(access), pk=pk)


def question_page(access: Access, pk: int) -> QuestionPage:
    """One question with the latest logs of each side that the reader may see."""
    question = find(access, pk)
    counts = Bearing.objects.seen_with(access).filter(question=question).counts()
    return QuestionPage(
        question=question,
        standing=Standing(*counts.get(pk, (0, 0))),
        helping=_logs(access, question, Bearing.Side.FOR),
        against=_logs(access, question, Bearing.Side.AGAINST),
        edit=may_edit_question(access, question),
        changes=list(Change.objects.of(question).select_related("by")[:10]) if access.role else (),
    )


def _logs(access: Access, question: LearningQuestion, side: str) -> list[LearningLog]:
    spoke = Bearing.objects.filter(question=question, side=side).values("log")
    rows = LearningLog.objects.seen_with(access).filter(pk__in=spoke).defer("search")
    return list(rows.order_by("-happened_on", "-id")[:LOGS_SHOWN])


def of_initiative(access: Access, initiative: Initiative) -> tuple[list[Line], Ruling]:
    """The questions of one initiative that are asked, and whether the reader may ask another."""
    rows = _rows(access).filter(initiative=initiative, retired_on__isnull=True).order_by("-created_at", "-id")
    return lines(access, rows[:OF_INITIATIVE]), may_ask(access, initiative)


def offered(access: Access, initiative_id: int | None) -> list[LearningQuestion]:
    """The questions that an author is asked about: those of the initiative, then those of the portfolio."""
    return list(LearningQuestion.objects.seen_with(access).live().about(initiative_id)[:OFFERED])


def spoken(access: Access, log: LearningLog) -> Spoken:
    """What the page of a log says about it."""
    seen = LearningQuestion.objects.seen_with(access)
    bearings = Bearing.objects.filter(log=log, question__in=seen.values("pk")).select_related("question")
    own = System.objects.filter(own_logs__log=log)
    touches = Q(touched_by__placement__portfolio=access.portfolio, touched_by__placement__initiative=log.initiative_id)
    own_systems = list(own)
    inherited = System.objects.filter(touches, portfolio=access.portfolio).distinct() if log.initiative_id else ()
    return Spoken(
        bearings=list(bearings.order_by("question__kind", "pk")),
        placings=list(Placing.objects.filter(log=log).select_related("slider").order_by("slider__order", "slider")),
        systems=own_systems or list(inherited),
        are_own=bool(own_systems),
    )
