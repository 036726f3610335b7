"""Money as JSON; sums are exact decimals in text, in the currency that stands beside them."""

from typing import Any

from rest_framework import serializers

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle, VehicleVoice
from funding.sums import exact


def sum_field() -> serializers.DecimalField:
    """A sum with as many decimals as its currency has; the page's facts come that way."""
    return serializers.DecimalField(max_digits=None, decimal_places=None, read_only=True)


class SentOnce(serializers.Serializer):
    """Base of sums that are sent: `client_key` makes sending one twice harmless."""

    client_key = serializers.UUIDField(required=False, write_only=True)


class AimSerializer(serializers.Serializer):
    """A sum and what it is for, as the form takes it."""

    amount = serializers.CharField()
    target = serializers.CharField()
    initiative = serializers.IntegerField(required=False, allow_null=True)
    combination = serializers.IntegerField(required=False, allow_null=True)
    purpose = serializers.CharField(required=False)
    on = serializers.DateField()


class ExactSums(serializers.ModelSerializer):
    """Base of rows of a vehicle: their `sums` have as many decimals as its currency has."""

    sums: tuple[str, ...] = ()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        data: dict[str, Any] = super().to_representation(instance)
        for name in self.sums:
            if (amount := getattr(instance, name)) is not None:
                data[name] = str(exact(amount, self.currency_of(instance)))
        return data

    def currency_of(self, instance: Any) -> str:
        """The currency of the vehicle on which the row hangs."""
        return str(instance.vehicle.currency)


class VehicleLineSerializer(serializers.Serializer):
    """A vehicle in outline."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    instrument = serializers.CharField()
    currency = serializers.CharField()
    committed = sum_field()
    flexible = sum_field()
    drawn = sum_field()
    planned = sum_field()
    allocated = sum_field()
    paid = sum_field()
    returned = sum_field()
    free = sum_field()


class FlowSerializer(serializers.Serializer):
    """Money from one end to another, by their names."""

    source = serializers.CharField()  # type: ignore[assignment]  # a field of ours, not the framework's option
    target = serializers.CharField()
    amount = sum_field()


class FundingSerializer(serializers.Serializer):
    """The funding page in the portfolio's currency; vehicles in other currencies are in `others`."""

    currency = serializers.CharField()
    committed = sum_field()
    flexible = sum_field()
    drawn = sum_field()
    planned = sum_field()
    allocated = sum_field()
    paid = sum_field()
    returned = sum_field()
    floor = serializers.IntegerField(allow_null=True)
    vehicles = VehicleLineSerializer(many=True)
    others = VehicleLineSerializer(many=True)
    flows = FlowSerializer(many=True)


class CommitmentSerializer(ExactSums):
    """A funder's promise; withdrawn, it counts until `ended_on`."""

    sums = ("amount", "drawn_total")
    funder = serializers.CharField(source="funder.name")

    class Meta:
        model = CapitalCommitment
        fields = (
            "id", "vehicle", "funder_id", "funder", "amount", "status", "flexibility", "on", "ended_on", "note",
            "drawn_total",
        )  # fmt: skip
        read_only_fields = fields


class DrawdownSerializer(ExactSums):
    """Money that a funder paid in; a row that `corrects` another adds to it, or takes away from it."""

    sums = ("amount",)

    class Meta:
        model = Drawdown
        fields = ("id", "commitment", "amount", "on", "note", "corrects")
        read_only_fields = fields


class AllocationSerializer(ExactSums):
    """Money planned or set aside; `target` says what kind of thing it is for.

    `initiative` and `combination` are null for other targets, and for what is not released to the caller; `purpose`
    is empty then. Given back, it counts until `ended_on`.
    """

    sums = ("amount", "paid_total", "returned_total")
    initiative = serializers.SerializerMethodField()
    combination = serializers.SerializerMethodField()
    purpose = serializers.SerializerMethodField()

    class Meta:
        model = Allocation
        fields = (
            "id", "vehicle", "target", "initiative", "combination", "amount", "purpose", "status", "on", "agreed_on",
            "ended_on", "paid_total", "returned_total",
        )  # fmt: skip
        read_only_fields = fields

    def get_initiative(self, row: Allocation) -> int | None:
        return row.initiative_id if self.context["seen"].knows(row) else None

    def get_combination(self, row: Allocation) -> int | None:
        return row.combination_id if self.context["seen"].knows(row) else None

    def get_purpose(self, row: Allocation) -> str:
        return row.purpose if self.context["seen"].knows(row) else ""


class PaymentSerializer(ExactSums):
    """Money paid out or come back; a row that `corrects` another adds to it, or takes away from it.

    `note` is empty where it is not released to the caller what the money was for.
    """

    sums = ("amount",)
    note = serializers.SerializerMethodField()

    class Meta:
        model = Disbursement
        fields = ("id", "allocation", "kind", "amount", "on", "note", "corrects")
        read_only_fields = fields

    def get_note(self, row: Disbursement) -> str:
        return row.note if self.context["seen"].knows(row.allocation) else ""


class VoiceSerializer(serializers.ModelSerializer):
    """Somebody who proposes, agrees or releases in a vehicle; where nobody is named for it, stewards do."""

    person = serializers.CharField(source="user")

    class Meta:
        model = VehicleVoice
        fields = ("may", "user", "person")
        read_only_fields = fields


class VehicleSerializer(ExactSums):
    """A vehicle and who decides in it; its promises, allocations and payments have lists of their own."""

    sums = ("second_above", "committed_total", "drawn_total", "allocated_total", "paid_total", "returned_total")
    voices = VoiceSerializer(many=True, read_only=True)

    class Meta:
        model = FundingVehicle
        fields: Any = (
            "id", "name", "instrument", "currency", "rules", "willing_to_learn", "order", "second_above",
            "committed_total", "drawn_total", "allocated_total", "paid_total", "returned_total", "voices",
        )  # fmt: skip
        read_only_fields = fields

    def currency_of(self, instance: FundingVehicle) -> str:
        return str(instance.currency)
