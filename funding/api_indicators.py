"""Indicators and observations over the API."""

from typing import Any, cast

from django.core.exceptions import ValidationError as Invalid
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import mixins
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import BaseSerializer

from funding.models import Indicator, Observation
from funding.serializers_indicators import IndicatorSerializer, ObservationSerializer
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
    """What was observed, as far as the caller sees its initiative or combination. Observations are corrected on the
    page of their indicator, never changed.
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

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        by = cast(Any, self.request.user)
        try:
            serializer.instance = indicators.observe(by=by, **serializer.validated_data)
        except Invalid as error:
            raise ValidationError(getattr(error, "message_dict", {"non_field_errors": error.messages})) from None
        except Refused as why:
            raise ValidationError({"non_field_errors": [str(why)]}) from None
