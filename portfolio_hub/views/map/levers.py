"""Levers against challenges, as a page and as a file."""

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.overviews.map.levers import as_table, lever_matrix
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.READ)
def map_levers(request: PortfolioRequest) -> HttpResponseBase:
    """Which lever is used on which problem; every number leads to its initiatives."""
    return render_page(request, "map/levers.html", {"matrix": lever_matrix(request.access)})


@require_safe
@in_portfolio(Permission.READ)
def map_levers_export(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """All of it as a table."""
    name = f"{request.portfolio.slug}-{_('levers-and-challenges')}"
    return download(as_table(lever_matrix(request.access, most=None)), format=format, name=name)
