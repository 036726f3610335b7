"""Vehicles over the API: opened, described, and the money that is promised to them and planned in them."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from funding.api_forms import filled, known
from funding.api_money import InMoney
from funding.forms.money import AllocationForm, CommitmentForm
from funding.forms.vehicle import VOICES, VehicleForm
from funding.models import Allocation, CapitalCommitment, Disbursement, FundingVehicle
from funding.policies import why_not_propose
from funding.serializers import AllocationSerializer, CommitmentSerializer, PaymentSerializer, VehicleSerializer
from funding.serializers_writing import AllocationWriting, CommitmentWriting, VehicleWriting
from funding.services import money, vehicles
from funding.services.money import Terms
from stakeholders.access import Permission


class VehicleViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InMoney):
    """Vehicles that the caller sees in detail: all for stewards, for funders those they put money into."""

    queryset = FundingVehicle.objects.none()
    serializer_class = VehicleSerializer

    def get_queryset(self) -> QuerySet[FundingVehicle]:
        if self.is_drawn:
            return FundingVehicle.objects.none()
        rows = FundingVehicle.objects.open_to(self.access)
        return rows.prefetch_related("voices__user")

    @extend_schema(request=VehicleWriting, responses={201: VehicleSerializer})
    def create(self, request: Request, portfolio_slug: str) -> Response:
        """Open a vehicle; its currency, the portfolio's where none is sent, never changes."""
        stands = known(VehicleForm(access=self.access))
        form = filled(lambda data: VehicleForm(data, access=self.access), request, stands)
        row = vehicles.create(portfolio=self.portfolio, by=self.by, voices=form.voices, **form.facts)
        return self._told(row, status.HTTP_201_CREATED)

    @extend_schema(request=VehicleWriting, responses=VehicleSerializer)
    def partial_update(self, request: Request, portfolio_slug: str, pk: str) -> Response:
        """Change what is sent of what is said about it, its threshold and who decides in it; the rest stays."""
        row = self._found(pk)
        stands = known(VehicleForm(instance=row, access=self.access))
        form = filled(lambda data: VehicleForm(data, instance=row, access=self.access), request, stands)
        voices = {str(may): form.voices[may] for name, may in VOICES.items() if name in request.data}
        facts = {name: value for name, value in form.facts.items() if name in request.data}
        vehicles.describe(vehicle=row, by=self.by, voices=voices, **facts)
        return self._told(row, status.HTTP_200_OK)

    @extend_schema(methods=["GET"], responses=CommitmentSerializer(many=True))
    @extend_schema(methods=["POST"], request=CommitmentWriting, responses={201: CommitmentSerializer})
    @action(detail=True, methods=["get", "post"], serializer_class=CommitmentSerializer)
    def commitments(self, request: Request, **kwargs: Any) -> Response:
        """What funders promised to it, the newest first; or record a promise."""
        row = self._found(kwargs["pk"])
        if self.is_writing:
            return self._commit(request, row)
        return self.listed(row.commitments.select_related("funder", "vehicle"))

    def _commit(self, request: Request, row: FundingVehicle) -> Response:
        form = filled(lambda sent: CommitmentForm(sent, access=self.access, currency=row.currency), request)
        data = form.cleaned_data
        terms = Terms(flexibility=data["flexibility"], status=data["status"], note=data["note"])
        funder, amount, on = data["funder"], data["amount"], data["on"]
        return self.once(
            row,
            CapitalCommitment,
            lambda: money.commit(vehicle=row, funder=funder, amount=amount, terms=terms, on=on, by=self.by),
        )

    @extend_schema(methods=["GET"], responses=AllocationSerializer(many=True))
    @extend_schema(methods=["POST"], request=AllocationWriting, responses={201: AllocationSerializer})
    @action(detail=True, methods=["get", "post"], serializer_class=AllocationSerializer, writes=Permission.SEE_FUNDING)
    def allocations(self, request: Request, **kwargs: Any) -> Response:
        """What its money is planned and set aside for, the newest first; or plan it, or set it aside, as its rules
        allow.
        """
        row = self._found(kwargs["pk"])
        if self.is_writing:
            return self._allocate(request, row)
        return self.listed(row.allocations.select_related("vehicle"))

    def _allocate(self, request: Request, row: FundingVehicle) -> Response:
        if why := why_not_propose(row, self.by):
            raise PermissionDenied(why)
        form = filled(lambda sent: AllocationForm(sent, access=self.access, currency=row.currency), request)
        amount, on = form.cleaned_data["amount"], form.cleaned_data["on"]
        return self.once(
            row,
            Allocation,
            lambda: money.allocate(vehicle=row, amount=amount, purpose=form.aim(), on=on, by=self.by),
        )

    @extend_schema(responses=PaymentSerializer(many=True))
    @action(detail=True, serializer_class=PaymentSerializer)
    def payments(self, request: Request, **kwargs: Any) -> Response:
        """What was paid out and came back, with corrections as rows of their own, newest first."""
        rows = Disbursement.objects.filter(allocation__vehicle=self._found(kwargs["pk"]))
        return self.listed(rows.select_related("allocation__vehicle"))

    def _told(self, row: FundingVehicle, code: int) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data, status=code)

    def _found(self, pk: str) -> FundingVehicle:
        rows = FundingVehicle.objects.open_to(self.access).select_related("portfolio")
        found: FundingVehicle = get_object_or_404(rows, pk=pk)
        return found
