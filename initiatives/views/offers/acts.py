"""Matching an offer with a need, withdrawing, opening again, and taking edits back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from initiatives.forms.offers import MatchForm
from initiatives.overviews.offers.board import find
from initiatives.policies_offers import Mine, may_tend
from initiatives.services import offers as services
from initiatives.views.acts import PAGE_AND_FORM, refuse
from initiatives.views.offers.editing import address_of, told
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.policies import Refused
from stakeholders.services import history
from stakeholders.undoing import undoing_for


@PAGE_AND_FORM
@in_portfolio(Permission.EDIT)
def given_match(request: PortfolioRequest, side: str, pk: int, other: int) -> HttpResponse:
    """Say that the two meet, and whether their initiatives are connected by it; whoever tends one of them may."""
    row = find(request.access, side, pk)
    counterpart = find(request.access, "need" if side == "offer" else "offer", other)
    offer, need = (row, counterpart) if side == "offer" else (counterpart, row)
    mine = Mine(request.access)
    if not may_tend(request.access, offer, mine=mine) and not may_tend(request.access, need, mine=mine):
        raise PermissionDenied(may_tend(request.access, row, mine=mine).reason)
    form = MatchForm(posted(request), access=request.access, offer=offer, need=need)
    if form.is_bound and form.is_valid():
        try:
            batch = services.match(offer=offer, need=need, by=request.user, **form.values)
            change = Change.objects.of(row).filter(batch=batch).first()
            return told(request, row, change, _("They are matched. Tell each other how to go on."))
        except ValidationError as error:
            refuse(form, error)
        except Refused as why:
            toast(request, str(why), level=messages.ERROR)
            return HttpResponseRedirect(address_of(request, row))
    context = {"form": form, "row": row, "offer": offer, "need": need, "back": address_of(request, row)}
    return render_page(request, "initiatives/offers/match.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.EDIT)
def given_withdraw(request: PortfolioRequest, side: str, pk: int) -> HttpResponse:
    """Take it off the board, which can be undone."""
    row = find(request.access, side, pk)
    may_tend(request.access, row).enforce()
    try:
        change = services.withdraw(given=row, by=request.user)
        return told(request, row, change, _("It is off the board."))
    except Refused as why:
        toast(request, str(why), level=messages.ERROR)
        return HttpResponseRedirect(address_of(request, row))


@require_POST
@in_portfolio(Permission.EDIT)
def given_reopen(request: PortfolioRequest, side: str, pk: int) -> HttpResponse:
    """Look for its other half again."""
    row = find(request.access, side, pk)
    may_tend(request.access, row).enforce()
    try:
        batch = services.reopen(given=row, by=request.user)
        change = Change.objects.of(row).filter(batch=batch).first()
        return told(request, row, change, _("It is open again."))
    except Refused as why:
        toast(request, str(why), level=messages.ERROR)
        return HttpResponseRedirect(address_of(request, row))


@require_POST
@in_portfolio(Permission.EDIT)
def given_undo(request: PortfolioRequest, side: str, pk: int, change: int) -> HttpResponse:
    """Take the last edit back, a match on both sides."""
    row = find(request.access, side, pk)
    may_tend(request.access, row).enforce()
    edit = get_object_or_404(Change.objects.of(row), pk=change)
    with undoing_for(request):
        if edit.batch:
            services.undo(batch=edit.batch, by=request.user)
        else:
            history.undo(change=edit, by=request.user)
    return HttpResponseRedirect(address_of(request, row))
