"""The portfolio map: the page, its tables, and what stands beside it when an initiative is selected."""

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from initiatives.overviews.network.latest import newest
from portfolio_hub.lib.pages import render_page
from portfolio_hub.overviews.map import page as overview
from portfolio_hub.overviews.map.choice import read
from portfolio_hub.overviews.map.panel import map_panel
from stakeholders.access import Permission, PortfolioRequest, in_portfolio

TABLES = "map-tables"
ALL = "all"


@require_safe
@in_portfolio(Permission.READ)
def map_page(request: PortfolioRequest) -> HttpResponseBase:
    """The whole map with the choices of the address: picture, tables, and the panel of what is selected."""
    page = overview.map_page(request.access, read(request.GET), request.GET)
    context = {
        "page": page,
        "words": words(),
        "as_table": request.GET.get("as") == "table",
        "everything": request.GET.get("rows") == ALL,
        "selected": request.GET.get("select", ""),
        "panel_url": reverse("map-panel", args=[request.portfolio.slug, 0]),
        "list_url": reverse("initiatives:list", args=[request.portfolio.slug]),
    }
    return render_page(request, "map/map.html", context, fragment="map/partials/tables.html", target=TABLES)


@require_safe
@in_portfolio(Permission.READ)
def panel(request: PortfolioRequest, pk: int) -> HttpResponse:
    """The selected initiative in short."""
    context = {"panel": map_panel(request.access, pk), "back": request.GET.urlencode()}
    return render_page(request, "map/panel.html", context, fragment="map/partials/panel.html", target="map-panel")


@require_safe
@in_portfolio(Permission.READ)
def positions(request: PortfolioRequest) -> HttpResponse:
    """Where the worker placed each initiative of the network, as far as this reader's circle; x and y from 0 to 1."""
    reading = newest(request.access)
    return JsonResponse(
        {"read_on": reading.read_on if reading else None, "positions": reading.positions if reading else {}}
    )


def words() -> dict[str, str]:
    """What the page says aloud, with places for names and numbers."""
    return {
        "initiatives_one": ngettext("{count} initiative", "{count} initiatives", 1),
        "initiatives": ngettext("{count} initiative", "{count} initiatives", 2),
        "connections_one": ngettext("{count} connection", "{count} connections", 1),
        "connections": ngettext("{count} connection", "{count} connections", 2),
        "node": _("{title}. {system}. {stage}. {links} connections."),
        "node_one": _("{title}. {system}. {stage}. One connection."),
        "suggested": _("{count} suggested."),
        "group": _("{title}. {count} initiatives. Enter opens the group."),
        "no_system": _("No system yet"),
        "as_of": _("As of {day}. Nothing can be changed here."),
        "no_picture": _("The picture could not be made. The SVG holds the same drawing."),
        "failed": _("The map could not be drawn anew. The table still holds everything."),
        "help": _("Arrow keys walk from initiative to initiative. Press the question mark for all keys."),
    }
