"""Calls, what would help, and matches over the API."""

from typing import Any

from rest_framework import serializers

from funding.models import FundingCall, FundingMatch, SupportSought


class CallSerializer(serializers.ModelSerializer):
    """What a funder looks for; no target means any."""

    funder_name = serializers.CharField(source="funder.name", read_only=True)

    class Meta:
        model = FundingCall
        fields: Any = (
            "id", "funder", "funder_name", "title", "looks_for", "targets", "systems", "concerns", "least", "most",
            "currency", "until_on", "is_open", "withdrawn_at", "circle", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class SupportSerializer(serializers.ModelSerializer):
    """What would help the portfolio."""

    class Meta:
        model = SupportSought
        fields: Any = (
            "id", "target", "combination", "title", "would_help", "systems", "concerns", "amount", "currency",
            "is_open", "withdrawn_at", "circle", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class MatchSerializer(serializers.ModelSerializer):
    """Where a call and what would help meet; `reasons` are facts, each with its `kind`."""

    class Meta:
        model = FundingMatch
        fields: Any = ("id", "call", "support", "reasons", "status", "outcome", "is_open", "created_at")
        read_only_fields = fields
