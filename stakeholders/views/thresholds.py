"""Enough actors: the finding by sector, and how many of each the stewards judged are needed."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio_hub.lib.exports import PlainTable, download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.forms.thresholds import ThresholdForm
from stakeholders.models import SectorThreshold
from stakeholders.policies import Refused
from stakeholders.sectors import sectors_of
from stakeholders.services import thresholds

FORM = "stakeholders/intent/threshold_form.html"


@require_safe
@in_portfolio(Permission.READ)
def sectors(request: PortfolioRequest) -> HttpResponse:
    """Who has signed, sector by sector, against what the journey needs."""
    context = {"sectors": sectors_of(request.access), "as_table": request.GET.get("as") == "table"}
    return render_page(
        request,
        "stakeholders/intent/sectors_page.html",
        context,
        fragment="stakeholders/intent/partials/sectors.html",
        target="ph-sectors",
    )


@require_safe
@in_portfolio(Permission.READ)
def sectors_export(request: PortfolioRequest, format: str) -> StreamingHttpResponse:
    """The same numbers as a file."""
    columns = (_("Sector"), _("Signed"), _("Lead an initiative"), _("Needed"), _("Still needed"))
    found = sectors_of(request.access)
    rows = [(row.name, row.signed, row.leading, row.needed, row.missing) for row in found.rows]
    name = f"{request.portfolio.slug}-{slugify(_('Enough actors'))}"
    return download(PlainTable(columns, rows), format=format, name=name)


@require_safe
@in_portfolio(Permission.MANAGE)
def threshold_list(request: PortfolioRequest) -> HttpResponse:
    """The groups in their order, and a start where there are none."""
    rows = request.portfolio.thresholds.prefetch_related("sectors")
    context = {"thresholds": list(rows), "suggested": [str(name) for name, _sectors in thresholds.STARTING]}
    return render_page(request, "stakeholders/intent/thresholds.html", context)


@require_POST
@in_portfolio(Permission.MANAGE)
def threshold_start(request: PortfolioRequest) -> HttpResponse:
    """Lay down the suggested groups."""
    try:
        thresholds.start(portfolio=request.portfolio, by=request.user)
        toast(request, _("Six groups to begin with. Say how many actors each needs."))
    except Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
    return redirect("stakeholders:thresholds", request.portfolio.slug)


def _found(request: PortfolioRequest, pk: int) -> SectorThreshold:
    found: SectorThreshold = get_object_or_404(request.portfolio.thresholds, pk=pk)
    return found


@require_http_methods(("GET", "HEAD", "POST"))
@in_portfolio(Permission.MANAGE)
def threshold_new(request: PortfolioRequest) -> HttpResponse:
    """Add a group."""
    return _edit(request, SectorThreshold(portfolio=request.portfolio))


@require_http_methods(("GET", "HEAD", "POST"))
@in_portfolio(Permission.MANAGE)
def threshold_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Rename a group, change what counts towards it or how many it needs."""
    return _edit(request, _found(request, pk))


def _edit(request: PortfolioRequest, row: SectorThreshold) -> HttpResponse:
    form = ThresholdForm(posted(request), instance=row)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        facts = {name: data[name] for name in ("name", "needed", "note")}
        thresholds.save(threshold=row, sectors=data["chosen"], by=request.user, **facts)
        toast(request, _("Saved."))
        return redirect("stakeholders:thresholds", request.portfolio.slug)
    context = {"form": form, "is_new": row.pk is None}
    return render_page(request, FORM, context, status=422 if form.errors else 200)


@require_POST
@in_portfolio(Permission.MANAGE)
def threshold_move(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Put a group before or after its neighbour."""
    thresholds.move(threshold=_found(request, pk), up=request.POST.get("to") != "down", by=request.user)
    return redirect("stakeholders:thresholds", request.portfolio.slug)


@require_POST
@in_portfolio(Permission.MANAGE)
def threshold_delete(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take a group away."""
    row = _found(request, pk)
    thresholds.delete(threshold=row, by=request.user)
    toast(request, _("%(name)s is no longer a group.") % {"name": row.name})
    return redirect("stakeholders:thresholds", request.portfolio.slug)
