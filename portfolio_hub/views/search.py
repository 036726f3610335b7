"""Search in a portfolio: the page, and the list in the dialog."""

from django.http import HttpResponse

from portfolio_hub.lib.pages import render_page, wants_fragment
from portfolio_hub.overviews.search import search as look_for
from stakeholders.access import Permission, PortfolioRequest, in_portfolio

TARGET = "search-results"


@in_portfolio(Permission.READ)
def search(request: PortfolioRequest) -> HttpResponse:
    """What has every word of `q`."""
    found = look_for(request.access, request.GET.get("q", "")[:200], is_quick=wants_fragment(request, TARGET))
    return render_page(request, "search.html", {"found": found}, fragment="partials/found.html", target=TARGET)
