"""Challenges and framings as JSON."""

from typing import Any

from rest_framework import serializers

from initiatives.models import Challenge, Framing, System
from stakeholders.access import Access, Permission
from stakeholders.models import Circle, Organisation, Place


def organisations_of(access: Access) -> Any:
    """The organisations for which the caller may speak: their own; for stewards any that is listed."""
    listed = Organisation.objects.listed_in(access.portfolio)
    return listed if access.is_steward else listed & Organisation.objects.spoken_for_by(access.user)


class ChallengeSerializer(serializers.ModelSerializer):
    """A challenge with its state; `framing` is the one taken forward, `merged_into` says where a merged one went."""

    systems = serializers.PrimaryKeyRelatedField(queryset=System.objects.none(), many=True, required=False)
    places = serializers.PrimaryKeyRelatedField(queryset=Place.objects.none(), many=True, required=False)
    organisation = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.none(), required=False, allow_null=True
    )
    circle = serializers.ChoiceField(choices=Circle.choices, required=False)
    answers = serializers.SerializerMethodField(help_text="Ids of the initiatives that answer it.")

    class Meta:
        model = Challenge
        fields = (
            "id", "title", "description", "status", "status_since_on", "parked_why", "circle", "systems", "places",
            "organisation", "framing", "framing_why", "answers", "merged_into", "split_from", "created_at",
        )  # fmt: skip
        read_only_fields = (
            "id", "status", "status_since_on", "parked_why", "framing", "framing_why", "merged_into", "split_from",
            "created_at",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if access := self.context.get("access"):
            fields: Any = self.fields
            fields["systems"].child_relation.queryset = System.objects.filter(portfolio=access.portfolio)
            fields["places"].child_relation.queryset = Place.objects.listed_in(access.portfolio)
            fields["organisation"].queryset = organisations_of(access)

    def get_answers(self, row: Challenge) -> list[int]:
        return [answer.initiative_id for answer in row.answers.all()]


class FramingSerializer(serializers.ModelSerializer):
    """One way to see a challenge; `agree` and `different` count who said so."""

    organisation = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.none(), required=False, allow_null=True
    )
    author = serializers.SerializerMethodField()
    agree = serializers.IntegerField(read_only=True)
    different = serializers.IntegerField(read_only=True)

    class Meta:
        model = Framing
        fields = (
            "id", "title", "going_on", "affected", "boundary", "evidence", "organisation", "author", "agree",
            "different", "created_at",
        )  # fmt: skip
        read_only_fields = ("id", "created_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if access := self.context.get("access"):
            self.fields["organisation"].queryset = organisations_of(access)  # type: ignore[attr-defined]

    def get_author(self, row: Framing) -> str:
        access: Access | None = self.context.get("access")
        return str(row.by) if row.by and access and access.may(Permission.SEE_PEOPLE) else ""
