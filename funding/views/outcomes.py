"""Outcomes: the list with its filters, one of them, the three that speak, and the file."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from funding.forms_outcomes import DecideForm, OutcomeFilter
from funding.overviews import outcomes as overview
from funding.overviews.outcome_history import outcome_history as history_in_words
from funding.overviews.within import Within
from funding.views.narrowing import NARROWING, within_of
from portfolio_hub.lib.exports import PlainTable, download
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


def _within(request: PortfolioRequest) -> Within | None:
    return within_of(request, is_open=True) if any(request.GET.get(name) for name in NARROWING) else None


@require_safe
@in_portfolio(Permission.READ)
def outcomes(request: PortfolioRequest) -> HttpResponse:
    """Who changed what, newest first, narrowed by what the address says."""
    form = OutcomeFilter(request.GET, portfolio=request.portfolio)
    found = overview.outcome_list(request.access, form.wanted, request.GET.get("after", ""), _within(request))
    return render_page(
        request, "funding/outcomes/list.html", {"form": form, "list": found},
        fragment="funding/outcomes/partials/found.html", target="outcomes-found",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.READ)
def outcomes_export(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """The list as a file, narrowed as the page is."""
    wanted = OutcomeFilter(request.GET, portfolio=request.portfolio).wanted
    table = PlainTable(overview.COLUMNS, overview.outcome_rows(request.access, wanted, _within(request)))
    return download(table, format=format, name=f"{request.portfolio.slug}-outcomes")


@require_safe
@in_portfolio(Permission.READ)
def outcome(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One outcome, who was asked about it, and how sure it is."""
    page = overview.outcome_page(request.access, pk)
    decide = DecideForm(initial={"substantiation": page.line.outcome.substantiation})
    context = {"page": page, "line": page.line, "outcome": page.line.outcome, "decide": decide}
    return render_page(request, "funding/outcomes/outcome.html", context)


@require_safe
@in_portfolio(Permission.SEE_PEOPLE)
def outcome_history(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Who changed what of it, and when."""
    found = overview.find(request.access, pk)
    history = history_in_words(request.access, found, request.GET.get("after", ""))
    context = {"outcome": found, "history": history, "may_undo": request.access.is_steward}
    return render_page(request, "funding/outcomes/history.html", context)


@require_safe
@in_portfolio(Permission.READ)
def outcomes_told(request: PortfolioRequest) -> HttpResponse:
    """Outcomes in the words of those who saw them: a part of the dashboard, and a page."""
    return render_page(
        request, "funding/outcomes/told.html", {"told": overview.told(request.access, _within(request))},
        fragment="funding/outcomes/partials/told.html", target="outcomes-told",
    )  # fmt: skip
