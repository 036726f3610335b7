"""What money is planned and set aside for: proposed, agreed to, and given back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from funding.forms.base import EndingForm
from funding.forms.money import AllocationForm
from funding.models import Allocation
from funding.policies import why_not_propose
from funding.services import money
from funding.services.limits import OverLimit
from funding.views.acting import act_on, enforce, of_portfolio, visible
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.policies import Refused


@in_portfolio(Permission.SEE_FUNDING)
def allocation_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Plan money, or set it aside at once where one person may."""
    row = visible(request, pk)
    if row.is_shadow:
        return redirect("funding:trial-give", request.portfolio.slug, row.pk)
    enforce(why_not_propose(row, request.user))

    def act(data: dict[str, Any]) -> None:
        money.allocate(vehicle=row, amount=data["amount"], purpose=form.aim(), on=data["on"], by=request.user)

    form = AllocationForm(request.POST or None, access=request.access, currency=row.currency, initial=_initial(request))
    title, button = _("Allocate money of %(vehicle)s"), _("Allocate")
    return act_on(request, form, row, act, title=title, button=button)


def _initial(request: PortfolioRequest) -> dict[str, Any]:
    """What the address that led here is about, and what it cites as `log:12`."""
    cites = {"cites": request.GET.getlist("cite")}
    for name in ("initiative", "combination"):
        if chosen := request.GET.get(name):
            return {"target": name, name: chosen, **cites}
    return {"target": Allocation.Target.INITIATIVE, **cites}


@in_portfolio(Permission.SEE_FUNDING)
def allocation_agree(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Turn a planned allocation into an agreed one; who may is for the vehicle to say."""
    row = of_portfolio(Allocation, request, pk)
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
    row = of_portfolio(Allocation, request, pk)

    def act(data: dict[str, Any]) -> None:
        money.give_back(allocation=row, by=request.user, **data)

    title, button = _("Return money to %(vehicle)s"), _("Return what is not paid out")
    if row.status == Allocation.Status.PLANNED:
        title, button = _("Drop a plan of %(vehicle)s"), _("Drop the plan")
    return act_on(request, EndingForm(request.POST or None), row.vehicle, act, title=title, button=button)
