"""Trials of other rules over the API: what they would give, beside what is given."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from funding.api_forms import done, filled
from funding.forms.money import AimForm
from funding.models import FundingVehicle
from funding.overviews.shadows import comparison
from funding.serializers import AimSerializer, sum_field
from funding.services import shadows
from initiatives.api import ID
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio


class TrialSerializer(serializers.ModelSerializer):
    """A trial beside the vehicle `shadows`."""

    class Meta:
        model = FundingVehicle
        fields = ("id", "name", "instrument", "currency", "rules", "willing_to_learn", "shadows")
        read_only_fields = fields


class ComparedSerializer(serializers.Serializer):
    """What both give to one end; `real` is agreed, `planned` is not."""

    name = serializers.CharField()
    real = sum_field()
    planned = sum_field()
    trial = sum_field()
    difference = sum_field()


class GiftSerializer(AimSerializer):
    """What a trial would give: `target` says to what kind of thing."""

    id = serializers.IntegerField(read_only=True)


class TrialViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Trials beside vehicles that the caller sees in detail."""

    reads = Permission.SEE_FUNDING
    writes = Permission.FUND
    queryset = FundingVehicle.objects.none()
    serializer_class = TrialSerializer
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[FundingVehicle]:
        if self.is_drawn:
            return FundingVehicle.objects.none()
        return FundingVehicle.objects.trials_open_to(self.access).select_related("shadows")

    @extend_schema(responses=ComparedSerializer(many=True))
    @action(detail=True, serializer_class=ComparedSerializer, pagination_class=None)
    def comparison(self, request: Request, **kwargs: Any) -> Response:
        """Both side by side, the largest difference first."""
        trial = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        return Response(ComparedSerializer(comparison(self.access, trial).lines, many=True).data)

    @extend_schema(request=GiftSerializer, responses={201: GiftSerializer})
    @action(detail=True, methods=["post"], serializer_class=GiftSerializer)
    def gifts(self, request: Request, **kwargs: Any) -> Response:
        """Write what the trial would give; no money moves."""
        trial = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        form = filled(lambda data: AimForm(data, access=self.access, currency=trial.currency), request)
        data = form.cleaned_data
        facts = {"amount": data["amount"], "purpose": form.aim(), "on": data["on"]}
        row = done(lambda: shadows.plan(shadow=trial, by=self.by, **facts))
        told = {
            "id": row.pk, "amount": str(data["amount"]), "target": row.target, "initiative": row.initiative_id,
            "combination": row.combination_id, "purpose": row.purpose, "on": row.on,
        }  # fmt: skip
        return Response(GiftSerializer(told).data, status=status.HTTP_201_CREATED)
