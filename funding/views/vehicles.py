"""A vehicle: what was promised, paid in, set aside and paid out; and what is said about it."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _

from funding.exports import allocations_table, payments_table
from funding.forms.vehicle import VehicleForm
from funding.overviews import vehicle_page
from funding.overviews.acts import vehicle_acts
from funding.overviews.vehicle import STATES, drawdown_lines, payments_page
from funding.services import vehicles
from funding.views.acting import form_page, visible
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio

TABLES = {"allocations": allocations_table, "payments": payments_table}


@in_portfolio(Permission.SEE_FUNDING)
def vehicle(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One vehicle with its rows; `?state=planned` for the plans, `?after=` for earlier allocations."""
    query = request.GET
    row = visible(request, pk)
    page = vehicle_page(request.access, row, state=query.get("state", ""), after=query.get("after", ""))
    states = [(state.value, state.label) for state in STATES]
    return render_page(request, "funding/vehicle.html", {"page": page, "states": states})


@in_portfolio(Permission.SEE_FUNDING)
def payments(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Everything that was paid out of a vehicle and came back, page by page; on the first one what was paid in."""
    row = visible(request, pk)
    page = payments_page(request.access, row, after=request.GET.get("after", ""))
    context = {"vehicle": row, "page": page, "drawdowns": drawdown_lines(row) if page.is_first else ()}
    return render_page(request, "funding/payments.html", context)


@in_portfolio(Permission.SEE_FUNDING)
def export(request: PortfolioRequest, pk: int, table: str, format: str) -> StreamingHttpResponse:
    """All allocations or payments of a vehicle as a file."""
    row = visible(request, pk)
    return download(
        TABLES[table](request.access, row), format=format, name=f"{request.portfolio.slug}-{slugify(row.name)}-{table}"
    )


@in_portfolio(Permission.FUND)
def history(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Who did what with the money of a vehicle and its rules, when and why."""
    row = visible(request, pk)
    page = vehicle_acts(request.access, row, after=request.GET.get("after", ""))
    return render_page(request, "funding/history.html", {"vehicle": row, "acts": page.rows, "older": page.next_cursor})


@in_portfolio(Permission.FUND)
def new(request: PortfolioRequest) -> HttpResponse:
    """Open a vehicle."""
    form = VehicleForm(request.POST or None, access=request.access)
    if form.is_valid():
        made = vehicles.create(portfolio=request.portfolio, by=request.user, voices=form.voices, **form.facts)
        toast(request, _("%(vehicle)s is open.") % {"vehicle": made.name})
        return redirect(made)
    return form_page(request, form, title=_("New vehicle"), button=_("Open the vehicle"))


@in_portfolio(Permission.FUND)
def edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Change what is said about a vehicle, its threshold, and who proposes and agrees in it."""
    row = visible(request, pk)
    name = row.name
    form = VehicleForm(request.POST or None, instance=row, access=request.access)
    if form.is_valid():
        vehicles.describe(vehicle=row, by=request.user, voices=form.voices, **form.facts)
        toast(request, _("Saved."))
        return redirect(row)
    return form_page(request, form, title=_("Edit %(vehicle)s") % {"vehicle": name}, button=_("Save"), row=row)
