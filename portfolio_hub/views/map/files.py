"""The map as files, exactly as it is filtered: tables, a drawing, GraphML and a blueprint for Kumu."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portfolio_hub.lib.exports import download
from portfolio_hub.overviews.map import drawing, graph
from portfolio_hub.overviews.map.choice import read
from portfolio_hub.overviews.map.data import MapData, map_data
from portfolio_hub.overviews.map.page import core_of
from stakeholders.access import Permission, PortfolioRequest, in_portfolio
from stakeholders.sectors import counted_version

MOST_IN_FILES = 200_000
"""Files hold single initiatives also where the page shows groups."""


def found(request: PortfolioRequest) -> MapData:
    """What the filters of the address choose, one by one."""
    return map_data(request.access, read(request.GET), most=MOST_IN_FILES)


def sent(request: PortfolioRequest, pieces: Iterator[str], *, content_type: str, ending: str) -> HttpResponseBase:
    """The pieces as a file called like `riverton-map-2026-11-22.svg`."""
    response = StreamingHttpResponse((piece.encode() for piece in pieces), content_type=content_type)
    name = f"{request.portfolio.slug}-{_('map')}-{timezone.localdate():%Y-%m-%d}{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@in_portfolio(Permission.READ)
def map_initiatives(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """The initiatives on the map as a table."""
    name = f"{request.portfolio.slug}-{_('map')}-{_('initiatives')}"
    return download(graph.node_table(found(request)), format=format, name=name)


@require_safe
@in_portfolio(Permission.READ)
def map_connections(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """The connections on the map as a table."""
    name = f"{request.portfolio.slug}-{_('map')}-{_('connections')}"
    return download(graph.edge_table(found(request)), format=format, name=name)


@require_safe
@in_portfolio(Permission.READ)
def map_svg(request: PortfolioRequest) -> HttpResponseBase:
    """The map as a drawing, in groups where the page shows groups."""
    data = map_data(request.access, read(request.GET))
    pieces = drawing.parts(data, core_of(counted_version(request.access)))
    return sent(request, pieces, content_type="image/svg+xml", ending=".svg")


@require_safe
@in_portfolio(Permission.READ)
def map_graphml(request: PortfolioRequest) -> HttpResponseBase:
    """The map for programs that study networks."""
    return sent(request, graph.graphml(found(request)), content_type="application/graphml+xml", ending=".graphml")


@require_safe
@in_portfolio(Permission.READ)
def map_kumu(request: PortfolioRequest) -> HttpResponseBase:
    """The map as a blueprint for Kumu."""
    return sent(request, graph.kumu(found(request)), content_type="application/json", ending=".kumu.json")
