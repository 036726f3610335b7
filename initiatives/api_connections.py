"""Connections over the API: read, said, edited, refuted, ended and taken up again under the rules of the pages."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from initiatives.api import ID, Conflict, orderly
from initiatives.models import Connection, ConnectionKind
from initiatives.policies_connections import may_change, may_connect
from initiatives.serializers_connections import ConnectionSerializer, EndSerializer, WhySerializer
from initiatives.services import connections
from initiatives.services.connection_rules import reach_of
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.access import Permission
from stakeholders.policies import Refused
from stakeholders.portfolio_api import InPortfolio


class ConnectionFilter(filters.FilterSet):
    """`initiative` is an id at either end."""

    initiative = filters.NumberFilter(method="of", min_value=1, max_value=2**62)
    kind = filters.MultipleChoiceFilter(choices=ConnectionKind.choices)
    status = filters.MultipleChoiceFilter(choices=Connection.Status.choices)
    since = filters.DateFilter(field_name="said_on", lookup_expr="gte")

    def of(self, rows: Any, name: str, value: Any) -> Any:
        return rows.filter(Q(source=int(value)) | Q(target=int(value)))


class ConnectionViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, mixins.UpdateModelMixin, InPortfolio
):
    """Connections of the portfolio's initiatives, as far as the caller may see them and both ends.

    Stewards say them, and contributors about the initiatives of their own organisations.
    """

    writes = Permission.EDIT
    serializer_class = ConnectionSerializer
    queryset = Connection.objects.none()
    filterset_class = ConnectionFilter
    lookup_value_regex = ID
    http_method_names = ["get", "post", "patch", "head", "options"]

    def get_queryset(self) -> QuerySet[Connection]:
        if self.is_drawn:
            return Connection.objects.none()
        return Connection.objects.touching(self.access).select_related("portfolio", "said_by")

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        values, author = dict(serializer.validated_data), self.request.user
        values.pop("edit", None)
        may_connect(self.access, values["source"], values["target"]).enforce()
        values.setdefault("circle", reach_of(self.access.circles, values["source"], values["target"]))
        made = orderly(lambda: connections.say(portfolio=self.portfolio, by=author, **values))  # type: ignore[arg-type]
        serializer.instance = self.get_queryset().get(pk=made.pk)

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        values, row = dict(serializer.validated_data), serializer.instance
        assert isinstance(row, Connection)
        may_change(self.access, row).enforce()
        count = values.pop("edit", None)
        try:
            self._do(connections.edit, row, edit=count, **values)
        except Stale:
            raise Conflict from None
        serializer.instance = self.get_queryset().get(pk=row.pk)

    def _do(self, do: Callable[..., Any], row: Connection, **facts: Any) -> None:
        try:
            orderly(lambda: do(connection=row, by=self.request.user, **facts))
        except Refused as why:
            raise Conflict(str(why)) from None

    def _act(self, request: Request, do: Callable[..., Any], kind: type[WhySerializer] | None = None) -> Response:
        row = self.get_object()
        may_change(self.access, row).enforce()
        facts: dict[str, Any] = {}
        if kind is not None:
            sent = kind(data=request.data)
            sent.is_valid(raise_exception=True)
            facts = dict(sent.validated_data)
        self._do(do, row, **facts)
        answer = self.get_queryset().get(pk=row.pk)
        return Response(ConnectionSerializer(answer, context=self.get_serializer_context()).data)

    @extend_schema(request=WhySerializer, responses={200: ConnectionSerializer})
    @action(detail=True, methods=["post"])
    def refute(self, request: Request, **kwargs: Any) -> Response:
        """Say that it turned out not to be so, and why; it stays."""
        return self._act(request, connections.refute, WhySerializer)

    @extend_schema(request=EndSerializer, responses={200: ConnectionSerializer})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **kwargs: Any) -> Response:
        """Say that it held and no longer does, and why."""
        return self._act(request, connections.end, EndSerializer)

    @extend_schema(request=None, responses={200: ConnectionSerializer})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **kwargs: Any) -> Response:
        """Take up again what was refuted or over."""
        return self._act(request, connections.reopen)
