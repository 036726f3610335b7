"""Reports and decision briefs as PDF."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.pdf import CannotPrint, pdf_of
from sensemaking.overviews.briefs import brief_of
from sensemaking.overviews.decisions import decision_page
from sensemaking.overviews.printing import printed_report
from sensemaking.views.reports import readable
from sensemaking.views.taking_along import file_name
from stakeholders.access import Permission, PortfolioRequest, in_portfolio

SHEETS = 2
"""A brief prints on two pages."""


@require_GET
@in_portfolio(Permission.READ)
def report_pdf(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The report with its evidence on pages, for those who may read it."""
    found = readable(request, pk)
    printed = printed_report(found)
    context = {"printed": printed, "whole": printed.whole, "page": printed.whole.page, "across": printed.whole.across}
    return pdf_answer(request, "sensemaking/print/report.html", context, file_name(found), found.get_absolute_url())


@require_GET
@in_portfolio(Permission.READ)
def decision_brief_pdf(request: PortfolioRequest, pk: int) -> HttpResponse:
    """A decision on two pages, with what this reader may see."""
    page = decision_page(request.access, pk, timezone.localdate())
    context = {"page": page, "decision": page.decision, "brief": brief_of(request.access, page)}
    name = f"{request.portfolio.slug}-decision-{pk}"
    return pdf_answer(request, "sensemaking/print/brief.html", context, name, page.decision.get_absolute_url(), SHEETS)


def pdf_answer(
    request: PortfolioRequest, template: str, context: dict[str, object], name: str, back: str, most_pages: int = 0
) -> HttpResponse:
    """The pages as a file, or a page that says why there are none and what helps instead."""
    shown = {**context, "portfolio": request.portfolio, "is_printed": True}
    try:
        body = pdf_of(template, shown, most_pages=most_pages)
    except CannotPrint as refusal:
        said = {"problem": str(refusal), "back_url": back}
        return render_page(request, "sensemaking/print/cannot.html", said, status=503)
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)
