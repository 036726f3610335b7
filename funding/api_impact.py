"""Concerns and judgements over the API."""

from typing import Any

from django.core.exceptions import ValidationError as Invalid
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import mixins
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from funding.impact.evidence import pieces_of
from funding.models import Concern, Contribution
from funding.serializers_impact import ConcernSerializer, ContributionSerializer
from funding.services import concerns, contributions
from funding.services.contributions import Piece
from initiatives.api import ID, Conflict
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.access import Permission
from stakeholders.policies import Refused
from stakeholders.portfolio_api import InPortfolio


class ConcernViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, mixins.UpdateModelMixin, InPortfolio
):
    """What the portfolio cares for, in its order; stewards add concerns and change their words."""

    reads = Permission.SEE_FUNDING
    serializer_class = ConcernSerializer
    queryset = Concern.objects.none()
    lookup_value_regex = ID
    http_method_names = ["get", "head", "options", "post", "patch"]

    def get_queryset(self) -> QuerySet[Concern]:
        return Concern.objects.none() if self.is_drawn else Concern.objects.filter(portfolio=self.portfolio)

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        values = {name: serializer.validated_data.get(name, "").strip() for name in ("name", "meaning")}
        row = Concern(portfolio=self.portfolio)
        try:
            concerns.add(concern=row, values=values, by=self.by)
        except Refused as refused:
            raise ValidationError({"name": [str(refused)]}) from None
        serializer.instance = row

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        values = dict(serializer.validated_data)
        if (edit := values.pop("edit", None)) is None:
            raise ValidationError({"edit": ["Send the edit count that you read."]})
        row: Any = serializer.instance
        try:
            concerns.edit(concern=row, values=values, edit=edit, by=self.by)
        except Refused as refused:
            raise ValidationError({"name": [str(refused)]}) from None
        except Stale:
            raise Conflict from None
        serializer.instance = self.get_queryset().get(pk=row.pk)


class ContributionFilter(filters.FilterSet):
    """`concern`, `initiative` and `combination` are ids; `is_current` tells what counts now from the history."""

    concern = filters.NumberFilter(field_name="concern", min_value=1, max_value=2**62)
    initiative = filters.NumberFilter(field_name="initiative", min_value=1, max_value=2**62)
    combination = filters.NumberFilter(field_name="combination", min_value=1, max_value=2**62)
    evidence = filters.MultipleChoiceFilter(choices=Contribution.Evidence.choices)
    is_current = filters.BooleanFilter()


class ContributionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, InPortfolio):
    """Judgements of what the caller may see, the newest first; stewards judge, and the one before becomes history."""

    reads = Permission.SEE_FUNDING
    serializer_class = ContributionSerializer
    queryset = Contribution.objects.none()
    filterset_class = ContributionFilter
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Contribution]:
        return Contribution.objects.none() if self.is_drawn else Contribution.objects.seen_with(self.access)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page, with what all of its judgements rest on read at once."""
        rows: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        context = {**self.get_serializer_context(), "pieces": pieces_of(self.access, [row.pk for row in rows])}
        return self.get_paginated_response(ContributionSerializer(rows, many=True, context=context).data)

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        values = dict(serializer.validated_data)
        pieces = [Piece(**piece) for piece in values.pop("pieces", ())]
        judged = values.pop("judged", None)
        of, combination, concern = (
            values.pop("initiative", None),
            values.pop("combination", None),
            values.pop("concern"),
        )
        try:
            serializer.instance = contributions.judge(
                concern=concern, of=of or combination, values=values, pieces=pieces, judged=judged,
                by=self.by,
            )  # fmt: skip
        except Invalid as invalid:
            raise ValidationError(invalid.message_dict) from None
        except Stale:
            raise Conflict from None
