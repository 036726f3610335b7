"""The shared intent as JSON."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from stakeholders.models import IntentSuggestion, IntentVersion, Organisation
from stakeholders.wordings import nearest

LONGEST = 2_000


class IntentVersionSerializer(serializers.ModelSerializer):
    """A version of the intent; `endorsed` counts the organisations that signed it."""

    endorsed = serializers.IntegerField(read_only=True)

    class Meta:
        model = IntentVersion
        fields = (
            "number", "status", "statement", "horizon", "left_open", "revise_if", "why_changed", "drafted_with",
            "opened_on", "shared_on", "ended_on", "ended_why", "endorsed",
        )  # fmt: skip
        read_only_fields = fields


class IntentSuggestionSerializer(serializers.ModelSerializer):
    """Other words for a passage of the statement, or an addition to it when there is no passage."""

    passage = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST, default="")
    wording = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST, default="")
    start = serializers.IntegerField(required=False, min_value=0, max_value=1_000_000, default=0)
    why = serializers.CharField(required=False, allow_blank=True, max_length=6_000, default="")
    organisation = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.none(), required=False, allow_null=True, default=None
    )
    by = serializers.CharField(source="by.name", read_only=True, default="")
    taken_into = serializers.IntegerField(source="taken_into.number", read_only=True, default=None, allow_null=True)

    class Meta:
        model = IntentSuggestion
        fields = (
            "id", "passage", "start", "wording", "why", "organisation", "by", "at", "status", "answer", "taken_into",
        )  # fmt: skip
        read_only_fields = ("id", "at", "status", "answer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if access := self.context.get("access"):
            spoken_for = Organisation.objects.spoken_for_by(access.user).listed_in(access.portfolio)
            self.fields["organisation"].queryset = spoken_for  # type: ignore[attr-defined]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The passage has to stand in the text, and the words have to change something."""
        statement = self.context["version"].statement
        if attrs["passage"]:
            place = nearest(attrs["passage"], statement, attrs["start"])
            if place is None:
                raise serializers.ValidationError({"passage": _("These words don’t stand in the text.")})
            attrs |= {"passage": statement[slice(*place)], "start": place[0]}
        else:
            attrs["start"] = 0
        if attrs["passage"] == attrs["wording"]:
            raise serializers.ValidationError({"wording": _("Write how it should read instead.")})
        return attrs
