"""What learning and options returned, and how freely money moved; each number with its rows."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from funding.overviews import freedom as freedom_of
from funding.overviews import freedom_rows, learning_parts
from funding.overviews import learning_return as learning_of
from funding.overviews import option_value as options_of
from funding.views.narrowing import narrowing, within_of
from portfolio_hub.lib.exports import PlainTable, download
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def learning_return(request: PortfolioRequest) -> HttpResponse:
    """From money set aside to learn, to money that moved because people did; a part of the dashboard, and a page."""
    within = within_of(request)
    context = {"returned": learning_of.learning_return(request.access, within), **narrowing(request, within)}
    return render_page(
        request, "funding/returns/learning.html", context, fragment="funding/returns/partials/learning.html",
        target="learning-return",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def learning_part(request: PortfolioRequest, part: str) -> HttpResponse:
    """The rows behind one of the four numbers."""
    within, entry = within_of(request), learning_parts.PARTS[part]
    page, lines = learning_parts.page_of_part(request.access, entry, within, request.GET.get("after", ""))
    returned = learning_of.learning_return(request.access, within)
    sums = {"spent": returned.spent, "redirected": returned.redirected}.get(part, ())
    context = {"part": part, "entry": entry, "page": page, "lines": lines, "returned": returned, "sums": sums}
    return render_page(request, "funding/returns/part.html", {**context, **narrowing(request, within)})


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def learning_return_export(request: PortfolioRequest, part: str, format: str) -> HttpResponseBase:
    """The same rows as a file."""
    rows = learning_parts.all_rows(request.access, learning_parts.PARTS[part], within_of(request))
    table = PlainTable(learning_parts.COLUMNS, rows)
    return download(table, format=format, name=f"{request.portfolio.slug}-learning-{part}")


def _which(request: PortfolioRequest) -> str:
    which = request.GET.get("show", "held")
    if which not in options_of.WHICH:
        raise Http404
    return which


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def option_value(request: PortfolioRequest) -> HttpResponse:
    """Options opened, held and taken up, and what holding them costs; a part of the dashboard, and a page."""
    within, which = within_of(request), _which(request)
    page, lines = options_of.page_of_options(request.access, which, within, request.GET.get("after", ""))
    context = {
        "options": options_of.option_value(request.access, within), "which": which, "page": page, "lines": lines,
        "heading": options_of.WHICH[which], **narrowing(request, within),
    }  # fmt: skip
    return render_page(
        request, "funding/returns/options.html", context, fragment="funding/returns/partials/options.html",
        target="options-opened",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def option_value_export(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """The options that the page shows, as a file."""
    rows = options_of.option_rows(request.access, _which(request), within_of(request))
    return download(PlainTable(options_of.COLUMNS, rows), format=format, name=f"{request.portfolio.slug}-option-value")


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def freedom(request: PortfolioRequest) -> HttpResponse:
    """Money tied to projects beside money that may move, drawn or as a table."""
    context = {"compared": freedom_of.compare(request.access), "as_table": request.GET.get("as") == "table"}
    return render_page(
        request, "funding/returns/freedom.html", context, fragment="funding/returns/partials/kinds.html",
        target="kinds-of-money",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def freedom_part(request: PortfolioRequest, side: str, part: str) -> HttpResponse:
    """The rows behind one number of the comparison."""
    entry = freedom_rows.PARTS[part]
    page, lines = freedom_rows.page_of_part(request.access, side, entry, request.GET.get("after", ""))
    context = {
        "side": side, "side_label": freedom_of.LABELS[side], "part": part, "entry": entry, "page": page, "lines": lines,
        "outlined": freedom_rows.outlined(request.access, side, entry),
    }  # fmt: skip
    return render_page(request, "funding/returns/freedom_part.html", context)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def freedom_part_export(request: PortfolioRequest, side: str, part: str, format: str) -> HttpResponseBase:
    """The same rows as a file."""
    rows = freedom_rows.all_rows(request.access, side, freedom_rows.PARTS[part])
    table = PlainTable(learning_parts.COLUMNS, rows)
    return download(table, format=format, name=f"{request.portfolio.slug}-{side}-{part}")


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def freedom_export(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """The comparison as a file."""
    rows = freedom_of.table_rows(freedom_of.compare(request.access))
    return download(PlainTable(freedom_of.COLUMNS, rows), format=format, name=f"{request.portfolio.slug}-freedom")
