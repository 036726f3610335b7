"""The funding page, its flows as a table, and the money panel of an initiative."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.charts import flow_rows, sankey
from funding.exports import flows_table, vehicles_table
from funding.overviews import funder_overview, initiative_money
from funding.overviews.panels import around_initiative
from initiatives.models import Initiative
from portfolio_hub.lib.exports import download
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio

TABLES = {"vehicles": vehicles_table, "flows": flows_table}


@in_portfolio(Permission.SEE_FUNDING)
def overview(request: PortfolioRequest) -> HttpResponse:
    """Committed, drawn, allocated and paid out; where the money flows; how freely each vehicle can move."""
    facts = funder_overview(request.access)
    as_table = request.GET.get("as") == "table"
    context = {
        "facts": facts,
        "as_table": as_table,
        "rows": flow_rows(facts) if as_table else (),
        "figure": None if as_table or not facts.flows else sankey(facts),
        "empty": _empty(request),
    }
    return render_page(
        request, "funding/overview.html", context, fragment="funding/partials/flows.html", target="ph-flows"
    )


def _empty(request: PortfolioRequest) -> dict[str, str]:
    may_fund = request.access.may(Permission.FUND)
    return {
        "title": _("No money is recorded yet"),
        "text": _("Funders, the vehicles they pay into and what the money is for would stand here. A steward begins."),
        "url": reverse("funding:vehicle-new", args=[request.portfolio.slug]) if may_fund else "",
        "button": _("Open the first vehicle"),
    }


@in_portfolio(Permission.SEE_FUNDING)
def export(request: PortfolioRequest, table: str, format: str) -> HttpResponseBase:
    """The vehicles or the flows as a file, exactly as the page shows them."""
    rows = TABLES[table](funder_overview(request.access))
    return download(rows, format=format, name=f"{request.portfolio.slug}-funding-{table}")


@in_portfolio(Permission.SEE_FUNDING)
def initiative_panel(request: PortfolioRequest, initiative_pk: int) -> HttpResponse:
    """What the portfolio's vehicles set aside for one initiative."""
    initiative = get_object_or_404(Initiative.objects.seen_with(request.access), pk=initiative_pk)
    context = {
        "initiative": initiative,
        "sums": initiative_money(request.access, initiative),
        "together": around_initiative(request.access, initiative),
    }
    return render_page(
        request,
        "funding/initiative_money.html",
        context,
        fragment="funding/partials/initiative_money.html",
        target="ph-money",
    )
