"""Combinations, steps in an initiative's life, offers and needs as JSON."""

from typing import Any

from rest_framework import serializers

from initiatives.models import Combination, CombinationMember, Initiative, Lineage, Need, Offer
from initiatives.models.offer import Given
from initiatives.policies_offers import initiatives_for, organisations_for
from stakeholders.models import Organisation


class MemberSerializer(serializers.ModelSerializer):
    """An initiative in a combination, and what it brings."""

    class Meta:
        model = CombinationMember
        fields = ("initiative", "brings", "since_on")


class CombinationSerializer(serializers.ModelSerializer):
    """A combination with those of its members that the caller may see."""

    members = MemberSerializer(many=True, read_only=True)

    class Meta:
        model = Combination
        fields = ("id", "name", "effect", "circle", "said_on", "ended_on", "outcome", "members", "created_at")


class LineageSerializer(serializers.ModelSerializer):
    """One step: the initiative, the kind, and the one end that is set."""

    class Meta:
        model = Lineage
        fields = ("id", "initiative", "kind", "other", "challenge", "policy", "organisation", "named", "why", "on")


class GivenSerializer(serializers.ModelSerializer):
    """An offer: what, whose, until when, and whether it was matched."""

    initiative = serializers.PrimaryKeyRelatedField(queryset=Initiative.objects.none(), required=False, allow_null=True)
    organisation = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.none(), required=False, allow_null=True
    )
    kind = serializers.ChoiceField(choices=Given.Kind.choices)

    class Meta:
        model = Offer
        fields: tuple[str, ...] = (
            "id", "kind", "what", "details", "initiative", "organisation", "status", "until_on", "circle", "created_at",
        )  # fmt: skip
        read_only_fields: tuple[str, ...] = ("id", "status", "created_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if access := self.context.get("access"):
            fields: Any = self.fields
            fields["initiative"].queryset = initiatives_for(access)
            fields["organisation"].queryset = organisations_for(access)


class NeedSerializer(GivenSerializer):
    """A need; `met_by` is the offer that met it."""

    met_by = serializers.SerializerMethodField(help_text="The offer that met it, if the caller may see it.")

    class Meta(GivenSerializer.Meta):
        model = Need  # type: ignore[assignment]
        fields = (*GivenSerializer.Meta.fields, "met_by")

    def get_met_by(self, row: Need) -> int | None:
        return row.met_by_id if row.met_by_id in self.context.get("offers_seen", ()) else None
