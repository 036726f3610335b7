"""Reports to check, compare and take along: evidence table, Markdown, two periods side by side."""

from django.http import HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from portfolio_hub.lib.pages import render_page
from sensemaking.models import SenseMakingReport
from sensemaking.overviews.comparing import comparison
from sensemaking.overviews.evidence_table import columns, evidence_page, evidence_rows
from sensemaking.overviews.sections import whole_report
from sensemaking.views.reports import csv_answer, readable
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_GET
@in_portfolio(Permission.READ)
def report_evidence(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Every finding with its rule and its logs."""
    found = readable(request, pk)
    page, rows = evidence_page(found, request.access, request.GET.get("after", ""))
    return render_page(request, "sensemaking/report_evidence.html", {"report": found, "page": page, "rows": rows})


@require_GET
@in_portfolio(Permission.READ)
def report_evidence_csv(request: PortfolioRequest, pk: int) -> HttpResponseBase:
    """The evidence as a file: one row for each log that a finding cites."""
    found = readable(request, pk)
    return csv_answer(f"{file_name(found)}-evidence.csv", columns(), evidence_rows(found))


@require_GET
@in_portfolio(Permission.READ)
def report_markdown(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The report as Markdown, as this reader sees it."""
    found = readable(request, pk)
    whole = whole_report(found, request.access)
    context = {"whole": whole, "page": whole.page, "across": whole.across, "site": request.build_absolute_uri("/")[:-1]}
    words = render_to_string("sensemaking/report.md", context)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(found)}.md"'}
    return HttpResponse(words, content_type="text/markdown; charset=utf-8", headers=headers)


@require_GET
@in_portfolio(Permission.READ)
def report_compare(request: PortfolioRequest) -> HttpResponse:
    """Two reports side by side."""
    chosen = comparison(request.access, request.GET.get("left", ""), request.GET.get("right", ""))
    return render_page(request, "sensemaking/report_compare.html", {"page": chosen})


def file_name(report: SenseMakingReport) -> str:
    """What a file of this report is called, without its ending."""
    return f"{report.portfolio.slug}-report-{report.from_on}"
