"""Closed periods over the API, for stewards."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from funding.api_forms import done, filled
from funding.forms.base import ReasonForm
from funding.forms.periods import PeriodForm
from funding.models import LockedPeriod
from funding.serializers_writing import PeriodSerializer, WhyWriting
from funding.services import periods
from initiatives.api import ID
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio


class PeriodViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Days whose money was reported: no row is written on them, and corrections are rows of later days."""

    reads = writes = Permission.FUND
    queryset = LockedPeriod.objects.none()
    serializer_class = PeriodSerializer
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[LockedPeriod]:
        if self.is_drawn:
            return LockedPeriod.objects.none()
        return LockedPeriod.objects.filter(portfolio=self.portfolio).select_related("by", "portfolio")

    @extend_schema(request=PeriodSerializer, responses={201: PeriodSerializer})
    def create(self, request: Request, portfolio_slug: str) -> Response:
        """Close days that are over."""
        data = filled(PeriodForm, request).cleaned_data
        row = done(lambda: periods.close(portfolio=self.portfolio, by=self.by, **data), day="to_on")
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=WhyWriting, responses=PeriodSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, **kwargs: Any) -> Response:
        """Open them again, with a reason that stays; doing it twice changes nothing."""
        row = self.get_object()
        why = filled(ReasonForm, request).cleaned_data["why"]
        periods.reopen(period=row, by=self.by, why=why)
        return Response(self.get_serializer(self.get_object()).data)
