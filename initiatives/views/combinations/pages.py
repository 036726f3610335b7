"""The list of combinations, one of them, its history, and those of an initiative."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from initiatives.models import Initiative
from initiatives.overviews.combinations import exports, filters
from initiatives.overviews.combinations.listing import listing
from initiatives.overviews.combinations.page import combination_page, find, may_edit, of_initiative
from initiatives.overviews.plain_history import history_of
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.READ)
def combinations(request: PortfolioRequest) -> HttpResponse:
    """The combinations that the address asks for, with the counts beside the filters."""
    chosen = filters.read(request.GET)
    context = {
        "filters": chosen, "page": listing(request.access, chosen, after=request.GET.get("after", "")),
        "base": request.path, "may_make": may_edit(request.access),
    }  # fmt: skip
    return render_page(
        request, "initiatives/combinations/list.html", context,
        fragment="initiatives/combinations/partials/list.html", target="combinations",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.READ)
def combinations_export(request: PortfolioRequest, format: str) -> StreamingHttpResponse:
    """The same list as a file."""
    table = exports.table(request.access, filters.read(request.GET))
    return download(table, format=format, name=f"{request.portfolio.slug}-combinations")


@require_safe
@in_portfolio(Permission.READ)
def combination(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Everything about one combination."""
    found = find(request.access, pk)
    context = {"combination": found, "page": combination_page(request.access, found)}
    return render_page(request, "initiatives/combinations/combination.html", context)


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def combination_history(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Who changed what, when and why."""
    found = find(request.access, pk)
    history = history_of(found, request.access, after=request.GET.get("after", ""))
    context = {"combination": found, "history": history, "may_undo": request.access.may(Permission.CURATE)}
    return render_page(request, "initiatives/combinations/history.html", context)


@require_safe
@in_portfolio(Permission.READ)
def initiative_combinations(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The combinations that an initiative is in, as a part of its page and as a page."""
    initiative = get_object_or_404(Initiative.objects.seen_with(request.access), pk=pk)
    context = {"initiative": initiative, "combinations": of_initiative(request.access, initiative)}
    return render_page(
        request, "initiatives/combinations/of_initiative.html", context,
        fragment="initiatives/combinations/partials/of_initiative.html", target="initiative-combinations",
    )  # fmt: skip
