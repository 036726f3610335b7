"""What programs send about money; the forms of the pages say what is right."""

from typing import Any

from rest_framework import serializers

from funding.models import Allocation, CapitalCommitment, FundingVehicle, LockedPeriod
from funding.serializers import AimSerializer, SentOnce


class VehicleWriting(serializers.ModelSerializer):
    """A vehicle, and who decides in it by their numbers; nobody named means the stewards."""

    second_above = serializers.CharField(required=False, allow_null=True)
    proposes = serializers.ListField(child=serializers.IntegerField(), required=False)
    agrees = serializers.ListField(child=serializers.IntegerField(), required=False)
    releases = serializers.ListField(child=serializers.IntegerField(), required=False)

    class Meta:
        model = FundingVehicle
        fields: Any = (
            "name", "instrument", "currency", "rules", "willing_to_learn", "order", "second_above", "proposes",
            "agrees", "releases",
        )  # fmt: skip
        extra_kwargs: Any = {"currency": {"required": False}}


class CommitmentWriting(serializers.ModelSerializer):
    """A promise of an organisation by its number; withdrawn ones are withdrawn by their own route."""

    client_key = serializers.UUIDField(required=False, write_only=True)
    amount = serializers.CharField()

    class Meta:
        model = CapitalCommitment
        fields: Any = ("funder", "amount", "flexibility", "status", "on", "note", "client_key")
        extra_kwargs: Any = {name: {"required": True} for name in ("flexibility", "status", "on")}


class AllocationWriting(SentOnce, AimSerializer):
    """A plan, or money set aside at once where one person may; `cites` names what informs it, as `log:12`."""

    status = serializers.ChoiceField(choices=Allocation.Status.choices)
    cites = serializers.ListField(child=serializers.CharField(), required=False)


class SumWriting(SentOnce):
    """A sum that was paid on a day."""

    amount = serializers.CharField()
    on = serializers.DateField()
    note = serializers.CharField(required=False, max_length=200)


class CorrectionWriting(SentOnce):
    """What a payment was in truth, which may be nothing, and the day of the correction."""

    amount = serializers.CharField()
    on = serializers.DateField()
    why = serializers.CharField(max_length=200)


class WhyWriting(serializers.Serializer):
    """The reason, which stays in the history."""

    why = serializers.CharField(max_length=2000)


class EndingWriting(WhyWriting):
    """The day until which it counts, and the reason, which stays in the history."""

    on = serializers.DateField()


class PeriodSerializer(serializers.ModelSerializer):
    """Days whose money was reported; `opened_at` says since when they are open again."""

    by = serializers.CharField(source="by.name", allow_null=True, default=None, read_only=True)

    class Meta:
        model = LockedPeriod
        fields: Any = ("id", "from_on", "to_on", "why", "by", "at", "opened_at")
        read_only_fields = ("at", "opened_at")
