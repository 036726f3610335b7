"""A vehicle: what was promised, paid in, set aside and paid out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _

from funding.exports import allocations_table, payments_table
from funding.forms import (
    AllocationForm,
    CommitmentForm,
    DisbursementForm,
    DrawdownForm,
    ReasonForm,
    VehicleForm,
)
from funding.models import Allocation, CapitalCommitment, FundingVehicle
from funding.overviews import vehicle_page
from funding.services import money, vehicles
from funding.services.limits import OverLimit
from funding.services.money import Purpose, Terms
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.policies import Refused

TABLES = {"allocations": allocations_table, "payments": payments_table}


def visible(request: PortfolioRequest, pk: int) -> FundingVehicle:
    """The vehicle, when this user sees it in detail; raises Http404 otherwise."""
    rows = FundingVehicle.objects.visible_to(request.user).filter(portfolio=request.portfolio)
    return get_object_or_404(rows.select_related("portfolio"), pk=pk)


@in_portfolio(Permission.SEE_FUNDING)
def vehicle(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One vehicle with its rows; `?all=1` for every allocation."""
    page = vehicle_page(request.access, visible(request, pk), in_full="all" in request.GET)
    return render_page(request, "funding/vehicle.html", {"page": page})


@in_portfolio(Permission.SEE_FUNDING)
def export(request: PortfolioRequest, pk: int, table: str, format: str) -> StreamingHttpResponse:
    """All allocations or payments of a vehicle as a file."""
    row = visible(request, pk)
    rows = TABLES[table](vehicle_page(request.access, row, in_full=True))
    return download(rows, format=format, name=f"{request.portfolio.slug}-{slugify(row.name)}-{table}")


@in_portfolio(Permission.FUND)
def new(request: PortfolioRequest) -> HttpResponse:
    """Open a vehicle."""
    form = VehicleForm(request.POST or None, access=request.access)
    if form.is_valid():
        made = vehicles.create(portfolio=request.portfolio, by=request.user, **form.cleaned_data)
        toast(request, _("%(vehicle)s is open.") % {"vehicle": made.name})
        return redirect(made)
    return _form_page(request, form, _("New vehicle"), _("Open the vehicle"))


@in_portfolio(Permission.FUND)
def edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Change what is said about a vehicle."""
    row = visible(request, pk)
    form = VehicleForm(request.POST or None, instance=row, access=request.access)
    if form.is_valid():
        vehicles.describe(vehicle=row, by=request.user, **form.cleaned_data)
        toast(request, _("Saved."))
        return redirect(row)
    return _form_page(request, form, _("Edit %(vehicle)s") % {"vehicle": row.name}, _("Save"), row)


@in_portfolio(Permission.FUND)
def commitment_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Record a funder's promise."""
    row = visible(request, pk)

    def act(data: dict[str, Any]) -> None:
        terms = Terms(flexibility=data["flexibility"], status=data["status"], note=data["note"])
        money.commit(
            vehicle=row, funder=data["funder"], amount=data["amount"], terms=terms, on=data["on"], by=request.user
        )

    form = CommitmentForm(request.POST or None, access=request.access, currency=row.currency)
    return _act(request, form, row, act, _("New commitment to %(vehicle)s"), _("Record the commitment"))


@in_portfolio(Permission.FUND)
def commitment_withdraw(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take a promise back, with a reason."""
    row = get_object_or_404(_of_portfolio(CapitalCommitment, request), pk=pk)

    def act(data: dict[str, Any]) -> None:
        money.withdraw(commitment=row, by=request.user, why=data["why"])

    form = ReasonForm(request.POST or None)
    return _act(request, form, row.vehicle, act, _("Withdraw a commitment to %(vehicle)s"), _("Withdraw it"))


@in_portfolio(Permission.FUND)
def drawdown_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Record money paid in under a commitment."""
    row = get_object_or_404(_of_portfolio(CapitalCommitment, request), pk=pk)

    def act(data: dict[str, Any]) -> None:
        money.draw_down(commitment=row, by=request.user, **data)

    form = DrawdownForm(request.POST or None, currency=row.vehicle.currency)
    return _act(request, form, row.vehicle, act, _("Money paid into %(vehicle)s"), _("Record the payment"))


@in_portfolio(Permission.FUND)
def allocation_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Set money aside for an initiative or the portfolio."""
    row = visible(request, pk)

    def act(data: dict[str, Any]) -> None:
        purpose = Purpose(initiative=data["initiative"], text=data["purpose"], status=data["status"])
        money.allocate(vehicle=row, amount=data["amount"], purpose=purpose, on=data["on"], by=request.user)

    initial = {"initiative": request.GET.get("initiative")}
    form = AllocationForm(request.POST or None, access=request.access, currency=row.currency, initial=initial)
    return _act(request, form, row, act, _("Allocate money of %(vehicle)s"), _("Allocate"))


@in_portfolio(Permission.FUND)
def allocation_agree(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Turn a planned allocation into an agreed one."""
    row = get_object_or_404(_of_portfolio(Allocation, request), pk=pk)
    if request.method == "POST":
        try:
            money.agree(allocation=row, by=request.user)
        except (OverLimit, Refused) as refusal:
            toast(request, str(refusal), level=messages.ERROR)
        else:
            toast(request, _("The allocation is agreed."))
    return redirect(row.vehicle)


@in_portfolio(Permission.FUND)
def allocation_return(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Give back to the vehicle what was not paid out."""
    row = get_object_or_404(_of_portfolio(Allocation, request), pk=pk)

    def act(data: dict[str, Any]) -> None:
        money.give_back(allocation=row, by=request.user, why=data["why"])

    form = ReasonForm(request.POST or None)
    return _act(request, form, row.vehicle, act, _("Return money to %(vehicle)s"), _("Return what is not paid out"))


@in_portfolio(Permission.FUND)
def disbursement_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Record money paid out under an allocation."""
    row = get_object_or_404(_of_portfolio(Allocation, request), pk=pk)

    def act(data: dict[str, Any]) -> None:
        money.disburse(allocation=row, by=request.user, **data)

    form = DisbursementForm(request.POST or None, currency=row.vehicle.currency)
    return _act(request, form, row.vehicle, act, _("Money paid out of %(vehicle)s"), _("Record the payment"))


def _of_portfolio(model: Any, request: PortfolioRequest) -> Any:
    return model.objects.filter(vehicle__portfolio=request.portfolio).select_related("vehicle__portfolio")


def _act(
    request: PortfolioRequest,
    form: BaseForm,
    row: FundingVehicle,
    act: Callable[[dict[str, Any]], None],
    title: str,
    button: str,
) -> HttpResponse:
    """Do what a valid form asks for; what is over a limit stands beside the sum, and nothing typed is lost."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except (OverLimit, Refused) as refusal:
            form.add_error("amount" if "amount" in form.fields else None, str(refusal))
        else:
            toast(request, _("Recorded."))
            return redirect(row)
    return _form_page(request, form, title % {"vehicle": row.name}, button, row)


def _form_page(
    request: PortfolioRequest, form: BaseForm, title: str, button: str, row: FundingVehicle | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "vehicle": row}
    return render_page(request, "funding/form.html", context, status=422 if form.errors else 200)
