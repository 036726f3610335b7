"""One suggestion with its evidence, and its decision."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio_hub.lib.pages import render_page, wants_fragment
from portfolio_hub.lib.toasts import toast
from sensemaking.forms_suggestions import AcceptForm, DismissForm
from sensemaking.models import ConnectionSuggestion
from sensemaking.overviews.suggestions.evidence import evidence_of, find, proposed_statement
from sensemaking.overviews.suggestions.waiting import RELATED, Filters, tray
from sensemaking.services import suggestions as service
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted
from stakeholders.policies import Refused

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])
TRAY, SLOTS = "suggestion-tray", ("0", "1", "2")
CONFLICT = 409


@require_safe
@in_portfolio(Permission.POST)
def suggestion(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Each reason with its share, the words of the logs, and the two side by side."""
    card = find(request.access, pk)
    return render_page(
        request, "sensemaking/suggestions/suggestion.html", {"evidence": evidence_of(request.access, card)}
    )


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def suggestion_accept(request: PortfolioRequest, pk: int) -> HttpResponse:
    """With one click as proposed, or with other words and another kind first."""
    found = _find(request, pk)
    statement = proposed_statement(found)
    as_proposed = "as_proposed" in request.POST
    form = AcceptForm(None if as_proposed else posted(request), suggestion=found, statement=statement)
    if request.method == "POST" and (as_proposed or form.is_valid()):
        given: dict[str, Any] = {"statement": statement} if as_proposed else form.given
        try:
            made = service.accept(suggestion=found, by=request.user, **given)
        except ValidationError as error:
            if as_proposed:
                return _refused(request, " ".join(error.messages))
            form.add_error(None, " ".join(error.messages))
        except Refused as refused:
            return _refused(request, str(refused))
        else:
            toast(request, _("They are connected. Both pages show it."), undo=_back(request, found))
            return _done(request, made.get_absolute_url())
    context = {"suggestion": found, "card": find(request.access, pk), "form": form}
    return render_page(request, "sensemaking/suggestions/accept.html", context, status=422 if form.errors else 200)


@PAGE_AND_FORM
@in_portfolio(Permission.CURATE)
def suggestion_dismiss(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Say why it is none; it never comes back by itself."""
    found = _find(request, pk)
    form = DismissForm(posted(request), suggestion=found)
    if form.is_bound and form.is_valid():
        try:
            service.dismiss(suggestion=found, by=request.user, why=form.cleaned_data["why"])
        except Refused as refused:
            return _refused(request, str(refused))
        toast(request, _("Dismissed. It will not be suggested again."), undo=_back(request, found))
        return _done(request, reverse("sensemaking:suggestions", args=[request.portfolio.slug]))
    context = {"suggestion": found, "card": find(request.access, pk), "form": form}
    return render_page(request, "sensemaking/suggestions/dismiss.html", context, status=422 if form.errors else 200)


@require_POST
@in_portfolio(Permission.CURATE)
def suggestion_reopen(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Take a decision back."""
    found = _find(request, pk)
    try:
        service.reopen(suggestion=found, by=request.user)
        toast(request, _("It waits again."))
    except Refused as refused:
        return _refused(request, str(refused))
    return _done(request, found.get_absolute_url())


def _find(request: PortfolioRequest, pk: int) -> ConnectionSuggestion:
    rows = ConnectionSuggestion.objects.shown_to(request.access).select_related(*RELATED)
    found: ConnectionSuggestion = get_object_or_404(rows, pk=pk)
    return found


def _back(request: PortfolioRequest, found: ConnectionSuggestion) -> str:
    return reverse("sensemaking:suggestion-reopen", args=[request.portfolio.slug, found.pk])


def _refused(request: PortfolioRequest, words: str) -> HttpResponse:
    """Say clearly why it did not work; the tray shows what is left meanwhile."""
    toast(request, words, level=messages.ERROR)
    return _done(request, reverse("sensemaking:suggestions", args=[request.portfolio.slug]))


def _done(request: PortfolioRequest, page: str) -> HttpResponse:
    """The tray with the next card in place, where the tray asked; else a page."""
    if not wants_fragment(request, TRAY):
        return redirect(page)
    left = tray(request.access, Filters.read(request.POST))
    slot = request.POST.get("slot", "")
    focus = min(int(slot) if slot in SLOTS else 0, max(len(left.cards) - 1, 0))
    context = {"tray": left, "is_fragment": True, "focus_slot": focus}
    response = render(request, "sensemaking/suggestions/partials/tray.html", context)
    response["HX-Trigger"] = "ph:suggestion-decided"
    return response
