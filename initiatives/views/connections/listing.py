"""The list of connections, and the list as a file."""

from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from initiatives.overviews.connections import exports, filters
from initiatives.overviews.connections.listing import listing
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.READ)
def connections(request: PortfolioRequest) -> HttpResponse:
    """The connections that the address asks for."""
    chosen = filters.read(request.GET)
    shown = listing(request.access, chosen, after=request.GET.get("after", ""))
    context = {
        "filters": chosen, "listing": shown, "page": shown.page, "choices": shown.choices, "total": shown.total,
        "base": request.path, "may_connect": request.access.may(Permission.EDIT),
    }  # fmt: skip
    return render_page(
        request, "initiatives/connections/list.html", context,
        fragment="initiatives/connections/partials/list.html", target="connections",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.READ)
def connections_export(request: PortfolioRequest, format: str) -> StreamingHttpResponse:
    """The same list as a file."""
    table = exports.table(request.access, filters.read(request.GET))
    return download(table, format=format, name=f"{request.portfolio.slug}-connections")
