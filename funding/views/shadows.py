"""Trials of other rules beside a vehicle: no real money, and both compared side by side."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.exports_beside import comparison_table
from funding.forms.money import AimForm
from funding.forms_beside import ShadowForm
from funding.models import Allocation, FundingVehicle
from funding.overviews.shadows import comparison, trials
from funding.services import money, shadows
from funding.services.limits import OverLimit
from funding.views.acting import say_why
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.policies import Refused


def open_trial(request: PortfolioRequest, pk: int) -> FundingVehicle:
    """The trial, when this user sees the vehicle beside it in detail; raises Http404 otherwise."""
    rows = FundingVehicle.objects.trials_open_to(request.access)
    return get_object_or_404(rows.select_related("shadows__portfolio", "portfolio"), pk=pk)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def trial_list(request: PortfolioRequest) -> HttpResponse:
    """All trials beside vehicles that the reader sees."""
    context = {"trials": trials(request.access)}
    if request.access.may(Permission.FUND):
        context["vehicles"] = tuple(FundingVehicle.objects.real().filter(portfolio=request.portfolio))
    return render_page(request, "funding/trials/list.html", context)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def trial(request: PortfolioRequest, pk: int) -> HttpResponse:
    """A vehicle and its trial side by side."""
    found = open_trial(request, pk)
    return render_page(request, "funding/trials/page.html", {"page": comparison(request.access, found)})


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def trial_export(request: PortfolioRequest, pk: int, format: str) -> StreamingHttpResponse:
    """The comparison as a file."""
    found = open_trial(request, pk)
    table = comparison_table(comparison(request.access, found))
    return download(table, format=format, name=f"{request.portfolio.slug}-trial-{found.pk}")


@in_portfolio(Permission.FUND)
def trial_new(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Begin a trial of other rules beside a vehicle."""
    rows = FundingVehicle.objects.real().filter(portfolio=request.portfolio).select_related("portfolio")
    vehicle = get_object_or_404(rows, pk=pk)
    form = ShadowForm(posted(request), access=request.access, initial={"instrument": vehicle.instrument})
    if form.is_bound and form.is_valid():
        made = shadows.begin(beside=vehicle, by=request.user, **form.cleaned_data)
        toast(request, _("The trial is open. Write what would be given under its rules."))
        return redirect("funding:trial", request.portfolio.slug, made.pk)
    context = {"form": form, "vehicle": vehicle}
    return render_page(request, "funding/trials/form.html", context, status=422 if form.is_bound else 200)


@in_portfolio(Permission.FUND)
def trial_give(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Write what would be given under the trial's rules."""
    found = open_trial(request, pk)
    initial = {"on": timezone.localdate(), "target": "initiative", "initiative": request.GET.get("initiative")}
    form = AimForm(posted(request), access=request.access, currency=found.currency, initial=initial)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            shadows.plan(shadow=found, amount=data["amount"], purpose=form.aim(), on=data["on"], by=request.user)
        except (OverLimit, Refused) as why:
            say_why(form, why)
        else:
            toast(request, _("Recorded."))
            return redirect("funding:trial", request.portfolio.slug, found.pk)
    context = {"form": form, "trial": found}
    return render_page(request, "funding/trials/give.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.FUND)
def trial_drop(request: PortfolioRequest, pk: int, allocation: int) -> HttpResponse:
    """Take back what would have been given."""
    found = open_trial(request, pk)
    row = get_object_or_404(Allocation.objects.filter(vehicle=found, status=Allocation.Status.PLANNED), pk=allocation)
    try:
        today = timezone.localdate()
        money.give_back(allocation=row, on=today, by=request.user, why=_("Dropped from the trial."))
        toast(request, _("It is dropped."))
    except OverLimit as why:
        toast(request, str(why), level=messages.ERROR)
    return redirect("funding:trial", request.portfolio.slug, found.pk)
