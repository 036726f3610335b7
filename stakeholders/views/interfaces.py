"""What a portfolio offers to others and needs from them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.forms.interfaces import InterfaceForm, MatchForm
from stakeholders.models import OpenInterface
from stakeholders.policies import Refused
from stakeholders.services import interfaces

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])
FORM = "stakeholders/levels/interface_form.html"


def back(request: PortfolioRequest) -> HttpResponseRedirect:
    """The part of the levels page where offers and needs stand."""
    return HttpResponseRedirect(f"{reverse('levels', args=[request.portfolio.slug])}#interfaces")


def ours(request: PortfolioRequest, pk: int) -> OpenInterface:
    """An offer or need of this portfolio."""
    row: OpenInterface = get_object_or_404(OpenInterface.objects.seen_with(request.access), pk=pk)
    return row


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def interface_new(request: PortfolioRequest) -> HttpResponse:
    """Offer something, or say what is needed."""
    side = request.GET.get("side", "")
    form = InterfaceForm(posted(request), initial={"side": side if side in OpenInterface.Side.values else "offers"})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.names}
        row = interfaces.add(portfolio=request.portfolio, values=values, by=request.user)
        toast(request, _("“%(title)s” stands on this page and around.") % {"title": row.title})
        return back(request)
    return render_page(request, FORM, {"form": form}, status=422 if form.errors else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def interface_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Put an offer or a need in other words; what somebody else wrote meanwhile stays."""
    row = ours(request, pk)
    title = row.title
    form = InterfaceForm(posted(request), instance=row)
    if request.method == "POST" and form.is_valid():
        _change, news = form.save_for(by=request.user, portfolio=request.portfolio)
        if not news:
            toast(request, _("Saved."))
            return back(request)
        return render_page(request, FORM, {"form": form, "title": title, "news": news}, status=409)
    return render_page(request, FORM, {"form": form, "title": title}, status=422 if form.errors else 200)


@require_POST
@in_portfolio(Permission.CURATE)
def interface_withdraw(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take it back."""
    again = reverse("stakeholders:interface-reopen", args=[request.portfolio.slug, pk])
    return _act(request, pk, interfaces.withdraw, _("“%(title)s” is withdrawn."), again)


@require_POST
@in_portfolio(Permission.CURATE)
def interface_reopen(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Open it again."""
    return _act(request, pk, interfaces.reopen, _("“%(title)s” is open again."))


def _act(request: PortfolioRequest, pk: int, act: Callable[..., None], done: str, undo: str = "") -> HttpResponse:
    row = ours(request, pk)
    try:
        act(interface=row, by=request.user)
        toast(request, done % {"title": row.title}, undo=undo)
    except Refused as refusal:
        toast(request, str(refusal), level=messages.ERROR)
    return back(request)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def interface_match(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say which offer or need of the portfolios around answers ours."""
    row = ours(request, pk)
    form = MatchForm(
        posted(request), access=request.access, interface=row, initial={"other": request.GET.get("with", "")}
    )
    if request.method == "POST" and form.is_valid():
        other = form.cleaned_data["other"]
        try:
            interfaces.match(interface=row, other=other, access=request.access, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            undo = reverse("stakeholders:interface-reopen", args=[request.portfolio.slug, row.pk])
            toast(request, _("Matched with “%(title)s”. Both sides see it.") % {"title": other.title}, undo=undo)
            return back(request)
    context = {"form": form, "interface": row}
    return render_page(request, "stakeholders/levels/interface_match.html", context, status=422 if form.errors else 200)
