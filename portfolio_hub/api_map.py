"""The portfolio map over the API: the same data that the page draws."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.models import Connection, ConnectionKind, Initiative, Stage
from portfolio_hub.overviews.map.choice import LINKS, NEITHER, read
from portfolio_hub.overviews.map.data import map_data
from portfolio_hub.overviews.map.payload import payload
from stakeholders.portfolio_api import InPortfolio


class MapSerializer(serializers.Serializer[Any]):
    """Nodes and links as columns of equal length; the n-th value of each belongs to the n-th node or link."""

    mode = serializers.ChoiceField(choices=("rose", "groups"))
    at = serializers.DictField(allow_null=True, help_text="The snapshot that is shown.")
    dot = serializers.FloatField(help_text="The radius of a node in units of the drawing, whose rim is at 1000.")
    frame = serializers.DictField(help_text="Wedges (systems) and rings (stages) with their angles and radii.")
    nodes = serializers.DictField(help_text="Initiatives: id, title, wedge, stage, x, y, paused, links, suggested.")
    edges = serializers.DictField(help_text="Connections: id, source, target, kind, status, strength.")
    suggested = serializers.DictField(help_text="Suggestions that wait, for stewards.")
    words = serializers.DictField(help_text="What the columns stage, kind and status number.")
    urls = serializers.DictField(help_text="Addresses of pages, with {id} where the id goes.")
    counts = serializers.DictField(help_text="How many are shown, and how many each choice would show.")
    groups = serializers.DictField(allow_null=True, help_text="Groups, where there are too many to be shown singly.")


def _several(name: str, values: Any, text: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, many=True, enum=list(values), description=text)


CHOICES = [
    OpenApiParameter("q", str, description="Words that an initiative must have."),
    OpenApiParameter("system", int, many=True, description="Ids of main systems; 0 for none."),
    _several("stage", Stage.values, "Stages."),
    OpenApiParameter("place", int, many=True, description="Ids of places."),
    OpenApiParameter("organisation", int, many=True, description="Ids of organisations that take part."),
    _several("kind", ConnectionKind.values, "Kinds of connections."),
    _several("status", Connection.Status.values, "States of connections; those that hold if none is given."),
    _several("links", (*LINKS, NEITHER), "Confirmed connections, suggestions, or neither; both if none is given."),
    OpenApiParameter("portfolio", str, description="The slug of another portfolio that they are placed in too."),
    OpenApiParameter("at", int, description="The id of a snapshot: the map as it stood then."),
    OpenApiParameter("group", str, description="An opened group, as challenge:12 or place:7."),
]


class MapViewSet(InPortfolio):
    """The map of a portfolio, as far as the caller sees it."""

    queryset = Initiative.objects.none()
    serializer_class = MapSerializer
    pagination_class = None
    filter_backends: list[Any] = []

    @extend_schema(parameters=CHOICES, responses=MapSerializer)
    def retrieve(self, request: Request, portfolio_slug: str) -> Response:
        """Initiatives with their positions, connections and counts, in a fixed number of queries."""
        return Response(payload(map_data(self.access, read(request.query_params))))
