"""Suggested connections over the API: read with their reasons, accepted and dismissed under the rules of the pages."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError as BadRequest
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import ID, Conflict
from initiatives.models import ConnectionKind
from sensemaking.models import ConnectionSuggestion
from sensemaking.overviews.suggestions.cards import Card, cards_of
from sensemaking.overviews.suggestions.waiting import RELATED
from sensemaking.services import suggestions as service
from stakeholders.access import Permission
from stakeholders.policies import Refused
from stakeholders.portfolio_api import InPortfolio


class ReasonSerializer(serializers.Serializer[Any]):
    """What speaks for it: the kind, its part of the score (0 to 1), and a clause in the language of the caller."""

    kind = serializers.CharField()
    share = serializers.FloatField()
    says = serializers.CharField(source="clause")


class SuggestionSerializer(serializers.Serializer[Any]):
    """A pair that may belong together, with what of its reasons the caller may know.

    `reach` (0 to 1) says how unlikely their own people are to find each other; `kind` leads from `first` where
    `from_first` is true.
    """

    id = serializers.IntegerField(source="pk")
    first = serializers.IntegerField(source="suggestion.first_id")
    second = serializers.IntegerField(source="suggestion.second_id")
    kind = serializers.ChoiceField(source="suggestion.kind", choices=ConnectionKind.choices)
    from_first = serializers.BooleanField(source="suggestion.from_first")
    score = serializers.FloatField(source="suggestion.score")
    reach = serializers.FloatField(source="suggestion.reach")
    because = serializers.CharField()
    reasons = ReasonSerializer(many=True)
    logs = serializers.SerializerMethodField()
    status = serializers.ChoiceField(source="suggestion.status", choices=ConnectionSuggestion.Status.choices)
    dismissal = serializers.CharField(source="suggestion.dismissal")
    connection = serializers.SerializerMethodField()
    found_at = serializers.DateTimeField(source="suggestion.found_at")
    decided_at = serializers.DateTimeField(source="suggestion.decided_at", allow_null=True)

    @extend_schema_field(serializers.IntegerField(help_text="How many learning logs it cites that the caller may read"))
    def get_logs(self, card: Card) -> int:
        return card.logs

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_connection(self, card: Card) -> int | None:
        return card.suggestion.connection_id if self.context["access"].is_steward else None


class AcceptSerializer(serializers.Serializer[Any]):
    """What is not given is taken as proposed."""

    kind = serializers.ChoiceField(choices=ConnectionKind.choices, required=False)
    from_first = serializers.BooleanField(required=False)
    statement = serializers.CharField(required=False, allow_blank=True, max_length=300)


class DismissSerializer(serializers.Serializer[Any]):
    """Why it is none."""

    why = serializers.ChoiceField(choices=ConnectionSuggestion.Dismissal.choices)


class SuggestionFilter(filters.FilterSet):
    """`initiative` is an id at either end."""

    status = filters.MultipleChoiceFilter(choices=ConnectionSuggestion.Status.choices)
    kind = filters.MultipleChoiceFilter(choices=ConnectionKind.choices)
    initiative = filters.NumberFilter(method="with_one", min_value=1, max_value=2**62)

    def with_one(self, rows: Any, name: str, value: Any) -> Any:
        return rows.of(int(value))


class SuggestionViewSet(InPortfolio):
    """What the hub suggests to connect: stewards read all, contributors what touches an initiative of their own."""

    reads: ClassVar[Permission] = Permission.POST
    serializer_class = SuggestionSerializer
    queryset = ConnectionSuggestion.objects.none()
    filterset_class = SuggestionFilter
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[ConnectionSuggestion]:
        if self.is_drawn:
            return ConnectionSuggestion.objects.none()
        return ConnectionSuggestion.objects.shown_to(self.access).select_related(*RELATED)

    def list(self, request: Request, **kwargs: Any) -> Response:
        """Those that wait and those that were decided."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self._told(tuple(page or ())))

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """One of them; 404 where the caller may know none of its reasons."""
        return Response(self._one(self.get_object()))

    def _told(self, rows: Sequence[ConnectionSuggestion]) -> Any:
        cards = cards_of(self.access, rows, bare=self.access.is_steward)
        return SuggestionSerializer(cards, many=True, context=self.get_serializer_context()).data

    def _one(self, row: ConnectionSuggestion) -> Any:
        told = self._told([row])
        if not told:
            raise Http404
        return told[0]

    @extend_schema(request=AcceptSerializer, responses={200: SuggestionSerializer})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, **kwargs: Any) -> Response:
        """Make it a connection, with the cited logs as evidence; 409 when somebody else was quicker."""
        return self._decided(service.accept, AcceptSerializer)

    @extend_schema(request=DismissSerializer, responses={200: SuggestionSerializer})
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, **kwargs: Any) -> Response:
        """Say that it is none, and why; it is not suggested again."""
        return self._decided(service.dismiss, DismissSerializer)

    def _decided(self, do: Any, kind: type[serializers.Serializer[Any]]) -> Response:
        row = self.get_object()
        sent = kind(data=self.request.data)
        sent.is_valid(raise_exception=True)
        try:
            do(suggestion=row, by=self.request.user, **sent.validated_data)
        except Refused as why:
            raise Conflict(str(why)) from None
        except ValidationError as error:
            raise BadRequest(error.messages) from None
        return Response(self._one(self.get_queryset().get(pk=row.pk)))
