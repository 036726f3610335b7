"""Suggested combinations: the making happens on the form of combinations, the dismissing here."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.models import CombinationSuggestion
from sensemaking.overviews.suggestions.groups import groups_waiting
from sensemaking.services.suggestions import combining
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.CURATE)
def suggestion_groups(request: PortfolioRequest) -> HttpResponse:
    """The groups that wait; a part of the page of combinations, too."""
    context = {"groups": groups_waiting(request.access)}
    return render_page(
        request, "sensemaking/suggestions/groups.html", context,
        fragment="sensemaking/suggestions/partials/groups.html", target="suggestion-groups",
    )  # fmt: skip


@require_POST
@in_portfolio(Permission.CURATE)
def group_dismiss(request: PortfolioRequest, pk: int) -> HttpResponse:
    """It is no combination."""
    found = get_object_or_404(CombinationSuggestion, portfolio=request.portfolio, pk=pk)
    is_done = combining.dismiss(suggestion=found, by=request.user)
    undo = reverse("sensemaking:suggestion-group-reopen", args=[request.portfolio.slug, found.pk]) if is_done else ""
    toast(request, _("Dismissed. This group will not be suggested again.") if is_done
          else _("Somebody has decided this one already."), undo=undo)  # fmt: skip
    return _home(request)


@require_POST
@in_portfolio(Permission.CURATE)
def group_reopen(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Let a dismissed group wait again."""
    found = get_object_or_404(CombinationSuggestion, portfolio=request.portfolio, pk=pk)
    is_done = combining.reopen(suggestion=found)
    toast(request, _("It waits again.") if is_done else _("Nothing was changed."))
    return _home(request)


def _home(request: PortfolioRequest) -> HttpResponse:
    return redirect(reverse("sensemaking:suggestions", args=[request.portfolio.slug]) + "#groups")
