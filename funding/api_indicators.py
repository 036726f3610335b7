"""Indicators and observations over the API."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError as Invalid
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from funding.models import Indicator, Observation
from funding.policies_indicators import may_correct
from funding.serializers_indicators import CorrectionSerializer, IndicatorSerializer, ObservationSerializer
from funding.services import indicators
from initiatives.api import ID
from stakeholders.access import Permission
from stakeholders.policies import Refused
from stakeholders.portfolio_api import InPortfolio

ANY_ID = {"min_value": 1, "max_value": 2**62}


class IndicatorViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """What the portfolio measures together."""

    reads = Permission.SEE_FUNDING
    serializer_class = IndicatorSerializer
    queryset = Indicator.objects.none()
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Indicator]:
        return Indicator.objects.none() if self.is_drawn else Indicator.objects.filter(portfolio=self.portfolio)


class ObservationFilter(filters.FilterSet):
    """`since` and `until` bound the last day of the period; `is_corrected` tells old rows from those that stand."""

    indicator = filters.NumberFilter(field_name="indicator", **ANY_ID)
    initiative = filters.NumberFilter(field_name="initiative", **ANY_ID)
    combination = filters.NumberFilter(field_name="combination", **ANY_ID)
    since = filters.DateFilter(field_name="to_on", lookup_expr="gte")
    until = filters.DateFilter(field_name="to_on", lookup_expr="lte")
    is_corrected = filters.BooleanFilter(field_name="corrected_by", lookup_expr="isnull", exclude=True)


class ObservationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, InPortfolio):
    """What was observed, as far as the caller sees its initiative or combination. Observations are never changed:
    a correction is a new row that counts in the place of the old one.
    """

    reads = Permission.SEE_FUNDING
    writes = Permission.EDIT
    serializer_class = ObservationSerializer
    queryset = Observation.objects.none()
    filterset_class = ObservationFilter
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Observation]:
        if self.is_drawn:
            return Observation.objects.none()
        return Observation.objects.seen_with(self.access).select_related("corrected_by")

    @extend_schema(request=CorrectionSerializer, responses={201: ObservationSerializer})
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a new row in the place of a wrong one, with the reason."""
        old = self.get_object()
        may_correct(self.access, old).enforce()
        said = CorrectionSerializer(data=request.data, context=self.get_serializer_context())
        said.is_valid(raise_exception=True)
        made = _written(lambda: indicators.correct(observation=old, by=self.by, **said.validated_data))
        return Response(self.get_serializer(made).data, status=201)

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = _written(lambda: indicators.observe(by=self.by, **serializer.validated_data))


def _written(act: Callable[[], Observation]) -> Observation:
    """Write, or say as the API does what is wrong."""
    try:
        return act()
    except Invalid as error:
        raise ValidationError(getattr(error, "message_dict", {"non_field_errors": error.messages})) from None
    except Refused as why:
        raise ValidationError({"non_field_errors": [str(why)]}) from None
