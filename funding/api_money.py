"""What routes of vehicles, and of the rows of money in them, share."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from rest_framework import status
from rest_framework.response import Response

from funding.api_forms import done, filled, key_of
from funding.forms.money import CorrectionForm
from funding.models import Allocation, FundingVehicle
from funding.overviews.seen import Seen
from funding.services.once import once
from initiatives.api import ID
from initiatives.models import Combination, Initiative
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio


class InMoney(InPortfolio):
    """Rows of vehicles that the caller sees in detail; stewards write, others where a route says so."""

    reads = Permission.SEE_FUNDING
    writes = Permission.FUND
    lookup_value_regex = ID

    def of_vehicles(self, model: Any) -> QuerySet[Any]:
        """The rows that the caller sees, without those of trials."""
        if self.is_drawn:
            return model.objects.none()
        found: QuerySet[Any] = model.objects.real().visible_to(self.request.user).of(self.portfolio)
        return found

    def once(self, vehicle: FundingVehicle, model: Any, act: Callable[[], Any]) -> Response:
        """Write a row and answer with it; sent again with its `client_key`, the row that was written then."""
        key = key_of(self.request)
        row = done(lambda: once(vehicle=vehicle, model=model, key=key, by=self.by, act=act))
        return self.told(row, status.HTTP_201_CREATED)

    def corrected(self, row: Any, write: Callable[..., Any]) -> Response:
        """Write what corrects a row that was paid, once, and answer with that."""
        pot = row.vehicle
        data = filled(lambda sent: CorrectionForm(sent, currency=pot.currency), self.request).cleaned_data
        return self.once(pot, type(row), lambda: write(by=self.by, **data))

    def get_serializer_context(self) -> dict[str, Any]:
        """Names of initiatives are shown as far as they are released to the caller."""
        context = super().get_serializer_context()
        if self.is_drawn:
            return context
        return {**context, "seen": Seen(_Seen(self, Initiative), _Seen(self, Combination))}

    def told(self, row: Any, code: int = status.HTTP_200_OK) -> Response:
        """One row, as it stands now."""
        row.refresh_from_db()
        return Response(self.get_serializer(row).data, status=code)

    def listed(self, rows: QuerySet[Any]) -> Response:
        """One page of rows, the newest first."""
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)

    @property
    def is_writing(self) -> bool:
        return self.request.method == "POST"


class _Seen:
    """The initiatives or combinations that the caller may see, read once and only when a row names one."""

    def __init__(self, view: InPortfolio, model: Any) -> None:
        self.view, self.model = view, model
        self.ids: frozenset[int] | None = None

    def __contains__(self, pk: object) -> bool:
        if self.ids is None:
            name = self.model._meta.model_name
            named = Allocation.objects.filter(vehicle__portfolio=self.view.portfolio).order_by().values(name)
            rows = self.model.objects.seen_with(self.view.access).filter(pk__in=named)
            self.ids = frozenset(rows.values_list("pk", flat=True))
        return pk in self.ids
