"""The page of one connection, its history, and what an initiative is connected with."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from initiatives.models import Initiative
from initiatives.overviews.connections.around import around
from initiatives.overviews.connections.history import history
from initiatives.overviews.connections.page import connection_page, find
from initiatives.policies_connections import may_change, may_connect
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.READ)
def connection(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Everything about one connection."""
    found = find(request.access, pk)
    context = {"page": connection_page(request.access, found), "connection": found}
    return render_page(request, "initiatives/connections/connection.html", context)


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def connection_history(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Who changed what, when and why."""
    found = find(request.access, pk)
    context = {
        "connection": found,
        "history": history(request.access, found, after=request.GET.get("after", "")),
        "may_undo": may_change(request.access, found),
    }
    return render_page(request, "initiatives/connections/history.html", context)


@require_safe
@in_portfolio(Permission.READ)
def initiative_connections(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What an initiative is connected with, as a part of its page and as a page."""
    initiative = get_object_or_404(Initiative.objects.seen_with(request.access).defer("search"), pk=pk)
    may = bool(may_connect(request.access, initiative)) and not initiative.merged_into_id
    context = {"initiative": initiative, "around": around(request.access, initiative), "may_connect": may}
    return render_page(
        request, "initiatives/connections/of_initiative.html", context,
        fragment="initiatives/connections/partials/of_initiative.html", target="initiative-connections",
    )  # fmt: skip
