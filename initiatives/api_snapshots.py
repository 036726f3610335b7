"""Snapshots and what they hold over the API, read only."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import ID
from initiatives.models import Snapshot, SnapshotEntry
from initiatives.overviews.snapshots import numbers
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio


class SnapshotSerializer(serializers.ModelSerializer):
    """A snapshot with its numbers as its reader may see them."""

    initiatives_by_stage = serializers.SerializerMethodField()
    commitments_by_coverage = serializers.SerializerMethodField()
    endorsements = serializers.SerializerMethodField()
    implementation_gap = serializers.SerializerMethodField()

    class Meta:
        model = Snapshot
        fields = (
            "id", "name", "kind", "note", "taken_on", "finished_at", "initiatives_by_stage",
            "commitments_by_coverage", "endorsements", "implementation_gap",
        )  # fmt: skip
        read_only_fields = fields

    def get_initiatives_by_stage(self, row: Snapshot) -> dict[str, int]:
        return {stage["key"]: stage["count"] for stage in numbers(row, self.context["access"]).stages}

    def get_commitments_by_coverage(self, row: Snapshot) -> dict[str, int]:
        return numbers(row, self.context["access"]).coverage

    def get_endorsements(self, row: Snapshot) -> int:
        return numbers(row, self.context["access"]).endorsed

    def get_implementation_gap(self, row: Snapshot) -> int | None:
        return numbers(row, self.context["access"]).gap


class SnapshotEntrySerializer(serializers.ModelSerializer):
    """One thing as it stood then."""

    class Meta:
        model = SnapshotEntry
        fields = ("id", "kind", "object_id", "name", "state", "circle", "facts")
        read_only_fields = fields


class SnapshotViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Snapshots that are ready, for members of the portfolio."""

    reads = Permission.SEE_PEOPLE
    serializer_class = SnapshotSerializer
    queryset = Snapshot.objects.none()
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Any]:
        if self.is_drawn:
            return Snapshot.objects.none()
        return Snapshot.objects.ready().filter(portfolio=self.portfolio)

    @extend_schema(responses=SnapshotEntrySerializer(many=True))
    @action(detail=True, serializer_class=SnapshotEntrySerializer)
    def entries(self, request: Request, **kwargs: Any) -> Response:
        """What the snapshot holds, as far as the caller may see it."""
        snapshot = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        page = self.paginate_queryset(SnapshotEntry.objects.seen_with(self.access).filter(snapshot=snapshot))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
