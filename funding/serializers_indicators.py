"""Indicators and observations as JSON; values are exact decimals in text."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from funding.indicators.rules import faults
from funding.models import Indicator, Observation
from funding.policies_indicators import observable
from initiatives.models import Combination, Initiative
from stakeholders.models import Place


class IndicatorSerializer(serializers.ModelSerializer):
    """A shared measure."""

    class Meta:
        model = Indicator
        fields = (
            "id", "name", "unit", "method", "direction", "is_additive", "concern", "baseline", "baseline_on",
            "baseline_source", "retired_on",
        )  # fmt: skip
        read_only_fields = fields


class ObservationSerializer(serializers.ModelSerializer):
    """What was observed. `corrected_by` is the row that counts in its place; without a value `missing_why` says why."""

    initiative = serializers.PrimaryKeyRelatedField(queryset=Initiative.objects.none(), required=False, allow_null=True)
    combination = serializers.PrimaryKeyRelatedField(
        queryset=Combination.objects.none(), required=False, allow_null=True
    )
    place = serializers.PrimaryKeyRelatedField(queryset=Place.objects.none(), required=False, allow_null=True)
    indicator = serializers.PrimaryKeyRelatedField(queryset=Indicator.objects.none())
    corrected_by = serializers.SerializerMethodField()

    class Meta:
        model = Observation
        fields = (
            "id", "indicator", "initiative", "combination", "place", "from_on", "to_on", "value", "low", "high",
            "missing_why", "split_by", "group", "source", "url", "external_id", "corrects", "corrected_by", "at",
        )  # fmt: skip
        read_only_fields = ("id", "at", "corrects")
        validators: list[Any] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if access := self.context.get("access"):
            fields: Any = self.fields
            fields["indicator"].queryset = Indicator.objects.filter(portfolio=access.portfolio)
            fields["initiative"].queryset = observable(access)
            if access.is_steward:
                fields["combination"].queryset = Combination.objects.seen_with(access)
                fields["place"].queryset = Place.objects.filter(portfolios=access.portfolio)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The rules of observations; contributors write for initiatives of their own."""
        if wrong := faults(attrs, today=timezone.localdate()):
            raise serializers.ValidationError(dict(wrong))
        access = self.context["access"]
        if not access.is_steward and not attrs.get("initiative"):
            raise serializers.ValidationError({"initiative": "Name an initiative of your own organisations."})
        return attrs

    def get_corrected_by(self, row: Observation) -> int | None:
        later = getattr(row, "corrected_by", None)
        return later.pk if later else None


class CorrectionSerializer(serializers.ModelSerializer):
    """What is put right, and why; what is not sent stays as it was. Of what it was observed can't be put right."""

    why = serializers.CharField(max_length=300)

    class Meta:
        model = Observation
        fields = (
            "from_on", "to_on", "value", "low", "high", "missing_why", "split_by", "group", "source", "url", "why",
        )  # fmt: skip
        validators: list[Any] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("from_on", "to_on", "source"):
            self.fields[name].required = False
