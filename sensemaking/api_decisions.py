"""Options and decisions over the API, to be read."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from rest_framework import mixins, serializers

from initiatives.api import ID
from initiatives.models import Initiative
from sensemaking.models import Decision, DecisionEffect, Finding, LearningLog, Option, SenseMakingReport
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio


class OptionSerializer(serializers.ModelSerializer):
    """A possibility kept open; what the caller may not see is null: people, money, the log, what it became."""

    owner = serializers.CharField(source="owner.name", default=None, read_only=True)

    class Meta:
        model = Option
        fields = (
            "id", "title", "description", "status", "circle", "challenge", "log", "taken_up_as", "owner",
            "holding_cost", "expires_on", "is_reversible", "opened_on", "closed_on", "parked_why",
            "closing_learning",
        )  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: Option) -> dict[str, Any]:
        """Leave out what this caller's role does not reach."""
        told: dict[str, Any] = super().to_representation(instance)
        access, seen = self.context["access"], self.context["seen"]
        if not access.may(Permission.SEE_PEOPLE):
            told["owner"] = None
        if not access.may(Permission.SEE_FUNDING):
            told["holding_cost"] = None
        for name in ("log", "taken_up_as"):
            if told[name] not in seen[name]:
                told[name] = None
        return told


class DecisionSerializer(serializers.ModelSerializer):
    """A decision with the ids of what it weighed and rests on, as far as the caller may see them.

    `effect_logs` are learning logs that tell what came of it.
    """

    effect_logs = serializers.SerializerMethodField()

    class Meta:
        model = Decision
        fields = (
            "id", "title", "what", "question", "reasons", "dissent", "addressed_to", "status", "circle", "decide_by",
            "decided_on", "revisit_on", "revisited_on", "effect", "initiatives", "options", "findings", "logs",
            "effect_logs",
        )  # fmt: skip
        read_only_fields = fields

    def get_effect_logs(self, decision: Decision) -> list[int]:
        return [effect.log_id for effect in decision.effect_logs.all()]


class OptionFilter(filters.FilterSet):
    """`expires_until` is a day, included."""

    status = filters.MultipleChoiceFilter(choices=Option.Status.choices)
    expires_until = filters.DateFilter(field_name="expires_on", lookup_expr="lte")


class DecisionFilter(filters.FilterSet):
    """`since` and `until` are days of the decision, both included."""

    status = filters.MultipleChoiceFilter(choices=Decision.Status.choices)
    since = filters.DateFilter(field_name="decided_on", lookup_expr="gte")
    until = filters.DateFilter(field_name="decided_on", lookup_expr="lte")


class OptionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Options that the caller's circle reaches, and those that are their own."""

    serializer_class = OptionSerializer
    queryset = Option.objects.none()
    filterset_class = OptionFilter
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Option]:
        if self.is_drawn:
            return Option.objects.none()
        return Option.objects.seen_with(self.access).select_related("owner")

    def get_serializer_context(self) -> dict[str, Any]:
        """Which logs and initiatives behind options this reader may see."""
        context = super().get_serializer_context()
        if self.is_drawn:
            return context
        logs = LearningLog.objects.seen_with(self.access).filter(options_opened__isnull=False)
        became = Initiative.objects.seen_with(self.access).filter(taken_up_from__portfolio=self.portfolio)
        seen = {
            "log": frozenset(logs.order_by().values_list("pk", flat=True)),
            "taken_up_as": frozenset(became.order_by().values_list("pk", flat=True)),
        }
        return {**context, "seen": seen}


class DecisionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Decisions that the caller's circle reaches."""

    serializer_class = DecisionSerializer
    queryset = Decision.objects.none()
    filterset_class = DecisionFilter
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Decision]:
        if self.is_drawn:
            return Decision.objects.none()
        reports = SenseMakingReport.objects.seen_with(self.access).values("pk")
        seen = LearningLog.objects.seen_with(self.access)
        return Decision.objects.seen_with(self.access).prefetch_related(
            Prefetch("initiatives", Initiative.objects.seen_with(self.access).only("pk")),
            Prefetch("options", Option.objects.seen_with(self.access).only("pk")),
            Prefetch("findings", Finding.objects.filter(report__in=reports).only("pk")),
            Prefetch("logs", seen.only("pk")),
            Prefetch("effect_logs", DecisionEffect.objects.filter(log__in=seen.order_by().values("pk"))),
        )
