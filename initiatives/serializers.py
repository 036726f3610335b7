"""Initiatives and updates as JSON."""

from typing import Any

from rest_framework import serializers

from initiatives.models import Initiative, Lever, Placement, System, Update
from stakeholders.models import Place

WRITTEN = (
    "title", "summary", "description", "stage", "stage_since_on", "is_paused", "closed_how", "closing_learning",
    "started_on", "ended_on", "latitude", "longitude", "budget_amount", "budget_currency", "website", "circle",
    "source", "external_id",
)  # fmt: skip


class SystemSerializer(serializers.ModelSerializer):
    """A system of the portfolio's frame."""

    class Meta:
        model = System
        fields = ("id", "name", "description", "icon", "colour", "order")
        read_only_fields = fields


class InitiativeSerializer(serializers.ModelSerializer):
    """An initiative with its place in the portfolio; `version` guards against overwriting another's edit."""

    systems = serializers.PrimaryKeyRelatedField(queryset=System.objects.none(), many=True, required=False)
    main_system = serializers.PrimaryKeyRelatedField(queryset=System.objects.none(), required=False, allow_null=True)
    levers = serializers.PrimaryKeyRelatedField(queryset=Lever.objects.none(), many=True, required=False)
    places = serializers.PrimaryKeyRelatedField(queryset=Place.objects.none(), many=True, required=False)
    why = serializers.CharField(write_only=True, required=False, allow_blank=True, max_length=2000)
    version = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    class Meta:
        model = Initiative
        fields = (
            "id", "version", *WRITTEN, "systems", "main_system", "levers", "places", "last_heard_at", "created_at",
            "why",
        )  # fmt: skip
        read_only_fields = ("id", "last_heard_at", "created_at")
        validators: list[Any] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if access := self.context.get("access"):
            frame = {"portfolio": access.portfolio}
            for name, rows in (
                ("systems", System.objects.filter(**frame)),
                ("levers", Lever.objects.filter(**frame)),
                ("places", Place.objects.listed_in(access.portfolio)),
            ):
                self.fields[name].child_relation.queryset = rows  # type: ignore[attr-defined]
            self.fields["main_system"].queryset = System.objects.filter(**frame)  # type: ignore[attr-defined]

    def to_representation(self, instance: Initiative) -> dict[str, Any]:
        """Systems and levers hang on the placement, which the view has read with the row."""
        placement: Placement | None = next(iter(getattr(instance, "here", ())), None)
        touches = list(placement.touches.all()) if placement else []
        shown = {name: field for name, field in self.fields.items() if not field.write_only and name not in PLACED}
        data = {name: field.to_representation(value) if (value := field.get_attribute(instance)) is not None else None
                for name, field in shown.items()}  # fmt: skip
        data["systems"] = [touch.system_id for touch in touches]
        data["main_system"] = next((touch.system_id for touch in touches if touch.is_main), None)
        data["levers"] = [lever.pk for lever in placement.levers.all()] if placement else []
        return data


PLACED = ("systems", "main_system", "levers")


class UpdateSerializer(serializers.ModelSerializer):
    """A dated account of an initiative; `client_key` makes sending it twice harmless."""

    initiative = serializers.PrimaryKeyRelatedField(queryset=Initiative.objects.none())
    author = serializers.CharField(source="author_name", read_only=True)
    nothing_new = serializers.BooleanField(write_only=True, default=False)
    client_key = serializers.UUIDField(required=False, write_only=True)

    class Meta:
        model = Update
        fields = (
            "id", "initiative", "kind", "title", "body", "happened_on", "circle", "status", "author", "created_at",
            "nothing_new", "client_key",
        )  # fmt: skip
        read_only_fields = ("id", "kind", "status", "created_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if access := self.context.get("access"):
            rows = Initiative.objects.seen_with(access)
            self.fields["initiative"].queryset = rows  # type: ignore[attr-defined]
