"""Calls, what would help, and matches over the API, to be read as far as the caller's side and circle reach."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import mixins

from funding.models import FundingCall, FundingMatch, MoneyFor, SupportSought
from funding.serializers_matching import CallSerializer, MatchSerializer, SupportSerializer
from initiatives.api import ID
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio


class SupportFilterSet(filters.FilterSet):
    """What the money would be for."""

    target = filters.MultipleChoiceFilter(choices=MoneyFor.choices)


class MatchFilterSet(filters.FilterSet):
    """By state, by call, by what would help."""

    status = filters.MultipleChoiceFilter(choices=FundingMatch.Status.choices)
    call = filters.NumberFilter(min_value=1, max_value=2**62)
    support = filters.NumberFilter(min_value=1, max_value=2**62)


class CallViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Calls that the caller may see."""

    reads = Permission.SEE_FUNDING
    serializer_class = CallSerializer
    queryset = FundingCall.objects.none()
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Any]:
        if self.is_drawn:
            return FundingCall.objects.none()
        rows = FundingCall.objects.seen_with(self.access).select_related("funder")
        return rows.prefetch_related("systems", "concerns")


class SupportViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """What would help the portfolio, as far as the caller may see it."""

    reads = Permission.SEE_FUNDING
    serializer_class = SupportSerializer
    queryset = SupportSought.objects.none()
    filterset_class = SupportFilterSet
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Any]:
        if self.is_drawn:
            return SupportSought.objects.none()
        return SupportSought.objects.seen_with(self.access).prefetch_related("systems", "concerns")


class MatchViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Matches of which the caller is a side."""

    reads = Permission.SEE_FUNDING
    serializer_class = MatchSerializer
    queryset = FundingMatch.objects.none()
    filterset_class = MatchFilterSet
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Any]:
        if self.is_drawn:
            return FundingMatch.objects.none()
        return FundingMatch.objects.seen_with(self.access).select_related("call", "support")
