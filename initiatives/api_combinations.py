"""Combinations, lineage, offers and needs over the API."""

from typing import Any, cast

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from rest_framework import mixins
from rest_framework.serializers import BaseSerializer

from initiatives.api import ID, orderly
from initiatives.models import Combination, Lineage, Need, Offer
from initiatives.models.offer import Given
from initiatives.overviews.combinations.filters import members_seen
from initiatives.policies_offers import may_put
from initiatives.serializers_combinations import (
    CombinationSerializer,
    GivenSerializer,
    LineageSerializer,
    NeedSerializer,
)
from initiatives.services import offers
from stakeholders.access import Access, Permission
from stakeholders.portfolio_api import InPortfolio


class CombinationFilter(filters.FilterSet):
    """`initiative` is the id of a member that the caller may see; `is_over` tells those that ended from the others."""

    initiative = filters.NumberFilter(method="of", min_value=1, max_value=2**62)
    is_over = filters.BooleanFilter(field_name="ended_on", lookup_expr="isnull", exclude=True)

    def of(self, rows: Any, name: str, value: Any) -> Any:
        access: Access = cast(Any, self.request).parser_context["view"].access
        return rows.filter(pk__in=members_seen(access).filter(initiative=int(value)).values("combination"))


class CombinationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Combinations that the caller's circle reaches, with the members that they may see."""

    serializer_class = CombinationSerializer
    queryset = Combination.objects.none()
    filterset_class = CombinationFilter
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Combination]:
        if self.is_drawn:
            return Combination.objects.none()
        rows = Combination.objects.seen_with(self.access)
        return rows.prefetch_related(Prefetch("members", members_seen(self.access).order_by("initiative_id")))


class LineageFilter(filters.FilterSet):
    """`initiative` is the one that the step was said of; `other` the one at its other end."""

    initiative = filters.NumberFilter(field_name="initiative", min_value=1, max_value=2**62)
    other = filters.NumberFilter(field_name="other", min_value=1, max_value=2**62)
    kind = filters.MultipleChoiceFilter(choices=Lineage.Kind.choices)


class LineageViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Steps in the life of initiatives, where both ends may be seen."""

    serializer_class = LineageSerializer
    queryset = Lineage.objects.none()
    filterset_class = LineageFilter
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Lineage]:
        return Lineage.objects.none() if self.is_drawn else Lineage.objects.seen_with(self.access)


class GivenFilter(filters.FilterSet):
    """`initiative` and `organisation` are ids."""

    kind = filters.MultipleChoiceFilter(choices=Given.Kind.choices)
    status = filters.MultipleChoiceFilter(choices=Given.Status.choices)
    initiative = filters.NumberFilter(field_name="initiative", min_value=1, max_value=2**62)
    organisation = filters.NumberFilter(field_name="organisation", min_value=1, max_value=2**62)


class OfferViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, InPortfolio):
    """What is given; stewards put offers there for everybody, contributors for their own."""

    writes = Permission.EDIT
    serializer_class = GivenSerializer
    queryset: Any = Offer.objects.none()
    filterset_class = GivenFilter
    lookup_value_regex = ID
    model: type[Offer] | type[Need] = Offer

    def get_queryset(self) -> QuerySet[Any]:
        return self.model.objects.none() if self.is_drawn else self.model.objects.seen_with(self.access)

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        may_put(self.access).enforce()
        values = serializer.validated_data
        made: Given = orderly(lambda: offers.put(self.model, portfolio=self.portfolio, by=self.by, **values))
        serializer.instance = self.get_queryset().get(pk=made.pk)


class NeedViewSet(OfferViewSet):
    """What is sought."""

    serializer_class = NeedSerializer
    queryset = Need.objects.none()
    model = Need

    def get_serializer_context(self) -> dict[str, Any]:
        """With the offers that the caller may see, so that a need names no other."""
        context = super().get_serializer_context()
        if not self.is_drawn:
            seen = Offer.objects.seen_with(self.access).filter(status=Given.Status.MATCHED)
            context["offers_seen"] = set(seen.values_list("pk", flat=True))
        return context
