"""The board of offers and needs, one of them, its history, and those of an initiative."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from initiatives.models import Initiative
from initiatives.overviews.offers import board as boards
from initiatives.overviews.offers import exports
from initiatives.overviews.offers.page import given_page
from initiatives.overviews.plain_history import history_of
from initiatives.policies_offers import initiatives_for, may_put, may_tend
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.READ)
def offers(request: PortfolioRequest) -> HttpResponse:
    """What is given beside what is sought, as the address asks for it."""
    filters = boards.read(request.GET)
    after = {side: request.GET.get(f"after-{side}", "") for side in boards.SIDES}
    context = {
        "filters": filters, "board": boards.board(request.access, filters, after=after), "base": request.path,
        "may_put": may_put(request.access),
    }  # fmt: skip
    return render_page(
        request, "initiatives/offers/board.html", context,
        fragment="initiatives/offers/partials/board.html", target="offers",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.READ)
def offers_export(request: PortfolioRequest, format: str) -> StreamingHttpResponse:
    """The same board as a file."""
    table = exports.table(request.access, boards.read(request.GET))
    return download(table, format=format, name=f"{request.portfolio.slug}-offers-and-needs")


@require_safe
@in_portfolio(Permission.READ)
def given(request: PortfolioRequest, side: str, pk: int) -> HttpResponse:
    """One offer or need, and what fits it."""
    row = boards.find(request.access, side, pk)
    return render_page(request, "initiatives/offers/given.html", {"page": given_page(request.access, row), "row": row})


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def given_history(request: PortfolioRequest, side: str, pk: int) -> HttpResponse:
    """Who changed what, when and why."""
    row = boards.find(request.access, side, pk)
    context = {
        "row": row, "side": side, "history": history_of(row, request.access, after=request.GET.get("after", "")),
        "may_undo": may_tend(request.access, row),
    }  # fmt: skip
    return render_page(request, "initiatives/offers/history.html", context)


@require_safe
@in_portfolio(Permission.READ)
def initiative_offers(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What an initiative offers and needs, as a part of its page and as a page."""
    initiative = get_object_or_404(Initiative.objects.seen_with(request.access), pk=pk)
    is_theirs = may_put(request.access) and initiatives_for(request.access).filter(pk=pk).exists()
    context = {
        "initiative": initiative, "cards": boards.of_initiative(request.access, initiative), "may_put": is_theirs
    }  # fmt: skip
    return render_page(
        request, "initiatives/offers/of_initiative.html", context,
        fragment="initiatives/offers/partials/of_initiative.html", target="initiative-offers",
    )  # fmt: skip
