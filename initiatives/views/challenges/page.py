"""The page of one challenge, its history, and what an initiative answers."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from initiatives.models import Initiative
from initiatives.overviews.challenges.answering import answered_by
from initiatives.overviews.challenges.history import history
from initiatives.overviews.challenges.page import challenge_page, find
from initiatives.policies_challenges import may_steer
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.READ)
def challenge(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Everything about one challenge."""
    found = find(request.access, pk)
    context = {"page": challenge_page(request.access, found), "challenge": found}
    return render_page(request, "initiatives/challenges/challenge.html", context)


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def challenge_history(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Who changed what, when and why."""
    found = find(request.access, pk)
    context = {
        "challenge": found,
        "history": history(request.access, found, after=request.GET.get("after", "")),
        "may_undo": may_steer(request.access, found) or request.access.is_steward,
    }
    return render_page(request, "initiatives/challenges/history.html", context)


@require_safe
@in_portfolio(Permission.READ)
def initiative_challenges(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The challenges that an initiative answers, as a part of its page and as a page."""
    initiative = get_object_or_404(Initiative.objects.seen_with(request.access), pk=pk)
    answers = answered_by(initiative, request.access).select_related("challenge__portfolio")
    context = {"initiative": initiative, "answers": answers}
    return render_page(
        request, "initiatives/challenges/of_initiative.html", context,
        fragment="initiatives/challenges/partials/of_initiative.html", target="initiative-challenges",
    )  # fmt: skip
