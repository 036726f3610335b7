"""Matches: the list, one of them with its conversation, and what becomes of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding.forms.matching import AgreeForm, AsideForm, SayForm
from funding.models import FundingMatch
from funding.overviews import matches as overview
from funding.policies_matching import is_a_side, why_not_unsay
from funding.services import matches as service
from funding.views.matching_acts import history_page
from initiatives.views.acts import PAGE_AND_FORM, refuse
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.models import Change, Comment
from stakeholders.policies import Refused
from stakeholders.services import comments, history
from stakeholders.threads import only_mine
from stakeholders.undoing import undoing_for


def _sided(request: PortfolioRequest) -> None:
    """Whoever is no side of any match finds nothing here."""
    if not is_a_side(request.access):
        raise Http404


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def matches(request: PortfolioRequest) -> HttpResponse:
    """The matches of which the reader is a side, in the state that the address asks for."""
    _sided(request)
    state = overview.read_state(request.GET)
    lines, page = overview.page(request.access, state, request.GET.get("after", ""))
    context = {"lines": lines, "page": page, "state": state, "states": overview.STATES}
    return render_page(request, "funding/matching/matches.html", context)


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def matches_export(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """The same list as a file."""
    _sided(request)
    table = overview.table(request.access, overview.read_state(request.GET))
    return download(table, format=format, name=f"{request.portfolio.slug}-matches")


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def match(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One match: both sides, the reasons, and the conversation."""
    return _match_page(request, overview.find(request.access, pk), SayForm())


def _match_page(request: PortfolioRequest, row: FundingMatch, form: SayForm) -> HttpResponse:
    context = {"page": overview.match_page(request.access, row), "match": row, "form": form}
    return render_page(request, "funding/matching/match.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.SEE_FUNDING)
def match_say(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Begin the conversation, or go on with it."""
    row = overview.find(request.access, pk)
    form = SayForm(request.POST)
    if not form.is_valid():
        return _match_page(request, row, form)
    try:
        said = service.say(match=row, by=request.user, body=form.cleaned_data["body"])
    except Refused as why:
        form.add_error(None, str(why))
        return _match_page(request, overview.find(request.access, pk), form)
    toast(request, _("Said. The other side reads it here."))
    return HttpResponseRedirect(f"{row.get_absolute_url()}#comment-{said.pk}")


@PAGE_AND_FORM
@in_portfolio(Permission.SEE_FUNDING)
def match_words(request: PortfolioRequest, pk: int, said: int) -> HttpResponse:
    """Change one's own words, or take them back with `remove=yes`."""
    row = overview.find(request.access, pk)
    words = only_mine(request.access, get_object_or_404(Comment.objects.about(row), pk=said))
    if request.POST.get("remove") == "yes":
        return _unsaid(request, row, words)
    form = SayForm(posted(request), initial={"body": words.body})
    if form.is_bound and form.is_valid():
        comments.edit(comment=words, by=request.user, body=form.cleaned_data["body"])
        toast(request, _("Your words are changed."))
        return HttpResponseRedirect(f"{row.get_absolute_url()}#comment-{words.pk}")
    why_not = why_not_unsay(row, words)
    context = {
        "form": form, "title": _("Change your words"), "button": _("Save"), "why_not": why_not,
        "may_remove": not why_not, "back": row.get_absolute_url(), "back_label": row.support.title,
    }  # fmt: skip
    return render_page(request, "funding/dashboard/words.html", context, status=422 if form.is_bound else 200)


def _unsaid(request: PortfolioRequest, row: FundingMatch, words: Comment) -> HttpResponse:
    try:
        service.unsay(match=row, said=words, by=request.user)
        toast(request, _("Your words are gone."))
    except Refused as why:
        toast(request, str(why), level=messages.ERROR)
    return HttpResponseRedirect(f"{row.get_absolute_url()}#talk")


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def match_history(request: PortfolioRequest, pk: int) -> HttpResponse:
    """What became of a match, step by step."""
    row = overview.find(request.access, pk)
    return history_page(request, row, "match", row.support.title)


@PAGE_AND_FORM
@in_portfolio(Permission.SEE_FUNDING)
def match_aside(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Set it aside, with a reason."""
    row = overview.find(request.access, pk)
    words = {
        "title": _("Set this match aside"), "button": _("Set it aside"),
        "text": _("It stays aside until one of the two says something else. What was talked about stays, too."),
    }  # fmt: skip
    return _act(
        request, row, AsideForm(posted(request)), lambda data: service.set_aside(match=row, by=request.user, **data),
        words=words, done=_("It is set aside."),
    )  # fmt: skip


@PAGE_AND_FORM
@in_portfolio(Permission.SEE_FUNDING)
def match_agree(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say that it led to an agreement."""
    row = overview.find(request.access, pk)
    form = AgreeForm(posted(request), match=row, access=request.access)
    words = {
        "title": _("It led to an agreement"), "button": _("Say so"),
        "text": _("The money itself is written in its vehicle; here you link what stands there already."),
    }  # fmt: skip
    return _act(
        request, row, form, lambda data: service.agree(match=row, by=request.user, **data), words=words,
        done=_("Said: it led to an agreement."),
    )  # fmt: skip


def _act(
    request: PortfolioRequest, row: FundingMatch, form: Any, do: Callable[[dict[str, Any]], Change | None], *,
    words: dict[str, str], done: str,
) -> HttpResponse:  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            _say(request, row, do(form.cleaned_data), done)
            return HttpResponseRedirect(row.get_absolute_url())
        except ValidationError as error:
            refuse(form, error)
        except Refused as why:
            form.add_error(None, str(why))
    context = {"form": form, "match": row, **words}
    return render_page(request, "funding/matching/act.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_portfolio(Permission.SEE_FUNDING)
def match_take_up(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take up again what was set aside."""
    row = overview.find(request.access, pk)
    try:
        _say(request, row, service.take_up(match=row, by=request.user), _("It is taken up again."))
    except Refused as why:
        toast(request, str(why), level=messages.ERROR)
    return HttpResponseRedirect(row.get_absolute_url())


@require_POST
@in_portfolio(Permission.SEE_FUNDING)
def match_undo(request: PortfolioRequest, pk: int, change: int) -> HttpResponse:
    """Take the last step back; either side may."""
    row = overview.find(request.access, pk)
    with undoing_for(request):
        history.undo(change=get_object_or_404(Change.objects.of(row), pk=change), by=request.user)
    return HttpResponseRedirect(row.get_absolute_url())


def _say(request: PortfolioRequest, row: FundingMatch, change: Change | None, words: str) -> None:
    undo = reverse("funding:match-undo", args=[request.portfolio.slug, row.pk, change.pk]) if change else ""
    toast(request, words if change else _("Nothing was changed."), undo=undo)
