"""The levels of a portfolio: what is above, beside and inside it, and the entries that those inside share."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.overviews.levels import levels as read_levels
from portfolio_hub.overviews.levels_entries import entries, entries_table, numbers_table, sharing
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.around import around, interfaces

FRAGMENT = "levels/inside.html"
TARGET = "inside"


@require_safe
@in_portfolio(Permission.READ)
def levels(request: PortfolioRequest) -> HttpResponse:
    """What this portfolio is part of, what is inside it, and what they offer one another."""
    context = {"page": read_levels(request.access), "as_table": request.GET.get("as") == "table"}
    context |= {"around": around(request.access), "interfaces": interfaces(request.access)}
    return render_page(request, "levels.html", context, fragment=FRAGMENT, target=TARGET)


@require_safe
@in_portfolio(Permission.READ)
def levels_export(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """The numbers as they stand on the page."""
    table = numbers_table(request.access, read_levels(request.access))
    return download(table, format=format, name=f"{request.portfolio.slug}-{_('levels')}")


@require_safe
@in_portfolio(Permission.CURATE)
def levels_entries(request: PortfolioRequest) -> HttpResponse:
    """The initiatives of portfolios right inside that share their entries, each once."""
    children = sharing(request.access)
    chosen = next((child for child in children if child.slug == request.GET.get("portfolio")), None)
    page = entries(request.access, [chosen] if chosen else children, after=request.GET.get("after", ""))
    context = {"page": page, "children": children, "chosen": chosen}
    return render_page(request, "levels_entries.html", context)


@require_safe
@in_portfolio(Permission.CURATE)
def levels_entries_export(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """The same list as a file, all of it."""
    table = entries_table(request.access)
    return download(table, format=format, name=f"{request.portfolio.slug}-{_('initiatives-inside')}")
