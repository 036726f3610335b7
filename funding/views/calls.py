"""Calls: the page with both sides and their matches, one call, writing it, and its letters."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from funding.forms.matching import CallForm
from funding.models import FundingCall, MatchSilence
from funding.overviews import matches as match_overviews
from funding.overviews import matching as overview
from funding.policies_matching import is_a_side, may_call, may_seek
from funding.services import match_letters, matching
from funding.views.matching_acts import edited, edits_of, form_page, marked, shown, undone
from initiatives.views.acts import PAGE_AND_FORM
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.views.links import discreet
from stakeholders.access import Permission, PortfolioRequest, in_portfolio, open_to_all
from stakeholders.forms import posted

AT_FIRST = 3


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def calls(request: PortfolioRequest) -> HttpResponse:
    """What funders look for beside what would help, and the matches that wait for this reader."""
    access, filters = request.access, overview.read(request.GET)
    waiting = match_overviews.chosen(access, "waiting").order_by(*match_overviews.ORDER)
    context = {
        "filters": filters, "choices": overview.choices(access), "base": request.path, "states": overview.STATES,
        "columns": [overview.column(access, side, filters, request.GET.get(f"after-{side}", "")) for side in
                    overview.MODELS],
        "may_call": may_call(access), "may_seek": may_seek(access), "is_a_side": is_a_side(access),
        "waiting": match_overviews.lines(access, waiting[:AT_FIRST]), "waiting_total": waiting.count(),
        "has_matches": match_overviews.rows_of(access).exists(),
        "is_silent": MatchSilence.objects.filter(portfolio=request.portfolio, user=request.user).exists(),
    }  # fmt: skip
    return render_page(
        request, "funding/matching/calls.html", context, fragment="funding/matching/partials/board.html",
        target="calls",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def calls_export(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """The same two columns as a file."""
    table = overview.table(request.access, overview.read(request.GET))
    return download(table, format=format, name=f"{request.portfolio.slug}-calls")


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def call(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One call, and what it meets."""
    return shown(request, "call", pk)


@PAGE_AND_FORM
@in_portfolio(Permission.SEE_FUNDING)
def call_new(request: PortfolioRequest) -> HttpResponse:
    """Say what you look for."""
    may_call(request.access).enforce()
    form = CallForm(posted(request), instance=FundingCall(portfolio=request.portfolio), access=request.access)
    if form.is_bound and form.is_valid():
        values = form.values
        made = matching.call(
            portfolio=request.portfolio, funder=values.pop("funder"), values=values, by=request.user, **form.lists
        )
        toast(request, _("Your call is here. Below it stands what it meets."))
        return HttpResponseRedirect(made.get_absolute_url())
    return form_page(request, form, "call")


@PAGE_AND_FORM
@in_portfolio(Permission.SEE_FUNDING)
def call_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say it differently."""
    return edited(request, "call", pk)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def call_history(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What was changed of a call, field by field."""
    return edits_of(request, "call", pk)


@require_POST
@in_portfolio(Permission.SEE_FUNDING)
def call_withdraw(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Withdraw the call, or open it again."""
    return marked(request, "call", pk)


@require_POST
@in_portfolio(Permission.SEE_FUNDING)
def call_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take the last edit of a call back."""
    return undone(request, "call", pk, change)


@require_POST
@in_portfolio(Permission.SEE_FUNDING)
def call_letters(request: PortfolioRequest) -> HttpResponse:
    """Want no letters about matches here (`stop`), or want them again."""
    if "stop" in request.POST:
        match_letters.silence(portfolio=request.portfolio, by=request.user)
        toast(request, _("You get no more letters about matches here."))
    else:
        match_letters.listen(portfolio=request.portfolio, by=request.user)
        toast(request, _("What the other side of a match says comes to you by mail."))
    return redirect("funding:calls", request.portfolio.slug)


@csrf_exempt  # mail programs post here by themselves, without a page of ours; the key is the authority
@PAGE_AND_FORM
@open_to_all("the signed link says whose letters end, and does nothing else")
@discreet
def end_letters(request: HttpRequest, key: str) -> HttpResponse:
    """Ask once, then end the letters; works without signing in."""
    found = match_letters.by_key(key)
    if found is not None and request.method == "POST":
        portfolio, user = found
        match_letters.silence(portfolio=portfolio, by=user)
    context = {"portfolio_name": found[0].name if found else "", "is_done": request.method == "POST"}
    return render(request, "funding/matching/no_letters.html", context, status=200 if found else 404)
