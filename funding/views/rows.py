"""The rows behind a sum of the funding page, as a page and as a file."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from funding.overviews import rows as overview
from funding.views.overview import shown
from funding.views.windows import asked
from portfolio_hub.lib.exports import PlainTable, download
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


def _behind(request: PortfolioRequest, which: str) -> overview.Behind:
    """What the address asks for; what is no number narrows nothing."""

    def number(name: str) -> int | None:
        text = request.GET.get(name, "")
        return int(text) if text.removeprefix("-").isdecimal() and len(text) < 18 else None

    return overview.Behind(which, number("funder"), number("end"))


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def rows(request: PortfolioRequest, which: str) -> HttpResponse:
    """The rows of vehicles that the reader sees in detail, newest first."""
    given, behind = asked(request), _behind(request, which)
    found = overview.rows_page(request.access, given.facts, behind, request.GET.get("after", ""))
    context = {**shown(given), "found": found, "page": found.page, "which": which}
    return render_page(request, "funding/dashboard/rows.html", context)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def rows_export(request: PortfolioRequest, which: str, format: str) -> HttpResponseBase:
    """The same rows, all of them."""
    cells = overview.row_cells(request.access, asked(request).facts, _behind(request, which))
    table = PlainTable(overview.COLUMNS, cells)
    return download(table, format=format, name=f"{request.portfolio.slug}-money-{which}")
