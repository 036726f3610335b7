"""Money as JSON; sums are exact decimals in text, in the currency that stands beside them."""

from typing import Any

from rest_framework import serializers

from funding.models import Allocation, CapitalCommitment, FundingVehicle


def sum_field() -> serializers.DecimalField:
    """A sum with its cents."""
    return serializers.DecimalField(max_digits=18, decimal_places=2, read_only=True)


class VehicleLineSerializer(serializers.Serializer):
    """A vehicle in outline."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    instrument = serializers.CharField()
    currency = serializers.CharField()
    committed = sum_field()
    flexible = sum_field()
    drawn = sum_field()
    allocated = sum_field()
    paid = sum_field()
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
    allocated = sum_field()
    paid = sum_field()
    floor = serializers.IntegerField(allow_null=True)
    vehicles = VehicleLineSerializer(many=True)
    others = VehicleLineSerializer(many=True)
    flows = FlowSerializer(many=True)


class CommitmentSerializer(serializers.ModelSerializer):
    """A funder's promise."""

    funder = serializers.CharField(source="funder.name")

    class Meta:
        model = CapitalCommitment
        fields = ("id", "funder", "amount", "status", "flexibility", "on", "drawn_total")
        read_only_fields = fields


class AllocationSerializer(serializers.ModelSerializer):
    """Money set aside; `initiative` is null for the portfolio as such and for what is not released to the caller."""

    initiative = serializers.SerializerMethodField()

    class Meta:
        model = Allocation
        fields = ("id", "target", "initiative", "amount", "status", "on", "paid_total")
        read_only_fields = fields

    def get_initiative(self, row: Allocation) -> int | None:
        return row.initiative_id if row.initiative_id in self.context["seen_initiatives"] else None


class VehicleSerializer(serializers.ModelSerializer):
    """A vehicle with its rows, for those who see it in detail."""

    commitments = CommitmentSerializer(many=True, read_only=True)
    allocations = AllocationSerializer(many=True, read_only=True)

    class Meta:
        model = FundingVehicle
        fields: Any = (
            "id", "name", "instrument", "currency", "rules", "willing_to_learn", "committed_total", "drawn_total",
            "allocated_total", "paid_total", "commitments", "allocations",
        )  # fmt: skip
        read_only_fields = fields
