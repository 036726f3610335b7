"""Outcomes over the API, to be read."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django_filters import rest_framework as filters
from rest_framework import mixins, serializers

from funding.models import Outcome
from funding.quotes import stands_in
from initiatives.api import ID
from sensemaking.models import LearningLog
from stakeholders.portfolio_api import InPortfolio


class OutcomeSerializer(serializers.ModelSerializer):
    """A harvested change; `log` and `quote` are empty where the caller may not read the log, or it says it no more."""

    class Meta:
        model = Outcome
        fields: Any = (
            "id", "who", "what", "contribution", "significance", "kind", "is_expected", "is_positive",
            "substantiation", "on", "initiative", "combination", "concerns", "log", "quote", "circle",
        )  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: Outcome) -> dict[str, Any]:
        """Veil the log and its words."""
        told: dict[str, Any] = super().to_representation(instance)
        if not instance.sees_log:  # type: ignore[attr-defined]
            return told | {"log": None, "quote": ""}
        return told | {"quote": instance.quote if stands_in(instance.log, instance.quote) else ""}


class OutcomeFilterSet(filters.FilterSet):
    """`since` and `until` are days, both included."""

    kind = filters.MultipleChoiceFilter(choices=Outcome.Kind.choices)
    substantiation = filters.MultipleChoiceFilter(choices=Outcome.Substantiation.choices)
    since = filters.DateFilter(field_name="on", lookup_expr="gte")
    until = filters.DateFilter(field_name="on", lookup_expr="lte")


class OutcomeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Outcomes that the caller's circle reaches."""

    serializer_class = OutcomeSerializer
    queryset = Outcome.objects.none()
    filterset_class = OutcomeFilterSet
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Outcome]:
        if self.is_drawn:
            return Outcome.objects.none()
        seen = LearningLog.objects.seen_with(self.access).filter(pk=OuterRef("log")).order_by()
        rows: QuerySet[Outcome] = Outcome.objects.seen_with(self.access).annotate(sees_log=Exists(seen))
        return rows.select_related("log").defer("log__search").prefetch_related("concerns")
