"""What organisations need, fear and can't accept, side by side, and where that can be braided."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio_hub.lib.meanwhile import News
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.forms.positions import BraidForm, PositionForm
from stakeholders.interests import interests_of
from stakeholders.models import Braid, Organisation, Position
from stakeholders.policies import why_not_for
from stakeholders.services import positions

FORM = "stakeholders/intent/position_form.html"
FORM_METHODS = ("GET", "HEAD", "POST")


@require_safe
@in_portfolio(Permission.READ)
def position_list(request: PortfolioRequest) -> HttpResponse:
    """Every position that the reader's circle reaches; for stewards also where they may go together."""
    return render_page(request, "stakeholders/intent/positions.html", {"page": interests_of(request.access)})


def _organisation(request: PortfolioRequest, pk: int) -> Organisation:
    """The organisation, if the user may write for it; raises PermissionDenied with who can help."""
    row: Organisation = get_object_or_404(Organisation.objects.listed_in(request.portfolio), pk=pk)
    if not request.access.is_steward and (refusal := why_not_for(request.user, row)):
        raise PermissionDenied(refusal)
    return row


@require_http_methods(FORM_METHODS)
@in_portfolio(Permission.SEE_PEOPLE)
def position_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Write what an organisation needs, fears and can't accept, in its own words."""
    organisation = _organisation(request, pk)
    found = Position.objects.filter(portfolio=request.portfolio, organisation=organisation).first()
    form = _form(request, organisation, found)
    news: list[News] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            form, news = _save(request, organisation, form)
            if not news:
                toast(request, _("Kept, in the words of %(name)s.") % {"name": organisation.name})
                return redirect("stakeholders:positions", request.portfolio.slug)
            status = 409
    context = {"form": form, "organisation": organisation, "is_new": found is None, "news": news}
    return render_page(request, FORM, context, status=status)


def _form(request: PortfolioRequest, organisation: Organisation, found: Position | None) -> PositionForm:
    fresh = Position(portfolio=request.portfolio, organisation=organisation)
    return PositionForm(posted(request), instance=found or fresh)


def _save(request: PortfolioRequest, organisation: Organisation, form: PositionForm) -> tuple[PositionForm, list[News]]:
    """Write the words; when a colleague was quicker with the first ones, go on as with any later edit."""
    try:
        with transaction.atomic():
            _change, news = form.save_for(by=request.user, portfolio=request.portfolio)
    except IntegrityError:
        theirs = Position.objects.get(portfolio=request.portfolio, organisation=organisation)
        form = _form(request, organisation, theirs)
        form.is_valid()
        _change, news = form.save_for(by=request.user, portfolio=request.portfolio)
    if not news:
        positions.seal(position=form.instance, by=request.user)
    return form, news


@require_POST
@in_portfolio(Permission.SEE_PEOPLE)
def position_delete(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take an organisation's position back."""
    organisation = _organisation(request, pk)
    found = get_object_or_404(Position, portfolio=request.portfolio, organisation=organisation)
    positions.delete(position=found, by=request.user)
    toast(request, _("The position of %(name)s is taken back.") % {"name": organisation.name})
    return redirect("stakeholders:positions", request.portfolio.slug)


@require_http_methods(FORM_METHODS)
@in_portfolio(Permission.MANAGE)
def braid_new(request: PortfolioRequest) -> HttpResponse:
    """Write down where positions go together; the address may name which."""
    chosen = [pk for pk in request.GET.getlist("position") if pk.isdecimal()]
    initial = {"positions": chosen, "name": request.GET.get("name", "")}
    return _braid(request, Braid(portfolio=request.portfolio), initial)


@require_http_methods(FORM_METHODS)
@in_portfolio(Permission.MANAGE)
def braid_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Correct a braid."""
    return _braid(request, get_object_or_404(request.portfolio.braids, pk=pk), {})


def _braid(request: PortfolioRequest, row: Braid, initial: dict[str, Any]) -> HttpResponse:
    here = request.portfolio.positions.select_related("organisation")
    form = BraidForm(posted(request), instance=row, positions=here, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        values = {name: data[name] for name in ("name", "how")}
        positions.braid(braid=row, values=values, positions=list(data["positions"]), by=request.user)
        toast(request, _("The braid is kept."))
        return redirect("stakeholders:positions", request.portfolio.slug)
    context = {"form": form, "is_new": row.pk is None, "pk": row.pk}
    return render_page(request, "stakeholders/intent/braid_form.html", context, status=422 if form.errors else 200)


@require_POST
@in_portfolio(Permission.MANAGE)
def braid_delete(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take a braid away."""
    positions.unbraid(braid=get_object_or_404(request.portfolio.braids, pk=pk), by=request.user)
    toast(request, _("The braid is taken away. The positions stay."))
    return redirect("stakeholders:positions", request.portfolio.slug)
