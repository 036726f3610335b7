"""Money paid out, money that came back, and what corrects either."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.forms.money import CorrectionForm, DisbursementForm
from funding.models import Allocation, Disbursement
from funding.services import money
from funding.views.acting import act_on, of_portfolio
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@in_portfolio(Permission.FUND)
def disbursement_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Record money paid out under an allocation."""
    row = of_portfolio(Allocation, request, pk)

    def act(data: dict[str, Any]) -> None:
        money.disburse(allocation=row, by=request.user, **data)

    form = DisbursementForm(request.POST or None, currency=row.vehicle.currency)
    title, button = _("Money paid out of %(vehicle)s"), _("Record the payment")
    return act_on(request, form, row.vehicle, act, title=title, button=button)


@in_portfolio(Permission.FUND)
def return_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Record money that came back, repaid or earned."""
    row = of_portfolio(Allocation, request, pk)

    def act(data: dict[str, Any]) -> None:
        money.come_back(allocation=row, by=request.user, **data)

    form = DisbursementForm(request.POST or None, currency=row.vehicle.currency)
    title, button = _("Money that came back to %(vehicle)s"), _("Record what came back")
    return act_on(request, form, row.vehicle, act, title=title, button=button)


@in_portfolio(Permission.FUND)
def payment_correct(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say what a payment was in truth; the first row stands, and a further one holds the difference."""
    rows = Disbursement.objects.visible_to(request.user).filter(
        allocation__vehicle__portfolio=request.portfolio, corrects__isnull=True
    )
    row = get_object_or_404(rows.select_related("allocation__vehicle__portfolio"), pk=pk)
    vehicle = row.allocation.vehicle

    def act(data: dict[str, Any]) -> None:
        money.correct(payment=row, by=request.user, **data)

    form = CorrectionForm(request.POST or None, currency=vehicle.currency, initial={"on": timezone.localdate()})
    title, button = _("Correct a payment of %(vehicle)s"), _("Write the correction")
    return act_on(request, form, vehicle, act, title=title, button=button)
