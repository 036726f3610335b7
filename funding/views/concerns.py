"""The portfolio's concerns: the list, adding, editing, ordering and retiring them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.impact.forms import ConcernForm
from funding.impact.packs import PACKS
from funding.models import Concern
from funding.services import concerns as services
from initiatives.overviews.plain_history import history_of
from initiatives.views.acts import PAGE_AND_FORM
from portfolio_hub.lib.meanwhile import News
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change
from stakeholders.policies import Refused
from stakeholders.services import history
from stakeholders.undoing import undoing_for


def found(request: PortfolioRequest, pk: int) -> Concern:
    """A concern of the portfolio; raises Http404."""
    rows = Concern.objects.filter(portfolio=request.portfolio).select_related("portfolio")
    concern: Concern = get_object_or_404(rows, pk=pk)
    return concern


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def concerns(request: PortfolioRequest) -> HttpResponse:
    """What the portfolio cares for, in its order, and sets to begin with where there is nothing."""
    rows = list(request.portfolio.concerns.all())
    context = {
        "concerns": [row for row in rows if row.retired_on is None],
        "retired": [row for row in rows if row.retired_on is not None],
        "packs": PACKS,
    }
    return render_page(request, "funding/impact/concerns.html", context)


@require_POST
@in_portfolio(Permission.CURATE)
def concern_start(request: PortfolioRequest) -> HttpResponse:
    """Lay down a set."""
    try:
        services.start(portfolio=request.portfolio, pack=request.POST.get("pack", ""), by=request.user)
        toast(request, _("These are a beginning. Rename, order and retire them as you need."))
    except Refused as refused:
        toast(request, str(refused), level=messages.ERROR)
    return redirect("funding:concerns", request.portfolio.slug)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def concern_new(request: PortfolioRequest) -> HttpResponse:
    """Add a concern."""
    form = ConcernForm(posted(request), instance=Concern(portfolio=request.portfolio))
    if form.is_bound and form.is_valid():
        try:
            form.add_for(by=request.user)
            toast(request, _("“%(name)s” is a concern of the portfolio now.") % {"name": form.instance.name})
            return redirect("funding:concerns", request.portfolio.slug)
        except Refused as refused:
            form.add_error("name", str(refused))
    return render_page(request, "funding/impact/concern_form.html", {"form": form}, status=422 if form.errors else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def concern_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Change its name or what is meant; whoever is second reads through what the first changed."""
    concern = found(request, pk)
    form, status = ConcernForm(posted(request), instance=concern), 200
    news: list[News] = []
    if form.is_bound and form.is_valid():
        try:
            change, news = form.save_for(by=request.user, portfolio=request.portfolio)
            if not news:
                _told(request, concern, change, _("Saved."))
                return redirect("funding:concerns", request.portfolio.slug)
            status = 409
        except Refused as refused:
            form.add_error("name", str(refused))
    context = {"form": form, "news": news, "concern": found(request, pk)}
    return render_page(request, "funding/impact/concern_form.html", context, status=422 if form.errors else status)


@require_POST
@in_portfolio(Permission.CURATE)
def concern_move(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Put a concern before or after its neighbour."""
    services.move(concern=found(request, pk), up=request.POST.get("to") != "down", by=request.user)
    return redirect("funding:concerns", request.portfolio.slug)


@require_POST
@in_portfolio(Permission.CURATE)
def concern_retire(request: PortfolioRequest, pk: int) -> HttpResponse:
    """No longer look at it, or look at it again."""
    concern, again = found(request, pk), request.POST.get("to") == "again"
    change = services.retire(concern=concern, by=request.user, again=again)
    text = (
        _("“%(name)s” is looked at again.") if again else _("“%(name)s” is no longer looked at. Its judgements stay.")
    )
    _told(request, concern, change, text % {"name": concern.name})
    return redirect("funding:concerns", request.portfolio.slug)


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def concern_history(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Who changed what, and when."""
    concern = found(request, pk)
    edits = history_of(concern, request.access, after=request.GET.get("after", ""))
    context = {"concern": concern, "history": edits, "may_undo": request.access.may(Permission.CURATE)}
    return render_page(request, "funding/impact/history.html", context)


@require_POST
@in_portfolio(Permission.CURATE)
def concern_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take the last edit back."""
    concern = found(request, pk)
    with undoing_for(request):
        history.undo(change=get_object_or_404(Change.objects.of(concern), pk=change), by=request.user)
    return redirect("funding:concerns", request.portfolio.slug)


def _told(request: PortfolioRequest, concern: Concern, change: Change | None, text: str) -> None:
    """Say that an edit is written, with a way back."""
    if change is None:
        toast(request, _("Nothing was changed."))
        return
    address = reverse("funding:concern-undo", args=[request.portfolio.slug, concern.pk, change.pk])
    toast(request, text, undo=address)
