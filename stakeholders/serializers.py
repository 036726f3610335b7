"""People's side of the API as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from stakeholders.models import Organisation, Place, Portfolio


class PortfolioSerializer(serializers.ModelSerializer):
    """A portfolio that the caller may read; `parent` and `children` name those that the caller may read as well."""

    parent: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    children = serializers.SerializerMethodField()

    class Meta:
        model = Portfolio
        fields = (
            "slug", "name", "purpose", "level", "parent", "children", "currency", "language", "audience",
            "is_launched",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.SlugField()))
    def get_children(self, portfolio: Any) -> list[str]:
        """The slugs of those inside that the caller may read."""
        return [child.slug for child in portfolio.readable_children]


class OrganisationSerializer(serializers.ModelSerializer):
    """An organisation listed in the portfolio."""

    place = serializers.PrimaryKeyRelatedField(queryset=Place.objects.none(), required=False, allow_null=True)

    class Meta:
        model = Organisation
        fields = ("id", "name", "short_name", "sector", "description", "place", "website", "external_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if access := self.context.get("access"):
            self.fields["place"].queryset = Place.objects.listed_in(access.portfolio)  # type: ignore[attr-defined]


class PlaceSerializer(serializers.ModelSerializer):
    """A place listed in the portfolio; `geometry` is GeoJSON."""

    class Meta:
        model = Place
        fields = ("id", "name", "level", "within", "code", "geometry")
        read_only_fields = fields
