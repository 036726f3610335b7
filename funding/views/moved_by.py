"""Where a decision, a log, a finding or a report moved money, as a part of its page and as a page of its own."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from funding.cited import seen
from funding.overviews.moved_by import REASONS, moved_by
from portfolio_hub.lib.pages import render_page
from sensemaking.models import SenseMakingReport
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def moved(request: PortfolioRequest, kind: str, pk: int) -> HttpResponse:
    """Money that names an entry which the reader sees."""
    if kind not in REASONS:
        raise Http404
    is_report = kind == "report"
    rows = SenseMakingReport.objects.seen_with(request.access) if is_report else seen(request.access, kind)
    row = get_object_or_404(rows, pk=pk)
    context = {"entry": row, "moved": moved_by(request.access, kind, pk)}
    return render_page(
        request, "funding/moved_by.html", context, fragment="funding/partials/moved_by.html", target="ph-moved"
    )
