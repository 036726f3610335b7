"""The list of challenges, and the list as a file."""

from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from initiatives.overviews.challenges import exports, filters
from initiatives.overviews.challenges.listing import facets, listing
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.READ)
def challenges(request: PortfolioRequest) -> HttpResponse:
    """The challenges that the address asks for, with the counts beside the filters."""
    chosen = filters.read(request.GET)
    counts = facets(request.access, chosen)
    context = {
        "filters": chosen,
        "page": listing(request.access, chosen, after=request.GET.get("after", "")),
        "facets": counts,
        "total": sum(
            choice.count for choice in counts.status if choice.is_on or (not chosen.status and choice.value != "merged")
        ),
        "base": request.path,
    }
    return render_page(
        request, "initiatives/challenges/list.html", context,
        fragment="initiatives/challenges/partials/list.html", target="challenges",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.READ)
def challenges_export(request: PortfolioRequest, format: str) -> StreamingHttpResponse:
    """The same list as a file."""
    table = exports.table(request.access, filters.read(request.GET))
    return download(table, format=format, name=f"{request.portfolio.slug}-challenges")
