"""Connections as JSON."""

from typing import Any

from rest_framework import serializers

from initiatives.models import Connection, Initiative
from initiatives.serializers_challenges import organisations_of
from stakeholders.access import Access, Permission
from stakeholders.models import Circle, Organisation

OPEN = (Connection.Status.HYPOTHESISED, Connection.Status.OBSERVED)


class ConnectionSerializer(serializers.ModelSerializer):
    """What one initiative does for another. `status` is set when it is said, and moved by its own addresses later.

    Send the `edit` you read to be told (409) when somebody has edited meanwhile. `said_by` is empty for those who
    may not see people; `portfolio` is where it was said.
    """

    source = serializers.PrimaryKeyRelatedField(queryset=Initiative.objects.none())  # type: ignore[assignment]
    target = serializers.PrimaryKeyRelatedField(queryset=Initiative.objects.none())
    status = serializers.ChoiceField(choices=Connection.Status.choices, required=False)
    said_for = serializers.PrimaryKeyRelatedField(queryset=Organisation.objects.none(), required=False, allow_null=True)
    circle = serializers.ChoiceField(choices=Circle.choices, required=False)
    said_by = serializers.SerializerMethodField()
    portfolio: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    edit = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    class Meta:
        model = Connection
        fields = (
            "id", "portfolio", "source", "target", "kind", "statement", "status", "strength", "confidence", "circle",
            "said_by", "said_for", "said_on", "since_on", "ended_on", "outcome", "edit",
        )  # fmt: skip
        read_only_fields = ("id", "ended_on", "outcome")
        validators: tuple[Any, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        access: Access | None = self.context.get("access")
        if access is None:
            return
        fields: Any = self.fields
        for name in ("source", "target"):
            fields[name].queryset = Initiative.objects.visible_to(access.user).defer("search", "description")
        fields["said_for"].queryset = organisations_of(access)
        fields["circle"].choices = [choice for choice in Circle.choices if choice[0] in access.circles]

    def get_said_by(self, row: Connection) -> str:
        access: Access | None = self.context.get("access")
        return str(row.said_by) if row.said_by and access and access.may(Permission.SEE_PEOPLE) else ""

    def validate_status(self, value: str) -> str:
        """Refuting and ending need a reason, and have their own addresses."""
        if value not in OPEN:
            raise serializers.ValidationError("Say hypothesised or observed; refute and end have their own addresses.")
        return value


class WhySerializer(serializers.Serializer):
    """The reason for refuting or ending."""

    why = serializers.CharField(max_length=500)


class EndSerializer(WhySerializer):
    """The reason, and the day (today when left out)."""

    on = serializers.DateField(required=False)
