"""What routes of vehicles, and of the rows of money in them, share."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from rest_framework import status
from rest_framework.response import Response

from funding.api_forms import done, filled, key_of
from funding.forms.money import CorrectionForm
from funding.models import Allocation, Disbursement, FundingVehicle
from funding.overviews.seen import Seen
from funding.services.once import once
from initiatives.api import ID
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

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Names of initiatives are shown as far as they are released to the caller."""
        rows = args[0] if kwargs.get("many") else args[:1]
        of_money = [row for row in rows if isinstance(row, Allocation | Disbursement)]
        aims = [row.allocation if isinstance(row, Disbursement) else row for row in of_money]
        seen = {"seen": Seen.of(self.access, aims)} if aims else {}
        return super().get_serializer(*args, **kwargs, context={**self.get_serializer_context(), **seen})

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
