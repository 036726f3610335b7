"""Money paid out, money that came back, and what corrects these or money that was paid in."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.forms.money import CorrectionForm, DisbursementForm
from funding.models import Allocation, Disbursement, Drawdown, FundingVehicle
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
def drawdown_correct(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say what was paid in in truth."""
    row = of_portfolio(Drawdown, request, pk, corrects=None)
    return _correct(request, row.vehicle, partial(money.correct_drawdown, drawdown=row))


@in_portfolio(Permission.FUND)
def payment_correct(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say what a payment was in truth."""
    row = of_portfolio(Disbursement, request, pk, corrects=None)
    return _correct(request, row.vehicle, partial(money.correct, payment=row))


def _correct(request: PortfolioRequest, vehicle: FundingVehicle, write: Callable[..., object]) -> HttpResponse:
    """The first row stands, and a further one holds the difference."""

    def act(data: dict[str, Any]) -> None:
        write(by=request.user, **data)

    form = CorrectionForm(request.POST or None, currency=vehicle.currency, initial={"on": timezone.localdate()})
    title, button = _("Correct a payment of %(vehicle)s"), _("Write the correction")
    return act_on(request, form, vehicle, act, title=title, button=button)
