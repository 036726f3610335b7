"""Pages of learning questions and assumptions: the list, one with its logs, asking, putting to rest."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from initiatives.models import Initiative
from initiatives.views.acts import PAGE_AND_FORM
from portfolio_hub.lib.meanwhile import News
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_questions import QuestionForm
from sensemaking.models import LearningQuestion
from sensemaking.overviews import questions as overview
from sensemaking.overviews.shifts import thought_again
from sensemaking.policies_questions import may_ask, may_edit_question
from sensemaking.services import questions as service
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted


@require_safe
@in_portfolio(Permission.READ)
def questions(request: PortfolioRequest) -> HttpResponse:
    """What the portfolio wants to find out and what must hold, each with where it stands."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in LearningQuestion.Kind.values else ""
    is_over = "rested" in request.GET
    page, lines = overview.question_list(request.access, kind=kind, is_over=is_over, after=request.GET.get("after", ""))
    context = {"page": page, "lines": lines, "kind": kind, "is_over": is_over, "kinds": LearningQuestion.Kind.choices}
    return render_page(request, "sensemaking/questions/list.html", context)


@require_safe
@in_portfolio(Permission.READ)
def question(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One question with the logs on each side."""
    page = overview.question_page(request.access, pk)
    return render_page(
        request,
        "sensemaking/questions/question.html",
        {"page": page, "question": page.question, "rethinks": thought_again(request.access, question=page.question)},
    )


@require_safe
@in_portfolio(Permission.READ)
def initiative_questions(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What one initiative wants to find out, as a part of its page and as a page."""
    initiative = get_object_or_404(Initiative.objects.seen_with(request.access), pk=pk)
    lines, ask = overview.of_initiative(request.access, initiative)
    context = {
        "initiative": initiative,
        "lines": lines,
        "ask": ask,
        "about_url": initiative.get_portfolio_url(request.portfolio.slug),
    }
    return render_page(
        request, "sensemaking/questions/of_initiative.html", context,
        fragment="sensemaking/questions/partials/of_initiative.html", target="initiative-questions",
    )  # fmt: skip


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def question_new(request: PortfolioRequest) -> HttpResponse:
    """Ask something; with `?initiative=` it is asked for that one."""
    given = request.GET.get("initiative", "")
    initiative = None
    if given:
        known = int(given) if given.isdecimal() and len(given) < 16 else 0
        initiative = get_object_or_404(Initiative.objects.seen_with(request.access), pk=known)
    may_ask(request.access, initiative).enforce()
    return _form_page(request, LearningQuestion(portfolio=request.portfolio, initiative=initiative, by=request.user))


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def question_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Put it in other words; what others changed meanwhile is shown."""
    row = overview.find(request.access, pk)
    may_edit_question(request.access, row).enforce()
    return _form_page(request, row)


def _form_page(request: PortfolioRequest, row: LearningQuestion) -> HttpResponse:
    form = QuestionForm(posted(request), instance=row)
    news: list[News] = []
    if form.is_bound and form.is_valid():
        _change, news = form.save_for(by=request.user, portfolio=request.portfolio)
        if not news:
            toast(request, _("Saved."))
            return redirect(row.get_absolute_url())
    known = None if row._state.adding else row
    context: dict[str, Any] = {"form": form, "question": known, "initiative": row.initiative, "news": news}
    status = 409 if news else 422 if form.errors else 200
    return render_page(request, "sensemaking/questions/form.html", context, status=status)


@require_POST
@in_portfolio(Permission.EDIT)
def question_rest(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Put it to rest, or ask it again."""
    row = overview.find(request.access, pk)
    may_edit_question(request.access, row).enforce()
    is_over = row.retired_on is None
    service.rest(question=row, by=request.user, is_over=is_over)
    toast(request, _("It is put to rest. Its logs stay with it.") if is_over else _("It is asked again."))
    return HttpResponseRedirect(row.get_absolute_url())
