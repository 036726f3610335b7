"""Policy commitments and who serves them over the API."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import mixins
from rest_framework.serializers import BaseSerializer

from initiatives.api import ID, Conflict, orderly
from initiatives.models import PolicyCommitment, Service
from initiatives.overviews.coverage import coverage_of, shares_of
from initiatives.policies import may_serve
from initiatives.serializers_commitments import PolicyCommitmentSerializer, ServiceSerializer
from initiatives.services import commitments, serving
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio
from stakeholders.services import shared_texts

METHODS = ["get", "post", "patch", "head", "options"]


class CommitmentFilter(filters.FilterSet):
    """`retired` true or false."""

    retired = filters.BooleanFilter(field_name="retired_on", lookup_expr="isnull", exclude=True)


class CommitmentViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, mixins.UpdateModelMixin, InPortfolio
):
    """What policy has promised, how far it is covered, and which share is nobody's job yet."""

    serializer_class = PolicyCommitmentSerializer
    queryset = PolicyCommitment.objects.none()
    filterset_class = CommitmentFilter
    lookup_value_regex = ID
    http_method_names: ClassVar[list[str]] = METHODS

    def get_queryset(self) -> QuerySet[PolicyCommitment]:
        if self.is_drawn:
            return PolicyCommitment.objects.none()
        return PolicyCommitment.objects.filter(portfolio=self.portfolio)

    def get_serializer_context(self) -> dict[str, Any]:
        """Coverage and shares of all commitments at once, as this caller sees them."""
        context = super().get_serializer_context()
        if self.is_drawn:
            return {**context, "covered": {}, "shares": {}}
        return {**context, "covered": coverage_of(self.access), "shares": shares_of(self.access)}

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        values = dict(serializer.validated_data)
        serializer.instance = orderly(
            lambda: commitments.create(portfolio=self.portfolio, by=self.request.user, **values)
        )  # fmt: skip

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        row: Any = serializer.instance
        values = dict(serializer.validated_data)
        try:
            orderly(
                lambda: shared_texts.save(
                    row, values=values, edit=row.edit, by=self.request.user, portfolio=self.portfolio
                )
            )
        except Stale:
            raise Conflict from None


class ServiceFilter(filters.FilterSet):
    """Services of one initiative, or to one commitment."""

    initiative = filters.NumberFilter(min_value=1, max_value=2**62)
    commitment = filters.NumberFilter(min_value=1, max_value=2**62)


class ServiceViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, mixins.UpdateModelMixin,
    mixins.DestroyModelMixin, InPortfolio,
):  # fmt: skip
    """Which initiative serves which commitment, as far as the caller's circle reaches."""

    writes = Permission.EDIT
    serializer_class = ServiceSerializer
    queryset = Service.objects.none()
    filterset_class = ServiceFilter
    lookup_value_regex = ID
    http_method_names: ClassVar[list[str]] = [*METHODS, "delete"]

    def get_queryset(self) -> QuerySet[Service]:
        if self.is_drawn:
            return Service.objects.none()
        return Service.objects.seen_with(self.access).select_related("commitment__portfolio", "initiative__home")

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        values = dict(serializer.validated_data)
        may_serve(self.access, values["initiative"]).enforce()
        orderly(lambda: serving.serve(by=self.request.user, **values))
        serializer.instance = self.get_queryset().get(commitment=values["commitment"], initiative=values["initiative"])

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        row: Any = serializer.instance
        may_serve(self.access, row.initiative).enforce()
        kept = {name: getattr(row, name) for name in ("how", "in_hand", "evidenced")}
        values = {**kept, **serializer.validated_data}
        orderly(
            lambda: serving.serve(
                commitment=row.commitment, initiative=row.initiative, by=self.request.user,
                **{name: values[name] for name in kept},
            )
        )  # fmt: skip
        serializer.instance = self.get_queryset().get(pk=row.pk)

    def perform_destroy(self, instance: Service) -> None:
        may_serve(self.access, instance.initiative).enforce()
        serving.unlink(service=instance, by=self.request.user)
