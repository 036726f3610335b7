"""Calls and what would help over the API: read as far as the caller's circle reaches, written by whose they are."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from funding.api_forms import filled, in_state, known
from funding.forms.matching import CallForm, SupportForm
from funding.models import FundingCall, MoneyFor, SupportSought
from funding.policies_matching import may_call, may_seek, may_tend
from funding.serializers_matching import CallSerializer, CallWriting, SupportSerializer, SupportWriting
from funding.services import matching
from initiatives.api import ID, Conflict
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio


class SupportFilterSet(filters.FilterSet):
    """What the money would be for."""

    target = filters.MultipleChoiceFilter(choices=MoneyFor.choices)


class SideViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """What both sides share: they are changed with the `edit` that was read, withdrawn and opened again."""

    reads = writes = Permission.SEE_FUNDING
    lookup_value_regex = ID
    form: ClassVar[Any]

    def filled(self, request: Request, row: Any) -> Any:
        """The form with what was sent; what was not sent stays as it stands."""
        stands = known(self.form(None, instance=row, access=self.access))
        return filled(lambda data: self.form(data, instance=row, access=self.access), request, stands)

    def told(self, row: Any, code: int = status.HTTP_200_OK) -> Response:
        """The row as it stands now."""
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data, status=code)

    def edited(self, request: Request) -> Response:
        """Change what is sent; 409 when somebody else was quicker."""
        row = self.tended()
        if not isinstance(request.data, dict) or request.data.get("edit") is None:
            raise ValidationError({"edit": ["Send the edit count that you read."]})
        form = self.filled(request, row)
        opened_with = form.cleaned_data["edit"] or 0
        try:
            matching.edit(row=row, values=form.values, opened_with=opened_with, by=self.by, **form.lists)
        except Stale:
            raise Conflict from None
        return self.told(row)

    def tended(self) -> Any:
        """The row, where it is the caller's to change."""
        row = self.get_object()
        may_tend(self.access, row).enforce()
        return row

    def marked(self, act: Callable[..., Any]) -> Response:
        """Withdraw the row, or open it again."""
        row = self.tended()
        in_state(lambda: act(row=row, by=self.by))
        return self.told(row)


class CallViewSet(SideViewSet):
    """Calls that the caller may see; those who speak for the funder write them."""

    serializer_class = CallSerializer
    queryset = FundingCall.objects.none()
    form = CallForm

    def get_queryset(self) -> QuerySet[Any]:
        if self.is_drawn:
            return FundingCall.objects.none()
        rows = FundingCall.objects.seen_with(self.access).select_related("funder", "portfolio")
        return rows.prefetch_related("systems", "concerns")

    @extend_schema(request=CallWriting, responses={201: CallSerializer})
    def create(self, request: Request, portfolio_slug: str) -> Response:
        """Say what a funder looks for."""
        may_call(self.access).enforce()
        form = self.filled(request, FundingCall(portfolio=self.portfolio))
        values = form.values
        funder = values.pop("funder")
        made = matching.call(portfolio=self.portfolio, funder=funder, values=values, by=self.by, **form.lists)
        return self.told(made, status.HTTP_201_CREATED)

    @extend_schema(request=CallWriting, responses=CallSerializer)
    def partial_update(self, request: Request, portfolio_slug: str, pk: str) -> Response:
        """Change what is sent, with the `edit` that was read; matches are looked for anew."""
        return self.edited(request)

    @extend_schema(request=None, responses=CallSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """No longer look for it; conversations stay."""
        return self.marked(matching.withdraw)

    @extend_schema(request=None, responses=CallSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **kwargs: Any) -> Response:
        """Look for it again."""
        return self.marked(matching.reopen)


class SupportViewSet(SideViewSet):
    """What would help the portfolio, as far as the caller may see it; stewards write it."""

    serializer_class = SupportSerializer
    queryset = SupportSought.objects.none()
    filterset_class = SupportFilterSet
    form = SupportForm

    def get_queryset(self) -> QuerySet[Any]:
        if self.is_drawn:
            return SupportSought.objects.none()
        rows = SupportSought.objects.seen_with(self.access).select_related("portfolio")
        return rows.prefetch_related("systems", "concerns")

    @extend_schema(request=SupportWriting, responses={201: SupportSerializer})
    def create(self, request: Request, portfolio_slug: str) -> Response:
        """Say what would help."""
        may_seek(self.access).enforce()
        form = self.filled(request, SupportSought(portfolio=self.portfolio))
        made = matching.seek(portfolio=self.portfolio, values=form.values, by=self.by, **form.lists)
        return self.told(made, status.HTTP_201_CREATED)

    @extend_schema(request=SupportWriting, responses=SupportSerializer)
    def partial_update(self, request: Request, portfolio_slug: str, pk: str) -> Response:
        """Change what is sent, with the `edit` that was read; matches are looked for anew."""
        return self.edited(request)

    @extend_schema(request=None, responses=SupportSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """It is no longer sought; conversations stay."""
        return self.marked(matching.withdraw)

    @extend_schema(request=None, responses=SupportSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **kwargs: Any) -> Response:
        """It is sought again."""
        return self.marked(matching.reopen)
