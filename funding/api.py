"""Money over the API, as far as the caller's role shows it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from funding.charts import flow_rows
from funding.models import FundingVehicle
from funding.overviews import funder_overview
from funding.serializers import FundingSerializer
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
