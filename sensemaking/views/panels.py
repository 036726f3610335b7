"""Parts of other floors' pages that show what is being learned."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from initiatives.models import Initiative
from portfolio_hub.lib.pages import render_page
from sensemaking.overviews import decisions
from sensemaking.overviews import learning as overview
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.READ)
def initiative_learning(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The latest logs of an initiative, and what others wanted it to hear."""
    initiative = get_object_or_404(Initiative.objects.seen_with(request.access), pk=pk)
    post_url = f"{reverse('sensemaking:post', args=[request.portfolio.slug])}?initiative={pk}&mode=learning"
    context = {
        "learning": overview.of_initiative(request.access, initiative),
        "initiative": initiative,
        "about_url": initiative.get_portfolio_url(request.portfolio.slug),
        "post_url": post_url if request.access.may(Permission.POST) else "",
    }
    return render_page(
        request, "sensemaking/learning_of_initiative.html", context,
        fragment="sensemaking/partials/learning_of_initiative.html", target="initiative-learning",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.READ)
def initiative_decisions(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The decisions about an initiative, and those that rest on what it learned."""
    initiative = get_object_or_404(Initiative.objects.seen_with(request.access), pk=pk)
    context = {
        "decisions": decisions.of_initiative(request.access, initiative),
        "initiative": initiative,
        "about_url": initiative.get_portfolio_url(request.portfolio.slug),
    }
    return render_page(
        request, "sensemaking/decisions/of_initiative.html", context,
        fragment="sensemaking/decisions/partials/of_initiative.html", target="initiative-decisions",
    )  # fmt: skip
