"""Who stands behind the intent, how many are enough, and what it became in policy, over the API."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import mixins, serializers

from stakeholders.access import Permission
from stakeholders.models import Endorsement, PolicyLink, SectorThreshold
from stakeholders.portfolio_api import InPortfolio

SIGNER = ("signer_name", "signer_role")


class EndorsementSerializer(serializers.ModelSerializer):
    """An organisation behind one version; members also get who signed."""

    version = serializers.IntegerField(source="version.number", read_only=True)
    organisation_name = serializers.CharField(source="organisation.name", read_only=True)
    sector = serializers.CharField(source="organisation.sector", read_only=True)

    class Meta:
        model = Endorsement
        fields = (
            "id", "version", "organisation", "organisation_name", "sector", "status", "promise", "brings", "signed_on",
            "valid_until", "renewed_on", "ended_on", *SIGNER,
        )  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: Endorsement) -> dict[str, Any]:
        """People's names are for members."""
        data: dict[str, Any] = super().to_representation(instance)
        access = self.context.get("access")
        if access is None or not access.may(Permission.SEE_PEOPLE):
            for name in SIGNER:
                data[name] = ""
        return data


class ThresholdSerializer(serializers.ModelSerializer):
    """A group of sectors, and how many actors of it are enough."""

    sectors: Any = serializers.SlugRelatedField(slug_field="sector", many=True, read_only=True)

    class Meta:
        model = SectorThreshold
        fields = ("id", "name", "needed", "note", "sectors", "reviewed_on")
        read_only_fields = fields


class PolicyLinkSerializer(serializers.ModelSerializer):
    """What the intent, or a passage of it, became."""

    version = serializers.IntegerField(source="version.number", read_only=True, allow_null=True, default=None)

    class Meta:
        model = PolicyLink
        fields = (
            "id", "title", "reference", "instrument", "level", "made_by", "status", "proposed_on", "adopted_on",
            "in_force_on", "lapses_on", "version", "passage", "url", "note",
        )  # fmt: skip
        read_only_fields = fields


class EndorsementFilter(filters.FilterSet):
    """`version` is its number."""

    version = filters.NumberFilter(field_name="version__number")
    status = filters.MultipleChoiceFilter(choices=Endorsement.Status.choices)
    sector = filters.CharFilter(field_name="organisation__sector")


class EndorsementViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Endorsements of the versions that the caller may see."""

    reads: ClassVar[Permission] = Permission.READ
    serializer_class = EndorsementSerializer
    queryset = Endorsement.objects.none()
    filterset_class = EndorsementFilter
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Endorsement]:
        if self.is_drawn:
            return Endorsement.objects.none()
        return Endorsement.objects.seen_with(self.access).select_related("version", "organisation")


class ThresholdViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """How many actors of each part of society the journey needs."""

    reads: ClassVar[Permission] = Permission.READ
    serializer_class = ThresholdSerializer
    queryset = SectorThreshold.objects.none()
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[SectorThreshold]:
        if self.is_drawn:
            return SectorThreshold.objects.none()
        return SectorThreshold.objects.filter(portfolio=self.portfolio).prefetch_related("sectors")


class PolicyLinkViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Resolutions, strategies and laws that the intent became."""

    reads: ClassVar[Permission] = Permission.READ
    serializer_class = PolicyLinkSerializer
    queryset = PolicyLink.objects.none()
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[PolicyLink]:
        if self.is_drawn:
            return PolicyLink.objects.none()
        return PolicyLink.objects.filter(portfolio=self.portfolio).select_related("version")
