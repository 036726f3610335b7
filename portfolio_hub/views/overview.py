"""The overview of a portfolio and its frame as a file."""

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from initiatives.models import System
from portfolio_hub.lib.exports import PlainTable, download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.overviews.frame import AXES, frame
from portfolio_hub.overviews.overview import overview as read_overview
from portfolio_hub.views.home import LAST_PORTFOLIO
from stakeholders.access import Permission, PortfolioRequest, in_portfolio


@in_portfolio(Permission.READ)
def overview(request: PortfolioRequest) -> HttpResponseBase:
    """Where we are heading, the numbers, the frame, what needs a hand, what rises."""
    if request.session.get(LAST_PORTFOLIO) != request.portfolio.slug:
        request.session[LAST_PORTFOLIO] = request.portfolio.slug
    page = read_overview(request.access, by=request.GET.get("by", "stages"))
    axes = [{"key": key, "label": axis.label, "is_current": key == page.frame.by} for key, axis in AXES.items()]
    context = {"page": page, "axes": axes, "as_table": request.GET.get("as") == "table"}
    return render_page(request, "overview.html", context, fragment="partials/frame.html", target="ph-frame")


@in_portfolio(Permission.READ)
def frame_export(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """The frame as it stands on the page."""
    systems = list(System.objects.filter(portfolio=request.portfolio))
    counted = frame(request.access, systems, request.GET.get("by", "stages"))
    columns = [AXES[counted.by].label, *(system.name for system in systems)]
    rows = ([str(row.name), *(cell.count for cell in row.cells)] for row in counted.rows)
    return download(PlainTable(columns, rows), format=format, name=f"{request.portfolio.slug}-{_('frame')}")
