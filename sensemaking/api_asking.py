"""Questions to authors and released words over the API, to be read."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import mixins, serializers

from initiatives.api import ID
from sensemaking.models import LogInquiry, Release
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio


class InquirySerializer(serializers.ModelSerializer):
    """What an author was asked about a log and what they answered; `asked_by` is null for callers without a role."""

    asked_by = serializers.CharField(source="asked_by.name", default=None, read_only=True)

    class Meta:
        model = LogInquiry
        fields = ("id", "log", "question", "asked_by", "asked_at", "answer", "answered_at", "withdrawn_at")
        read_only_fields = fields

    def to_representation(self, instance: LogInquiry) -> dict[str, Any]:
        """People are named to those who may see people."""
        told: dict[str, Any] = super().to_representation(instance)
        if not self.context["access"].may(Permission.SEE_PEOPLE):
            told["asked_by"] = None
        return told


class ReleaseSerializer(serializers.ModelSerializer):
    """Words that their author let go to a wider circle.

    `author` is empty where they agreed without their name; `log`, `quote` (what stands there), `note` and `answer`
    are null for everybody but stewards.
    """

    author = serializers.SerializerMethodField()

    class Meta:
        model = Release
        fields = (
            "id", "status", "circle", "wording", "author", "answered_at", "log", "quote", "note", "answer", "in_person",
        )  # fmt: skip
        read_only_fields = fields

    def get_author(self, release: Release) -> str:
        return str(release.log.author_name) if release.names_author else ""

    def to_representation(self, instance: Release) -> dict[str, Any]:
        """Leave out what only stewards read."""
        told: dict[str, Any] = super().to_representation(instance)
        if not self.context["access"].is_steward:
            told |= dict.fromkeys(("log", "quote", "note", "answer", "in_person"))
        return told


class InquiryFilter(filters.FilterSet):
    """`log` is the id of one; `answered` says whether it was."""

    log = filters.NumberFilter(min_value=1, max_value=2**62)
    answered = filters.BooleanFilter(field_name="answered_at", lookup_expr="isnull", exclude=True)


class ReleaseFilter(filters.FilterSet):
    """Requests by state and circle."""

    status = filters.MultipleChoiceFilter(choices=Release.Status.choices)
    circle = filters.MultipleChoiceFilter(choices=Release._meta.get_field("circle").choices)


class InquiryViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """All for stewards; answered ones to whoever reads the log, and those that are asked of the caller."""

    serializer_class = InquirySerializer
    queryset = LogInquiry.objects.none()
    filterset_class = InquiryFilter
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[LogInquiry]:
        if self.is_drawn:
            return LogInquiry.objects.none()
        return LogInquiry.objects.seen_with(self.access).select_related("asked_by")


class ReleaseViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """All states for stewards; for everybody else what their circle may read."""

    serializer_class = ReleaseSerializer
    queryset = Release.objects.none()
    filterset_class = ReleaseFilter
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Release]:
        if self.is_drawn:
            return Release.objects.none()
        return Release.objects.seen_with(self.access).select_related("log").defer("log__search")
