"""An initiative in several portfolios: where it stands, placing it elsewhere, and what is said about it there."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.forms.placements import EndPlacementForm, PlaceInForm, PlacementForm
from initiatives.models import Placement
from initiatives.overviews.meanwhile import overlay
from initiatives.overviews.page import find
from initiatives.overviews.placements import standings
from initiatives.services import placements as services
from portfolio_hub.lib.meanwhile import Stale
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.models import Change
from stakeholders.policies import Refused
from stakeholders.services import history
from stakeholders.services.history import CannotUndo

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])
FORM = "initiatives/placements_form.html"


@require_safe
@in_portfolio(Permission.READ)
def placements(request: PortfolioRequest, pk: int) -> HttpResponse:
    """In which portfolios it stands and why, as far as the reader may know."""
    initiative = find(request.access, pk).initiative
    context = {"initiative": initiative, "standings": standings(request.access, initiative)}
    return render_page(request, "initiatives/placements.html", context)


@PAGE_AND_FORM
@in_portfolio(Permission.READ)
def placement_new(request: PortfolioRequest, pk: int) -> HttpResponseBase:
    """Place it in another portfolio that the reader tends."""
    initiative = find(request.access, pk).initiative
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    data = request.POST if request.method == "POST" else None
    form = PlaceInForm(data, user=request.user, initiative=initiative, initial={"portfolio": request.GET.get("in", "")})
    why_not = services.why_not_show_elsewhere(request.user, initiative)
    if form.is_bound and form.is_valid():
        portfolio = form.cleaned_data["portfolio"]
        try:
            services.place(
                initiative=initiative, portfolio=portfolio, by=request.user, rationale=form.cleaned_data["rationale"]
            )
            text = _("It is in %(name)s now. Say what it touches there.")
            toast(request, text % {"name": portfolio.name})
            return redirect("initiatives:placement-edit", portfolio.slug, initiative.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"initiative": initiative, "form": form, "why_not": why_not}
    return render_page(request, "initiatives/placements_new.html", context, status=422 if form.is_bound else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def placement_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say why it is here and what it touches here, while its record stays with its home."""
    placement = find(request.access, pk)
    if placement.portfolio_id == placement.initiative.home_id:
        return redirect("initiatives:edit", request.portfolio.slug, pk)
    if request.method != "POST":
        values = services.facts_of(placement)
        return shown(request, placement, PlacementForm(portfolio=request.portfolio, values=values, edit=placement.edit))
    form = PlacementForm(request.POST, portfolio=request.portfolio)
    if not form.is_valid():
        return shown(request, placement, form, status=422)
    try:
        change = services.edit(
            placement=placement, values=form.values, edit=form.cleaned_data["edit"] or 0, by=request.user,
            why=form.cleaned_data["why"],
        )  # fmt: skip
    except Stale as stale:
        return meanwhile(request, placement, form, dict(stale.now))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return shown(request, placement, form, status=422)
    toast(request, _("Saved.") if change else _("Nothing was changed."), undo=undo_address(request, pk, change))
    return HttpResponseRedirect(placement.initiative.get_portfolio_url(request.portfolio.slug))


def shown(
    request: PortfolioRequest, placement: Placement, form: PlacementForm, status: int = 200, **more: Any
) -> HttpResponse:
    """The form on its page."""
    context = {"form": form, "initiative": placement.initiative, "placement": placement, **more}
    return render_page(request, FORM, context, status=status)


def meanwhile(
    request: PortfolioRequest, placement: Placement, form: PlacementForm, now: dict[str, Any]
) -> HttpResponse:
    """The form once more, with what both have written, and what changed meanwhile beside it."""
    both, news = overlay(seen=form.seen_values(), mine=form.plain_values, now=now)
    placement.refresh_from_db(fields=["edit"])
    fresh = PlacementForm(portfolio=request.portfolio, values=now, edit=placement.edit)
    fresh.initial = {**fresh.initial, **both, "why": form.cleaned_data["why"]}
    return shown(request, placement, fresh, status=409, news=news)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def placement_end(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take it out of this portfolio; its record stays where it is kept."""
    placement = find(request.access, pk)
    form = EndPlacementForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            change = services.end(placement=placement, by=request.user, why=form.cleaned_data["why"])
            text = _("“%(title)s” has left this portfolio.") % {"title": placement.initiative.title}
            toast(request, text, undo=undo_address(request, pk, change))
            return redirect("initiatives:list", request.portfolio.slug)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"initiative": placement.initiative, "form": form, "why_not": services.why_not_end(placement)}
    return render_page(request, "initiatives/placements_end.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.CURATE)
def placement_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take back the last edit of a placement here, or its end."""
    here = Placement.objects.filter(portfolio=request.portfolio, initiative=pk)
    placement = get_object_or_404(here, pk=get_object_or_404(Change, pk=change, portfolio=request.portfolio).object_id)
    edit = get_object_or_404(Change.objects.of(placement), pk=change)
    try:
        history.undo(change=edit, by=request.user)
        toast(request, _("Undone."))
    except CannotUndo as reason:
        toast(request, str(reason), level=messages.ERROR)
        return redirect("initiatives:list", request.portfolio.slug)
    return redirect("initiatives:detail", request.portfolio.slug, pk)


def undo_address(request: PortfolioRequest, pk: int, change: Change | None) -> str:
    """The address that takes an edit back."""
    return reverse("initiatives:placement-undo", args=[request.portfolio.slug, pk, change.pk]) if change else ""
