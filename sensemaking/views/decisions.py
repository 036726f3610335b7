"""The register of decisions: recorded with their evidence, and looked at again."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolio_hub.lib.meanwhile import News
from portfolio_hub.lib.pages import render_page
from portfolio_hub.lib.toasts import toast
from sensemaking.deciding import given
from sensemaking.decision_forms import DecisionForm
from sensemaking.models import Decision
from sensemaking.overviews.briefs import brief_of
from sensemaking.overviews.decisions import decision_list, decision_page, find_decision
from sensemaking.overviews.traces import trace_page, trace_rows, traced
from sensemaking.services import decisions as services
from sensemaking.views.reports import csv_answer
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.forms import posted


@require_safe
@in_portfolio(Permission.READ)
def decisions(request: PortfolioRequest) -> HttpResponse:
    """Decisions, those of one state, or those whose day to look again has come."""
    status = request.GET.get("status", "")
    is_due = "due" in request.GET
    page = decision_list(
        request.access,
        status=status if status in Decision.Status.values else "",
        due_on=timezone.localdate() if is_due else None,
        after=request.GET.get("after", ""),
    )
    context = {
        "page": page,
        "statuses": Decision.Status.choices,
        "status": status,
        "is_due": is_due,
        "traced": traced(request.access, timezone.localdate()),
    }
    return render_page(request, "sensemaking/decisions/list.html", context)


@require_safe
@in_portfolio(Permission.READ)
def decision(request: PortfolioRequest, pk: int) -> HttpResponse:
    """One decision with what it rests on and what came of it."""
    page = decision_page(request.access, pk, timezone.localdate())
    return render_page(request, "sensemaking/decisions/decision.html", {"page": page, "decision": page.decision})


@require_safe
@in_portfolio(Permission.READ)
def decision_brief(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The decision on two sheets of paper, for those who sit at the table."""
    page = decision_page(request.access, pk, timezone.localdate())
    context = {"page": page, "decision": page.decision, "brief": brief_of(request.access, page)}
    return render_page(request, "sensemaking/decisions/brief.html", context)


@require_safe
@in_portfolio(Permission.READ)
def decision_traces(request: PortfolioRequest) -> HttpResponse:
    """The logs that came before a decision, and how long it took: the rows behind the numbers."""
    page = trace_page(request.access, quarter=request.GET.get("quarter", ""), after=request.GET.get("after", ""))
    return render_page(request, "sensemaking/decisions/traces.html", {"page": page})


@require_safe
@in_portfolio(Permission.READ)
def decision_traces_csv(request: PortfolioRequest) -> HttpResponseBase:
    """The same rows as a file."""
    columns = (
        _("Log"),
        _("Day of the log"),
        _("Decision"),
        _("Day of the decision"),
        _("Days between"),
        _("Logs on what came of it"),
    )
    rows = trace_rows(request.access, quarter=request.GET.get("quarter", ""))
    return csv_answer(f"{request.portfolio.slug}-logs-to-decisions.csv", columns, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MAKE_SENSE)
def decision_new(request: PortfolioRequest) -> HttpResponse:
    """Record a decision."""
    return _form_page(request, Decision(portfolio=request.portfolio, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@in_portfolio(Permission.MAKE_SENSE)
def decision_edit(request: PortfolioRequest, pk: int) -> HttpResponse:
    """Change a decision's record; what others changed meanwhile is shown."""
    return _form_page(request, find_decision(request.access, pk))


def _form_page(request: PortfolioRequest, row: Decision) -> HttpResponse:
    form = DecisionForm(posted(request), instance=row, access=request.access, given=given(request.access, request.GET))
    news: list[News] = []
    if request.method == "POST" and form.is_valid():
        _change, news = form.save_for(by=request.user, portfolio=request.portfolio)
        if not news:
            data = form.cleaned_data
            rests = {name: data[name] for name in ("initiatives", "logs", "options", "findings")}
            services.rest_on(decision=row, **rests)
            toast(request, _("Saved."))
            return redirect("sensemaking:decision", request.portfolio.slug, row.pk)
    context = {"form": form, "decision": row if row.pk else None, "news": news}
    status = 409 if news else 422 if form.errors else 200
    return render_page(request, "sensemaking/decisions/form.html", context, status=status)
