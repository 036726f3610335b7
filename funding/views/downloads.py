"""The funding page as files: each table, all of them as one workbook, and the page on paper; always what is shown."""

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.charts import flow_rows
from funding.charts_print import sankey_drawing, series_drawing
from funding.exports_dashboard import TABLES, Dashboard, sheets
from funding.impact.matrix import AXIS_LABELS
from funding.views.overview import matrix_of
from funding.views.windows import Asked, asked
from portfolio_hub.lib.exports import FORMATS, download
from portfolio_hub.lib.tabular.writers import stream_book
from sensemaking.views.printing import pdf_answer
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


def _dashboard(given: Asked) -> Dashboard:
    return Dashboard(given.request.access, given.facts, given.within, given.words, given.months, matrix_of(given))


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def table(request: PortfolioRequest, table: str, format: str) -> HttpResponseBase:
    """One table of the page as a file."""
    rows = TABLES[table].table(_dashboard(asked(request)))
    return download(rows, format=format, name=f"{request.portfolio.slug}-funding-{table}")


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def whole(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """The whole page, as a workbook with a sheet for each table or as pages to print."""
    given = asked(request)
    page, name = _dashboard(given), f"{request.portfolio.slug}-funding-and-impact"
    if format == "pdf":
        return _printed(request, given, page, name)
    content_type, ending = FORMATS[format]
    answer = StreamingHttpResponse(stream_book(sheets(page)), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.{ending}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _printed(request: PortfolioRequest, given: Asked, page: Dashboard, name: str) -> HttpResponse:
    context: dict[str, object] = {
        "page": page, "facts": page.facts, "window": page.window, "within": page.within, "asked": given,
        "lines": page.facts.vehicles, "others": page.facts.others,
        "figures": page.figures, "matrix": page.matrix, "told": page.told, "options": page.options,
        "returned": page.learning, "standings": page.standings, "series": page.series,
        "axis_label": AXIS_LABELS[page.matrix.wanted.by],
        "rows": flow_rows(page.facts), "flows_drawing": sankey_drawing(page.facts),
        "series_drawing": series_drawing(page.series), "today": timezone.now(), "access": request.access,
    }  # fmt: skip
    back = reverse("funding:overview", args=[request.portfolio.slug]) + page.window.suffix
    return pdf_answer(request, "funding/dashboard/print.html", context, name, back)
