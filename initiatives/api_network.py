"""What the network says over the API, read only."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.models import NetworkReading
from initiatives.overviews.network import newest
from initiatives.overviews.network.naming import names_of
from initiatives.overviews.network.page import measures_of
from stakeholders.portfolio_api import InPortfolio

SUBJECTS = f"(?:{'|'.join(NetworkReading.Subject.values)})"


class NodeSerializer(serializers.Serializer):
    """An initiative or an organisation."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class BridgeSerializer(NodeSerializer):
    """One that stands between others; `share` of all shortest ways, from 0 to 1."""

    share = serializers.FloatField()


class BreakSerializer(NodeSerializer):
    """One without which `cut` others lose their connection to the rest."""

    cut = serializers.IntegerField()


class CellSerializer(serializers.Serializer):
    """Two systems (ids) or sectors (keys), or one with itself: linked pairs, of the pairs there could be."""

    one = serializers.CharField()
    other = serializers.CharField()
    linked = serializers.IntegerField()
    possible = serializers.IntegerField()


class NetworkSerializer(serializers.Serializer):
    """The newest reading of one network, as far as the caller may see it."""

    subject = serializers.ChoiceField(NetworkReading.Subject.choices)
    read_at = serializers.DateTimeField()
    nodes = serializers.IntegerField()
    linked_pairs = serializers.IntegerField()
    largest_group = serializers.IntegerField()
    sampled_from = serializers.IntegerField()
    bridging = BridgeSerializer(many=True)
    falling_apart = BreakSerializer(many=True)
    standing_alone = NodeSerializer(many=True)
    density = CellSerializer(many=True)


class NetworkViewSet(InPortfolio):
    """Measures of the network of initiatives or of organisations; 404 until a worker has read it."""

    serializer_class = NetworkSerializer
    lookup_field = "subject"
    lookup_value_regex = SUBJECTS

    @extend_schema(responses=NetworkSerializer)
    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """The newest reading that the caller's role reaches."""
        subject = kwargs["subject"]
        reading = newest(self.access, subject)
        if reading is None:
            raise Http404
        found = measures_of(reading)
        mentioned = [*(row.id for row in found.bridging), *(row.id for row in found.breaks), *found.alone]
        names = names_of(self.access, subject, mentioned)
        named = {pk: {"id": pk, "name": name.label} for pk, name in names.items()}
        return Response(NetworkSerializer({
            "subject": subject, "read_at": reading.finished_at, "nodes": found.nodes, "linked_pairs": found.links,
            "largest_group": found.largest, "sampled_from": found.sampled, "density": found.density,
            "bridging": [{**named[row.id], "share": row.share} for row in found.bridging if row.id in named],
            "falling_apart": [{**named[row.id], "cut": row.cut} for row in found.breaks if row.id in named],
            "standing_alone": [named[pk] for pk in found.alone if pk in named],
        }).data)  # fmt: skip
