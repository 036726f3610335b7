"""The funding page with its flows, its parts that come after it, and the money panel of an initiative."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.charts import flow_rows, sankey
from funding.charts_series import series_figure
from funding.impact.axes import VEHICLE
from funding.impact.matrix import AXIS_LABELS, Matrix, matrix
from funding.impact.wanted import Wanted
from funding.overviews import FunderOverview, initiative_money
from funding.overviews.figures import figures
from funding.overviews.folded import DRAWN, is_folded
from funding.overviews.panels import around_initiative
from funding.overviews.reserve import standings
from funding.overviews.series import money_series
from funding.views.windows import Asked, asked
from initiatives.models import Initiative
from portfolio_hub.lib.pages import render_page
from stakeholders.access import Permission, PortfolioRequest, in_portfolio

PER_PAGE = 25


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def overview(request: PortfolioRequest) -> HttpResponse:
    """Five figures, where the money flows, how freely each vehicle can move; the rest comes after the page."""
    given = asked(request)
    as_table = request.GET.get("as") == "table"
    context = {
        **shown(given),
        "figures": figures(request.access, given.within),
        **_vehicles(request, given.facts),
        "as_table": as_table,
        "rows": flow_rows(given.facts) if as_table else (),
        "figure": None if as_table or not given.facts.flows else sankey(given.facts, request.portfolio.slug),
        "drawn": DRAWN if is_folded(given.facts) else None,
        "empty": _empty(request),
    }
    return render_page(
        request, "funding/overview.html", context, fragment="funding/partials/flows.html", target="ph-flows"
    )


def _vehicles(request: PortfolioRequest, facts: FunderOverview) -> dict[str, object]:
    """A page of the vehicles in their order, those in other currencies last."""
    pages = Paginator((*facts.vehicles, *facts.others), PER_PAGE).get_page(request.GET.get("page"))
    own = [line for line in pages if line.currency == facts.currency]
    return {"pages": pages, "lines": own, "others": pages.object_list[len(own) :]}


def shown(given: Asked) -> dict[str, object]:
    """What every part of the page knows: the sums, the window, and how an address keeps it."""
    return {
        "asked": given, "facts": given.facts, "window": given.window, "within": given.within,
        "suffix": given.window.suffix, "own": given.own,
    }  # fmt: skip


def _empty(request: PortfolioRequest) -> dict[str, str]:
    may_fund = request.access.may(Permission.FUND)
    return {
        "title": _("No money is recorded yet"),
        "text": _("Funders, the vehicles they pay into and what the money is for would stand here. A steward begins."),
        "url": reverse("funding:vehicle-new", args=[request.portfolio.slug]) if may_fund else "",
        "button": _("Open the first vehicle"),
    }


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def over_time(request: PortfolioRequest) -> HttpResponse:
    """Committed, set aside, drawn and paid by quarter: a part of the funding page, and a page."""
    given = asked(request)
    series, as_table = money_series(given.facts), request.GET.get("as") == "table"
    figure = series_figure(series) if series.points and not as_table else None
    context = {**shown(given), "series": series, "as_table": as_table, "figure": figure}
    return render_page(
        request, "funding/dashboard/over_time.html", context,
        fragment="funding/dashboard/series.html", target="money-over-time",
    )  # fmt: skip


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def contributes(request: PortfolioRequest) -> HttpResponse:
    """What combinations, or the chosen vehicles, contribute to: a part of the funding page, and a page."""
    given = asked(request)
    page = matrix_of(given)
    context = {
        "matrix": page, "axis_label": AXIS_LABELS[page.wanted.by], "as_table": False,
        "window": given.window, "suffix": given.window.suffix,
    }  # fmt: skip
    return render_page(
        request, "funding/dashboard/contributes.html", context,
        fragment="funding/dashboard/matrix.html", target="money-contributes",
    )  # fmt: skip


def matrix_of(given: Asked) -> Matrix:
    """The matrix by combination; by vehicle, and only of those, where vehicles are chosen."""
    vehicles = given.window.vehicles
    return matrix(given.request.access, Wanted(by=VEHICLE, vehicles=vehicles) if vehicles else Wanted())


@require_safe
@in_portfolio(Permission.SEE_FUNDING)
def reserve_now(request: PortfolioRequest) -> HttpResponse:
    """Where the reserves stand today: a part of the funding page, and a page."""
    return render_page(
        request, "funding/dashboard/reserve.html", {"standings": standings(request.access)},
        fragment="funding/dashboard/standing.html", target="money-reserve",
    )  # fmt: skip


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
