"""Promises, allocations and payments over the API: money paid in, agreed to, paid out, come back and corrected."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from funding.api_forms import done, filled
from funding.api_money import InMoney
from funding.forms.base import EndingForm
from funding.forms.money import DisbursementForm, DrawdownForm
from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown
from funding.serializers import AllocationSerializer, CommitmentSerializer, DrawdownSerializer, PaymentSerializer
from funding.serializers_writing import CorrectionWriting, EndingWriting, SumWriting
from funding.services import money
from stakeholders.access import Permission


class CapitalCommitmentViewSet(mixins.RetrieveModelMixin, InMoney):
    """Promises to vehicles that the caller sees in detail."""

    queryset = CapitalCommitment.objects.none()
    serializer_class = CommitmentSerializer

    def get_queryset(self) -> QuerySet[CapitalCommitment]:
        return self.of_vehicles(CapitalCommitment).select_related("funder")

    @extend_schema(methods=["GET"], responses=DrawdownSerializer(many=True))
    @extend_schema(methods=["POST"], request=SumWriting, responses={201: DrawdownSerializer})
    @action(detail=True, methods=["get", "post"], serializer_class=DrawdownSerializer)
    def drawdowns(self, request: Request, **kwargs: Any) -> Response:
        """What was paid in under it, the newest first; or record money that was paid in."""
        row = self.get_object()
        if not self.is_writing:
            return self.listed(Drawdown.objects.filter(commitment=row).select_related("commitment__vehicle"))
        data = filled(lambda sent: DrawdownForm(sent, currency=row.vehicle.currency), request).cleaned_data
        return self.once(row.vehicle, Drawdown, lambda: money.draw_down(commitment=row, by=self.by, **data))

    @extend_schema(request=EndingWriting, responses=CommitmentSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take the promise back, as long as its money is neither paid in nor set aside."""
        row, data = self.get_object(), filled(EndingForm, request).cleaned_data
        done(lambda: money.withdraw(commitment=row, by=self.by, **data), over="non_field_errors")
        return self.told(row)


class DrawdownViewSet(mixins.RetrieveModelMixin, InMoney):
    """Money paid into vehicles that the caller sees in detail; what was written stands."""

    queryset = Drawdown.objects.none()
    serializer_class = DrawdownSerializer

    def get_queryset(self) -> QuerySet[Drawdown]:
        return self.of_vehicles(Drawdown)

    @extend_schema(request=CorrectionWriting, responses={201: DrawdownSerializer})
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, **kwargs: Any) -> Response:
        """Say what it was in truth: a further row holds the difference, on the day of the correction."""
        row = self.get_object()
        return self.corrected(row, partial(money.correct_drawdown, drawdown=row))


class AllocationViewSet(mixins.RetrieveModelMixin, InMoney):
    """Allocations of vehicles that the caller sees in detail."""

    queryset = Allocation.objects.none()
    serializer_class = AllocationSerializer

    def get_queryset(self) -> QuerySet[Allocation]:
        return self.of_vehicles(Allocation)

    @extend_schema(request=None, responses=AllocationSerializer)
    @action(detail=True, methods=["post"], writes=Permission.SEE_FUNDING)
    def agree(self, request: Request, **kwargs: Any) -> Response:
        """Agree to a plan, where the rules of the vehicle let the caller; it holds its money back from now on."""
        row = self.get_object()
        done(lambda: money.agree(allocation=row, by=self.by))
        return self.told(row)

    @extend_schema(request=EndingWriting, responses=AllocationSerializer)
    @action(detail=True, methods=["post"], url_path="give-back")
    def give_back(self, request: Request, **kwargs: Any) -> Response:
        """Return to the vehicle what was not paid out, or drop a plan."""
        row, data = self.get_object(), filled(EndingForm, request).cleaned_data
        done(lambda: money.give_back(allocation=row, by=self.by, **data), over="non_field_errors")
        return self.told(row)

    @extend_schema(methods=["GET"], responses=PaymentSerializer(many=True))
    @extend_schema(methods=["POST"], request=SumWriting, responses={201: PaymentSerializer})
    @action(detail=True, methods=["get", "post"], serializer_class=PaymentSerializer)
    def payments(self, request: Request, **kwargs: Any) -> Response:
        """What was paid out under it and came back, the newest first; or record a payment."""
        row = self.get_object()
        if self.is_writing:
            return self._paid(request, row, money.disburse)
        return self.listed(Disbursement.objects.filter(allocation=row).select_related("allocation__vehicle"))

    @extend_schema(request=SumWriting, responses={201: PaymentSerializer})
    @action(detail=True, methods=["post"], serializer_class=PaymentSerializer)
    def returns(self, request: Request, **kwargs: Any) -> Response:
        """Record money that came back, repaid or earned."""
        return self._paid(request, self.get_object(), money.come_back)

    def _paid(self, request: Request, row: Allocation, act: Any) -> Response:
        data = filled(lambda sent: DisbursementForm(sent, currency=row.vehicle.currency), request).cleaned_data
        return self.once(row.vehicle, Disbursement, lambda: act(allocation=row, by=self.by, **data))


class PaymentViewSet(mixins.RetrieveModelMixin, InMoney):
    """Payments and returns of vehicles that the caller sees in detail; what was written stands."""

    queryset = Disbursement.objects.none()
    serializer_class = PaymentSerializer

    def get_queryset(self) -> QuerySet[Disbursement]:
        return self.of_vehicles(Disbursement)

    @extend_schema(request=CorrectionWriting, responses={201: PaymentSerializer})
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, **kwargs: Any) -> Response:
        """Say what it was in truth: a further row holds the difference, on the day of the correction."""
        row = self.get_object()
        return self.corrected(row, partial(money.correct, payment=row))
