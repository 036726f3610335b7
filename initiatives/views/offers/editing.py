"""Putting an offer or a need on the board, and saying it differently."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.forms.offers import GivenForm, NeedForm
from initiatives.models.offer import Given
from initiatives.overviews.challenges.filters import ids_of
from initiatives.overviews.offers.board import SIDES, find
from initiatives.policies_offers import initiatives_for, may_put, may_tend
from initiatives.services import offers as services
from initiatives.views.acts import PAGE_AND_FORM, refuse
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change, Circle
from stakeholders.policies import Refused

FORMS: dict[str, type[GivenForm]] = {"offer": GivenForm, "need": NeedForm}


def address_of(request: PortfolioRequest, row: Given, name: str = "given", **more: Any) -> str:
    """The address of an offer or a need, or of an act on it."""
    side = next(side for side, model in SIDES.items() if isinstance(row, model))
    args = {"portfolio_slug": request.portfolio.slug, "side": side, "pk": row.pk, **more}
    return reverse(f"initiatives:{name}", kwargs=args)


def told(request: PortfolioRequest, row: Given, change: Change | None, text: str) -> HttpResponseRedirect:
    """Back to it with what happened, and a way back."""
    undo = address_of(request, row, "given-undo", change=change.pk) if change else ""
    toast(request, text if change else _("Nothing was changed."), undo=undo)
    return HttpResponseRedirect(address_of(request, row))


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def given_new(request: PortfolioRequest, side: str) -> HttpResponse:
    """Put one on the board."""
    if side not in SIDES:
        raise Http404
    may_put(request.access).enforce()
    row = SIDES[side](portfolio=request.portfolio, by=request.user, circle=Circle.PORTFOLIO)
    asked = ids_of(request.GET.getlist("initiative"))
    row.initiative = initiatives_for(request.access).filter(pk__in=asked[:1]).first()
    form = FORMS[side](posted(request), access=request.access, instance=row)
    if form.is_bound and form.is_valid():
        try:
            made = services.put(SIDES[side], portfolio=request.portfolio, by=request.user, **form.values)
            toast(request, _("It stands on the board. Below is what fits it."))
            return HttpResponseRedirect(address_of(request, made))
        except ValidationError as error:
            refuse(form, error)
    return _shown(request, form, side)


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def given_edit(request: PortfolioRequest, side: str, pk: int) -> HttpResponse:
    """Say it differently."""
    row = find(request.access, side, pk)
    may_tend(request.access, row).enforce()
    form = FORMS[side](posted(request), access=request.access, instance=row)
    if form.is_bound and form.is_valid():
        try:
            change = services.edit(given=row, values=form.values, by=request.user)
            return told(request, row, change, _("Saved."))
        except ValidationError as error:
            refuse(form, error)
        except Refused as why:
            toast(request, str(why), level=messages.ERROR)
            return HttpResponseRedirect(address_of(request, row))
    return _shown(request, form, side, row=row)


def _shown(request: PortfolioRequest, form: GivenForm, side: str, **more: Any) -> HttpResponse:
    context = {"form": form, "side": side, **more}
    return render_page(request, "initiatives/offers/form.html", context, status=422 if form.is_bound else 200)
