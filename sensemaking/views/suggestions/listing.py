"""The list of suggestions, its tray, the search for more, and what weighs how much."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.overviews.suggestions.page import suggestions_page
from sensemaking.overviews.suggestions.tables import suggestions_table
from sensemaking.overviews.suggestions.waiting import Filters, tray
from sensemaking.services.suggestions import search, searching, weighing
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@require_safe
@in_portfolio(Permission.POST)
def suggestions(request: PortfolioRequest) -> HttpResponse:
    """All that waits for this reader, or what was decided."""
    filters = Filters.read(request.GET)
    context = {"page": suggestions_page(request.access, filters, request.GET.get("after", ""))}
    return render_page(
        request, "sensemaking/suggestions/list.html", context,
        fragment="sensemaking/suggestions/partials/list.html", target="suggestion-list",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.POST)
def suggestion_tray(request: PortfolioRequest) -> HttpResponse:
    """Three at a time, for under the map; a page of its own where there is no script."""
    context = {"tray": tray(request.access, Filters.read(request.GET))}
    return render_page(
        request, "sensemaking/suggestions/tray.html", context,
        fragment="sensemaking/suggestions/partials/tray.html", target="suggestion-tray",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.CURATE)
def suggestions_export(request: PortfolioRequest, format: str) -> StreamingHttpResponse:
    """What waits and what was decided, as a table."""
    return download(
        suggestions_table(request.access), format=format, name=f"{request.portfolio.slug}-{_('suggestions')}"
    )


@require_POST
@in_portfolio(Permission.CURATE)
def suggestion_search(request: PortfolioRequest) -> HttpResponse:
    """Look again, at everything."""
    search(portfolio=request.portfolio, by=request.user)
    if request.htmx:
        return _progress(request)
    toast(request, _("A worker looks again. What it finds stands here in a moment."))
    return redirect("sensemaking:suggestions", request.portfolio.slug)


@require_safe
@in_portfolio(Permission.CURATE)
def suggestion_progress(request: PortfolioRequest) -> HttpResponse:
    """How far the search is; once it is over, the page loads itself again."""
    run = searching.latest(request.portfolio)
    if run is None or not run.is_in_hand:
        page = reverse("sensemaking:suggestions", args=[request.portfolio.slug])
        return HttpResponse(headers={"HX-Redirect": page}) if request.htmx else redirect(page)
    return _progress(request)


def _progress(request: PortfolioRequest) -> HttpResponse:
    context = {"run": searching.latest(request.portfolio)}
    return render_page(
        request, "sensemaking/suggestions/searching.html", context,
        fragment="sensemaking/suggestions/partials/searching.html", target="suggestion-search",
    )  # fmt: skip


@require_POST
@in_portfolio(Permission.CURATE)
def suggestion_weights_reset(request: PortfolioRequest) -> HttpResponse:
    """Let all kinds of reasons count alike again."""
    is_moved = weighing.reset(portfolio=request.portfolio)
    toast(request, _("All reasons count alike again. The next search goes by it.") if is_moved
          else _("Nothing was changed."))  # fmt: skip
    return redirect(reverse("sensemaking:suggestions", args=[request.portfolio.slug]) + "#weights")
