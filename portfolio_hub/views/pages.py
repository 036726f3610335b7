"""Pages about the hub itself, and the data to take along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from portfolio_hub.lib.exports import FORMATS, download, sources
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, open_to_all


@open_to_all("explains numbers and shows none")
def how_we_count(request: HttpRequest) -> HttpResponse:
    """Where every number of the hub is defined, once."""
    return render_page(request, "how_we_count.html")


@open_to_all("says how the hub can be used by everyone")
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done for accessibility, what is not, and whom to tell."""
    return render_page(request, "accessibility.html")


@in_portfolio(Permission.READ)
def downloads(request: PortfolioRequest) -> HttpResponse:
    """The tables that this reader may take along."""
    mine = [(name, source) for name, source in sources.items() if request.access.may(Permission(source.permission))]
    return render_page(request, "downloads.html", {"tables": mine, "formats": FORMATS})


@in_portfolio(Permission.READ)
def download_source(request: PortfolioRequest, source: str, format: str) -> HttpResponseBase:
    """One table as a file; one that the role does not include is not there."""
    if source not in sources:
        raise Http404
    entry = sources.get(source)
    if not request.access.may(Permission(entry.permission)):
        raise Http404
    return download(entry.table(request.access), format=format, name=f"{request.portfolio.slug}-{entry.name}")
