"""Budgets of flexibility: what is in them, against which floor, and what was let out because of which learning."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.forms_beside import ReleaseForm, ReserveForm
from funding.models import FlexibilityReserve, FundingVehicle, VehicleVoice
from funding.overviews.reserve import reserve_page, standings
from funding.policies import may
from funding.services import reserve as services
from funding.services.limits import OverLimit
from funding.views.acting import say_why
from initiatives.overviews.plain_history import history_of
from portfolio_hub.lib.meanwhile import News
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, refusal
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.policies import Refused
from stakeholders.services import history
from stakeholders.undoing import undoing_for


def open_reserve(request: PortfolioRequest, pk: int) -> FlexibilityReserve:
    """The reserve, when this user sees its vehicle in detail; raises Http404 otherwise."""
    mine = FundingVehicle.objects.open_to(request.access)
    rows = FlexibilityReserve.objects.filter(vehicle__in=mine.values("pk")).select_related("vehicle__portfolio")
    return get_object_or_404(rows, pk=pk)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def reserves(request: PortfolioRequest) -> HttpResponse:
    """All reserves in outline; as a part of another page only how they stand against their floor."""
    context: dict[str, Any] = {"standings": standings(request.access)}
    if request.access.may(Permission.FUND):
        rows = FundingVehicle.objects.real().filter(portfolio=request.portfolio, reserve__isnull=True)
        context["vehicles"] = rows
    return render_page(
        request, "funding/reserve/list.html", context, fragment="funding/reserve/standing.html",
        target="reserve-standing",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def reserve(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One reserve with its releases."""
    return render_page(
        request, "funding/reserve/page.html", {"page": reserve_page(request.access, open_reserve(request, pk))}
    )


@in_portfolio(Permission.FUND)
def reserve_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Make a vehicle a reserve, or change what it is for and its floor."""
    rows = FundingVehicle.objects.real().filter(portfolio=request.portfolio).select_related("portfolio", "reserve")
    vehicle = get_object_or_404(rows, pk=pk)
    known = FlexibilityReserve.objects.filter(vehicle=vehicle).first()
    form = ReserveForm(posted(request), instance=known or FlexibilityReserve(vehicle=vehicle))
    news: list[News] = []
    change: Change | None = None
    if form.is_bound and form.is_valid():
        if known is None:
            purpose, floor = form.cleaned_data["purpose"], form.cleaned_data["floor"]
            known = services.make(vehicle=vehicle, purpose=purpose, floor=floor, by=request.user)
        else:
            change, news = form.save_for(by=request.user, portfolio=request.portfolio)
        if not news:
            undo = reverse("funding:reserve-undo", args=[request.portfolio.slug, known.pk, change.pk]) if change else ""
            toast(request, _("Saved."), undo=undo)
            return redirect("funding:reserve", request.portfolio.slug, known.pk)
    status = 409 if news else 422 if form.is_bound else 200
    context = {"form": form, "vehicle": vehicle, "reserve": known, "news": news}
    return render_page(request, "funding/reserve/edit.html", context, status=status)


@require_safe
@in_portfolio(Permission.FUND)
def reserve_history(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Who changed the words and the floor of a reserve, and when."""
    row = open_reserve(request, pk)
    found = history_of(row, request.access, after=request.GET.get("after", ""))
    context = {"row": row, "edits": found.edits, "older": found.older}
    return render_page(request, "funding/reserve/history.html", context)


@require_POST
@in_portfolio(Permission.FUND)
def reserve_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take the last edit of its words or its floor back."""
    row = open_reserve(request, pk)
    with undoing_for(request):
        history.undo(change=get_object_or_404(Change.objects.of(row), pk=change), by=request.user)
    return redirect("funding:reserve", request.portfolio.slug, row.pk)


@in_portfolio(Permission.SEE_FUNDING)
def release(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Let money out of a reserve because something was learnt."""
    found = open_reserve(request, pk)
    if not may(request.user, found.vehicle, VehicleVoice.May.RELEASE):
        raise refusal(request.portfolio)
    cite = request.GET.get("cite", "")
    form = ReleaseForm(
        posted(request), access=request.access, currency=found.vehicle.currency, also=cite,
        initial={"cite": cite, "on": timezone.localdate(), "target": "initiative"},
    )  # fmt: skip
    if form.is_bound and form.is_valid() and _released(request, found, form):
        return redirect("funding:reserve", request.portfolio.slug, found.pk)
    context = {"form": form, "reserve": found}
    return render_page(request, "funding/reserve/release.html", context, status=422 if form.is_bound else 200)


def _released(request: PortfolioRequest, found: FlexibilityReserve, form: ReleaseForm) -> bool:
    """Do it, or say on the form why not."""
    data = form.cleaned_data
    trigger = services.Trigger(cites=data["cite"].row, why=data["why"])
    try:
        row = services.release(
            reserve=found, amount=data["amount"], purpose=form.aim(), trigger=trigger, on=data["on"], by=request.user
        )
    except (OverLimit, Refused) as why:
        say_why(form, why)
    else:
        is_waiting = row.allocation.status == row.allocation.Status.PLANNED
        toast(request, _("Proposed: a second person has to agree.") if is_waiting else _("Released."))
    return not form.errors
