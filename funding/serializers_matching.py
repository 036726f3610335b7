"""Calls, what would help, and matches over the API."""

from typing import Any

from rest_framework import serializers

from funding.models import FundingCall, FundingMatch, MoneyFor, SupportSought
from stakeholders.models import Comment


class CallSerializer(serializers.ModelSerializer):
    """What a funder looks for; no target means any."""

    funder_name = serializers.CharField(source="funder.name", read_only=True)

    class Meta:
        model = FundingCall
        fields: Any = (
            "id", "edit", "funder", "funder_name", "title", "looks_for", "targets", "systems", "concerns", "least",
            "most", "currency", "until_on", "is_open", "withdrawn_at", "circle", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class SupportSerializer(serializers.ModelSerializer):
    """What would help the portfolio."""

    class Meta:
        model = SupportSought
        fields: Any = (
            "id", "edit", "target", "combination", "title", "would_help", "systems", "concerns", "amount", "currency",
            "is_open", "withdrawn_at", "circle", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class CallWriting(serializers.ModelSerializer):
    """What a funder says; a change sends the `edit` that was read."""

    edit = serializers.IntegerField(required=False)
    targets = serializers.ListField(child=serializers.ChoiceField(choices=MoneyFor.choices), required=False)

    class Meta:
        model = FundingCall
        fields: Any = (
            "edit", "funder", "title", "looks_for", "targets", "systems", "concerns", "least", "most", "currency",
            "until_on", "circle",
        )  # fmt: skip
        extra_kwargs: Any = {name: {"required": False} for name in ("funder", "currency")}


class SupportWriting(serializers.ModelSerializer):
    """What would help; a change sends the `edit` that was read."""

    edit = serializers.IntegerField(required=False)

    class Meta:
        model = SupportSought
        fields: Any = (
            "edit", "target", "combination", "title", "would_help", "systems", "concerns", "amount", "currency",
            "circle",
        )  # fmt: skip


class MatchSerializer(serializers.ModelSerializer):
    """Where a call and what would help meet; `reasons` are facts, each with its `kind`.

    `allocation` and `commitment`, to which it led, are null where the caller does not see the vehicle in detail.
    """

    class Meta:
        model = FundingMatch
        fields: Any = (
            "id", "call", "support", "reasons", "status", "outcome", "allocation", "commitment", "is_open",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: FundingMatch) -> dict[str, Any]:
        """Leave out money that the caller does not see."""
        told: dict[str, Any] = super().to_representation(instance)
        return told | {name: None for name in ("allocation", "commitment") if not getattr(instance, f"sees_{name}")}


class RemarkSerializer(serializers.ModelSerializer):
    """Something that was said in a match, and by which side."""

    name = serializers.CharField(source="by.name", default="", read_only=True)
    is_steward = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields: Any = ("id", "name", "is_steward", "body", "at", "edited_at")
        read_only_fields = fields

    def get_is_steward(self, remark: Comment) -> bool:
        return remark.by_id in self.context["stewards"]


class SayWriting(serializers.Serializer):
    """Something for the other side."""

    body = serializers.CharField()


class AsideWriting(serializers.Serializer):
    """Why a match is left."""

    why = serializers.CharField(max_length=500)


class AgreeWriting(serializers.Serializer):
    """What both agreed on, and the promise or the allocation by their numbers."""

    outcome = serializers.CharField(max_length=500)
    commitment = serializers.IntegerField(required=False, allow_null=True)
    allocation = serializers.IntegerField(required=False, allow_null=True)
