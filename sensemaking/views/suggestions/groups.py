"""Suggested combinations: the making happens on the form of combinations, the dismissing here."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portfolio_hub.lib.toasts import toast
from sensemaking.models import CombinationSuggestion
from sensemaking.services.suggestions import combining
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


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
