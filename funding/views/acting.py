"""What the pages of money share: finding rows, doing what a form asks for, and saying why not."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from funding.models import FundingVehicle
from funding.services.limits import OverLimit, WrongDay
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import PortfolioRequest
from stakeholders.policies import Refused


def visible(request: PortfolioRequest, pk: int) -> FundingVehicle:
    """The vehicle, when this user sees it in detail; raises Http404 otherwise."""
    rows = FundingVehicle.objects.visible_to(request.user).filter(portfolio=request.portfolio)
    row: FundingVehicle = get_object_or_404(rows.select_related("portfolio"), pk=pk)
    return row


def of_portfolio(model: Any, request: PortfolioRequest, pk: int, **facts: Any) -> Any:
    """A row of a vehicle that the user sees in detail, of which these facts hold; raises Http404 otherwise."""
    return get_object_or_404(model.objects.visible_to(request.user).of(request.portfolio), pk=pk, **facts)


def enforce(why_not: str) -> None:
    """Raise PermissionDenied with the reason, if there is one."""
    if why_not:
        raise PermissionDenied(why_not)


def act_on(
    request: PortfolioRequest,
    form: BaseForm,
    row: FundingVehicle,
    act: Callable[[dict[str, Any]], None],
    *,
    title: str,
    button: str,
) -> HttpResponse:
    """Do what a valid form asks for; what is refused stands beside its field, and nothing typed is lost."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except (OverLimit, Refused) as refusal:
            say_why(form, refusal)
        else:
            toast(request, _("Recorded."))
            return redirect(row)
    return form_page(request, form, title=title % {"vehicle": row.name}, button=button, row=row)


def say_why(form: BaseForm, refusal: OverLimit | Refused) -> None:
    """Say it beside the field that it is about: the day, the sum, or whether it is planned or agreed."""
    field = "amount" if isinstance(refusal, OverLimit) else "status"
    if isinstance(refusal, WrongDay):
        field = "on"
    form.add_error(field if field in form.fields else None, str(refusal))


def form_page(
    request: PortfolioRequest, form: BaseForm, *, title: str, button: str, row: FundingVehicle | None = None
) -> HttpResponse:
    """The page of a form."""
    context = {"form": form, "title": title, "button": button, "vehicle": row}
    return render_page(request, "funding/form.html", context, status=422 if form.errors else 200)
