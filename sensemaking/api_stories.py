"""Published stories over the API, to be read."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers

from sensemaking.models import Story
from sensemaking.overviews.stories import Shown, story_page
from stakeholders.portfolio_api import InPortfolio


class StorySerializer(serializers.ModelSerializer):
    """A story as a list names it."""

    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Story
        fields: tuple[str, ...] = ("id", "slug", "title", "standfirst", "published_at", "edited_at", "photo_alt", "url")
        read_only_fields = fields


class StoryPartSerializer(serializers.Serializer):
    """A part of a story; `words` is null where an author took them back."""

    kind = serializers.CharField()
    heading = serializers.CharField()
    text = serializers.CharField(allow_null=True)
    words = serializers.CharField(allow_null=True)
    speaker = serializers.CharField(allow_null=True)
    log = serializers.IntegerField(allow_null=True)
    finding = serializers.IntegerField(allow_null=True)
    counted_on = serializers.DateField(allow_null=True)
    table = serializers.ListField(child=serializers.ListField(child=serializers.JSONField()))


class WholeStorySerializer(StorySerializer):
    """A story with its parts, as everybody reads it."""

    parts = serializers.SerializerMethodField()

    class Meta(StorySerializer.Meta):
        fields = (*StorySerializer.Meta.fields, "parts")
        read_only_fields = fields

    @extend_schema_field(StoryPartSerializer(many=True))
    def get_parts(self, story: Story) -> list[dict[str, Any]]:
        """Its parts in order."""
        return [dict(StoryPartSerializer(_part(shown)).data) for shown in story_page(story).blocks]


def _part(shown: Shown) -> dict[str, Any]:
    """One part in plain values."""
    drawn = shown.tiles[0] if shown.tiles else shown.chart or shown.map
    return {
        "kind": shown.block.kind,
        "heading": shown.block.heading,
        "text": shown.block.body if shown.html is not None else None,
        "words": shown.quote.words if shown.quote else None,
        "speaker": shown.quote.speaker or None if shown.quote else None,
        "log": shown.quote.source.log if shown.quote else None,
        "finding": shown.block.finding_id if shown.finding else None,
        "counted_on": drawn.on if drawn else None,
        "table": _table(shown),
    }


def _table(shown: Shown) -> list[list[Any]]:
    """What numbers, a chart or a map say, as rows."""
    if shown.chart:
        return [list(shown.chart.columns), *([row.label, *row.values] for row in shown.chart.rows)]
    if shown.map:
        return [[place.name, place.count] for place in shown.map.places]
    return [[tile.label, tile.period, tile.value] for tile in shown.tiles]


class StoryViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Published stories; each quote stands with its author's consent, and goes at once when that is taken back."""

    queryset = Story.objects.none()
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]{1,80}"

    def get_queryset(self) -> QuerySet[Story]:
        if self.is_drawn:
            return Story.objects.none()
        return Story.objects.seen_with(self.access).published().select_related("portfolio")

    def get_serializer_class(self) -> type[StorySerializer]:
        return WholeStorySerializer if self.action == "retrieve" else StorySerializer
