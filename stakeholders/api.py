"""Portfolios, organisations and places over the API."""

from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from rest_framework import mixins, viewsets
from rest_framework.serializers import BaseSerializer

from stakeholders.access import Permission
from stakeholders.models import Organisation, Place, Portfolio, Sector
from stakeholders.portfolio_api import InPortfolio
from stakeholders.serializers import OrganisationSerializer, PlaceSerializer, PortfolioSerializer
from stakeholders.services import organisations


class PortfolioViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Portfolios that the caller may read."""

    access_mark: ClassVar[str] = "signed in; rows by visible_to"
    serializer_class = PortfolioSerializer
    queryset = Portfolio.objects.none()
    lookup_field = "slug"
    lookup_value_regex = "[a-z0-9][a-z0-9-]*"

    def get_queryset(self) -> QuerySet[Portfolio]:
        readable = Portfolio.objects.visible_to(self.request.user)
        near = (Prefetch("parent", readable), Prefetch("children", readable, to_attr="readable_children"))
        return readable.prefetch_related(*near)


class OrganisationFilter(filters.FilterSet):
    """`name` finds a part of the name."""

    name = filters.CharFilter(lookup_expr="icontains")
    sector = filters.MultipleChoiceFilter(choices=Sector.choices)
    external_id = filters.CharFilter()


class OrganisationViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    InPortfolio,
):
    """Organisations that the portfolio lists; stewards add and correct them."""

    serializer_class = OrganisationSerializer
    queryset = Organisation.objects.none()
    filterset_class = OrganisationFilter
    lookup_value_regex = r"\d{1,18}"
    http_method_names: ClassVar[list[str]] = ["get", "post", "patch", "head", "options"]

    def get_queryset(self) -> QuerySet[Organisation]:
        return Organisation.objects.none() if self.is_drawn else Organisation.objects.listed_in(self.portfolio)

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = organisations.create(
            portfolio=self.portfolio, values=dict(serializer.validated_data), by=self.request.user
        )

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        organisations.edit(
            organisation=serializer.instance,
            portfolio=self.portfolio,
            values=dict(serializer.validated_data),
            by=self.request.user,
        )


class PlaceViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Places that the portfolio lists."""

    reads = Permission.READ
    serializer_class = PlaceSerializer
    queryset = Place.objects.none()
    lookup_value_regex = r"\d{1,18}"

    def get_queryset(self) -> QuerySet[Place]:
        return Place.objects.none() if self.is_drawn else Place.objects.listed_in(self.portfolio)
