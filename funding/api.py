"""Money over the API, as far as the caller's role shows it."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from funding.charts import flow_rows
from funding.models import Disbursement, FundingVehicle
from funding.overviews import funder_overview
from funding.overviews.seen import Seen
from funding.serializers import FundingSerializer, PaymentSerializer, VehicleSerializer
from initiatives.api import ID
from initiatives.models import Combination, Initiative
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio


class FundingViewSet(InPortfolio):
    """The funding page as JSON."""

    reads = Permission.SEE_FUNDING
    queryset = FundingVehicle.objects.none()
    serializer_class = FundingSerializer
    pagination_class = None
    filter_backends: list[Any] = []

    @extend_schema(responses=FundingSerializer)
    def retrieve(self, request: Request, portfolio_slug: str) -> Response:
        """Committed, drawn, flexible, allocated and paid; vehicles and flows."""
        facts = funder_overview(self.access)
        names = (
            "currency", "committed", "flexible", "drawn", "planned", "allocated", "paid", "returned", "floor",
            "vehicles", "others",
        )  # fmt: skip
        data = {name: getattr(facts, name) for name in names}
        return Response(FundingSerializer({**data, "flows": flow_rows(facts)}).data)


class VehicleViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Vehicles that the caller sees in detail: all for stewards, for funders those they put money into."""

    reads = Permission.SEE_FUNDING
    queryset = FundingVehicle.objects.none()
    serializer_class = VehicleSerializer
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[FundingVehicle]:
        if self.is_drawn:
            return FundingVehicle.objects.none()
        rows = FundingVehicle.objects.open_to(self.access)
        return rows.prefetch_related("commitments__funder", "allocations", "voices__user")

    def get_serializer_context(self) -> dict[str, Any]:
        """Names of initiatives are shown as far as they are released to the caller."""
        context = super().get_serializer_context()
        if self.is_drawn:
            return context
        return {**context, "seen": Seen(_Seen(self, Initiative), _Seen(self, Combination))}

    @extend_schema(responses=PaymentSerializer(many=True))
    @action(detail=True, serializer_class=PaymentSerializer)
    def payments(self, request: Request, **kwargs: Any) -> Response:
        """What was paid out and came back, with corrections as rows of their own, newest first."""
        vehicle = get_object_or_404(self.get_queryset().prefetch_related(None), pk=kwargs["pk"])
        rows = Disbursement.objects.filter(allocation__vehicle=vehicle).select_related("allocation__vehicle")
        page = self.paginate_queryset(rows.order_by("-on", "-pk"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class _Seen:
    """The initiatives or combinations that the caller may see, read once and only when a vehicle is shown."""

    def __init__(self, view: VehicleViewSet, model: Any) -> None:
        self.view, self.model = view, model
        self.ids: frozenset[int] | None = None

    def __contains__(self, pk: object) -> bool:
        if self.ids is None:
            rows = self.model.objects.seen_with(self.view.access).filter(
                allocations__vehicle__portfolio=self.view.portfolio
            )
            self.ids = frozenset(rows.values_list("pk", flat=True))
        return pk in self.ids
