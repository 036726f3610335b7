"""Concerns and judgements as JSON."""

from typing import Any

from rest_framework import serializers

from funding.impact.evidence import pieces_of, seen_observations, seen_outcomes
from funding.models import Concern, Contribution, Observation, Outcome
from initiatives.models import Combination, Initiative
from sensemaking.models import LearningLog


class ConcernSerializer(serializers.ModelSerializer):
    """A concern; a change sends the `edit` that was read, so that two editors notice each other."""

    edit = serializers.IntegerField(required=False, min_value=0)

    class Meta:
        model = Concern
        fields: tuple[str, ...] = ("id", "name", "meaning", "order", "retired_on", "edit")
        read_only_fields = ("order", "retired_on")


class PieceSerializer(serializers.Serializer):
    """One thing that a judgement rests on: the id of a log, outcome or observation, or a note with its source."""

    log = serializers.PrimaryKeyRelatedField(queryset=LearningLog.objects.none(), required=False)
    outcome = serializers.PrimaryKeyRelatedField(queryset=Outcome.objects.none(), required=False)
    observation = serializers.PrimaryKeyRelatedField(queryset=Observation.objects.none(), required=False)
    note = serializers.CharField(max_length=300, required=False)
    url = serializers.URLField(max_length=500, required=False)

    def get_fields(self) -> Any:
        """Only what the caller may see can be named."""
        fields = super().get_fields()
        if access := self.context.get("access"):
            fields["log"].queryset = LearningLog.objects.seen_with(access)  # type: ignore[attr-defined]
            fields["outcome"].queryset = seen_outcomes(access)  # type: ignore[attr-defined]
            fields["observation"].queryset = seen_observations(access)  # type: ignore[attr-defined]
        return fields

    def validate(self, attrs: Any) -> Any:
        """A piece is something."""
        named = [name for name in ("log", "outcome", "observation", "note") if attrs.get(name)]
        if len(named) != 1:
            raise serializers.ValidationError("Name one log, outcome or observation, or write a note.")
        return attrs


class ContributionSerializer(serializers.ModelSerializer):
    """A judgement of one initiative or one combination; `judged` is the one that the caller knew, null for none."""

    concern = serializers.PrimaryKeyRelatedField(queryset=Concern.objects.none())
    initiative = serializers.PrimaryKeyRelatedField(queryset=Initiative.objects.none(), required=False, allow_null=True)
    combination = serializers.PrimaryKeyRelatedField(
        queryset=Combination.objects.none(), required=False, allow_null=True
    )
    judged = serializers.IntegerField(required=False, allow_null=True, write_only=True)
    pieces = PieceSerializer(many=True, required=False, write_only=True)
    rests_on = serializers.SerializerMethodField()

    class Meta:
        model = Contribution
        fields: tuple[str, ...] = (
            "id", "concern", "initiative", "combination", "mechanism", "size", "evidence", "is_harm", "is_current",
            "on", "judged", "pieces", "rests_on",
        )  # fmt: skip
        read_only_fields = ("is_current",)
        validators: tuple[Any, ...] = ()

    def get_fields(self) -> Any:
        """Only what the caller may see can be judged."""
        fields = super().get_fields()
        if access := self.context.get("access"):
            concerns = Concern.objects.filter(portfolio=access.portfolio)
            fields["concern"].queryset = concerns  # type: ignore[attr-defined]
            fields["initiative"].queryset = Initiative.objects.seen_with(access)  # type: ignore[attr-defined]
            fields["combination"].queryset = Combination.objects.seen_with(access)  # type: ignore[attr-defined]
        return fields

    def validate(self, attrs: Any) -> Any:
        """One thing is judged at a time."""
        if bool(attrs.get("initiative")) == bool(attrs.get("combination")):
            raise serializers.ValidationError("Name either an initiative or a combination.")
        return attrs

    def get_rests_on(self, row: Contribution) -> list[dict[str, str]]:
        known = self.context.get("pieces")
        pieces = (pieces_of(self.context["access"], [row.pk]) if known is None else known).get(row.pk, ())
        return [{"kind": piece.kind, "words": piece.words, "url": piece.url} for piece in pieces]
