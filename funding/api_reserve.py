"""Budgets of flexibility over the API: how they stand, what was let out of them, and letting out."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from funding.api_forms import done, filled, key_of
from funding.forms_beside import ReleaseForm
from funding.models import FlexibilityReserve, FundingVehicle, ReserveRelease, VehicleVoice
from funding.overviews.reserve import reserve_page, standings
from funding.policies import may
from funding.serializers import AimSerializer, SentOnce, sum_field
from funding.services import reserve as services
from funding.services.once import once
from funding.sums import exact
from initiatives.api import ID
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio


class ReserveSerializer(serializers.Serializer):
    """A reserve in outline: what is left, and how the portfolio stands against its floor."""

    id = serializers.IntegerField()
    vehicle = serializers.IntegerField()
    purpose = serializers.CharField()
    currency = serializers.CharField()
    left = serializers.DecimalField(max_digits=30, decimal_places=None, read_only=True)
    flexible_percent = serializers.IntegerField()
    floor = serializers.IntegerField(allow_null=True)
    points_under_floor = serializers.IntegerField()


class ReserveReleaseSerializer(serializers.Serializer):
    """Money that was let out; `cites` names what triggered it as `log:12`, where the caller may read that."""

    id = serializers.IntegerField()
    allocation = serializers.IntegerField()
    amount = sum_field()
    status = serializers.CharField()
    on = serializers.DateField()
    cites = serializers.CharField(allow_blank=True)
    why = serializers.CharField(allow_blank=True)


class ReleasingSerializer(SentOnce, AimSerializer):
    """What is let out and why: `cite` names a decision, a finding or a log as `log:12`."""

    cite = serializers.CharField()
    why = serializers.CharField()


class ReserveViewSet(InPortfolio):
    """Budgets of flexibility in outline; releases for those who see the vehicle in detail."""

    reads = writes = Permission.SEE_FUNDING
    queryset = FlexibilityReserve.objects.none()
    lookup_value_regex = ID
    serializer_class = ReserveSerializer
    pagination_class = None
    filter_backends: list[Any] = []

    @extend_schema(responses=ReserveSerializer(many=True))
    def list(self, request: Request, portfolio_slug: str) -> Response:
        """What is left in each reserve, and the floor."""
        rows = [
            {
                "id": one.reserve.pk, "vehicle": one.line.pk, "purpose": one.reserve.purpose,
                "currency": one.line.currency, "left": one.line.free, "floor": one.floor,
                "flexible_percent": one.flexibility.percent, "points_under_floor": one.flexibility.points_under,
            }
            for one in standings(self.access)
        ]  # fmt: skip
        return Response(ReserveSerializer(rows, many=True).data)

    @extend_schema(methods=["GET"], responses=ReserveReleaseSerializer(many=True))
    @extend_schema(methods=["POST"], request=ReleasingSerializer, responses={201: ReserveReleaseSerializer})
    @action(detail=True, methods=["get", "post"], serializer_class=ReserveReleaseSerializer)
    def releases(self, request: Request, **kwargs: Any) -> Response:
        """What was let out, the newest first; or let money out, where the caller may."""
        found = get_object_or_404(self._open(), pk=kwargs["pk"])
        if request.method == "POST":
            if not may(self.by, found.vehicle, VehicleVoice.May.RELEASE):
                raise PermissionDenied("In this reserve others release money.")
            row = self._release(request, found)
            told = next(one for one in self._told(row.reserve) if one["id"] == row.pk)
            return Response(told, status=status.HTTP_201_CREATED)
        return Response(self._told(found))

    def _open(self) -> QuerySet[FlexibilityReserve]:
        mine = FundingVehicle.objects.open_to(self.access)
        return FlexibilityReserve.objects.filter(vehicle__in=mine.values("pk")).select_related("vehicle__portfolio")

    def _release(self, request: Request, found: FlexibilityReserve) -> ReserveRelease:
        pot = found.vehicle
        form = filled(lambda data: ReleaseForm(data, access=self.access, currency=pot.currency), request)
        data = form.cleaned_data
        trigger = services.Trigger(cites=data["cite"].row, why=data["why"])
        facts = {"amount": data["amount"], "purpose": form.aim(), "trigger": trigger, "on": data["on"], "by": self.by}
        act, key = partial(services.release, reserve=found, **facts), key_of(request)
        return done(lambda: once(vehicle=pot, model=ReserveRelease, key=key, by=self.by, act=act))

    def _told(self, found: FlexibilityReserve) -> Any:
        rows = [
            {
                "id": line.row.pk, "allocation": line.row.allocation_id, "status": line.row.allocation.status,
                "amount": exact(line.row.allocation.amount, found.vehicle.currency), "on": line.row.allocation.on,
                "cites": line.cited.name, "why": line.why,
            }
            for line in reserve_page(self.access, found).releases
        ]  # fmt: skip
        return list(ReserveReleaseSerializer(rows, many=True).data)
