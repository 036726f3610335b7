"""What funders promise, take back and pay in."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from funding.forms.base import EndingForm
from funding.forms.money import CommitmentForm, DrawdownForm
from funding.models import CapitalCommitment
from funding.services import money
from funding.services.money import Terms
from funding.views.acting import act_on, of_portfolio, visible
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


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
    title, button = _("New commitment to %(vehicle)s"), _("Record the commitment")
    return act_on(request, form, row, act, title=title, button=button)


@in_portfolio(Permission.FUND)
def commitment_withdraw(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take a promise back, with a reason."""
    row = of_portfolio(CapitalCommitment, request, pk)

    def act(data: dict[str, Any]) -> None:
        money.withdraw(commitment=row, by=request.user, **data)

    form = EndingForm(request.POST or None)
    title, button = _("Withdraw a commitment to %(vehicle)s"), _("Withdraw it")
    return act_on(request, form, row.vehicle, act, title=title, button=button)


@in_portfolio(Permission.FUND)
def drawdown_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Record money paid in under a commitment."""
    row = of_portfolio(CapitalCommitment, request, pk)

    def act(data: dict[str, Any]) -> None:
        money.draw_down(commitment=row, by=request.user, **data)

    form = DrawdownForm(request.POST or None, currency=row.vehicle.currency)
    title, button = _("Money paid into %(vehicle)s"), _("Record the payment")
    return act_on(request, form, row.vehicle, act, title=title, button=button)
