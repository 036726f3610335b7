"""Matches over the API: the two sides read them, talk in them, and say what became of them."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from funding.api_forms import filled, in_state, known
from funding.forms.matching import AgreeForm, AsideForm, SayForm
from funding.models import Allocation, CapitalCommitment, FundingMatch
from funding.serializers_matching import (
    AgreeWriting,
    AsideWriting,
    MatchSerializer,
    RemarkSerializer,
    SayWriting,
)
from funding.services import matches
from initiatives.api import ID
from stakeholders.access import Permission
from stakeholders.models import Comment, Membership
from stakeholders.portfolio_api import InPortfolio
from stakeholders.services import comments
from stakeholders.threads import only_mine


class MatchFilterSet(filters.FilterSet):
    """By state, by call, by what would help."""

    status = filters.MultipleChoiceFilter(choices=FundingMatch.Status.choices)
    call = filters.NumberFilter(min_value=1, max_value=2**62)
    support = filters.NumberFilter(min_value=1, max_value=2**62)


class MatchViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Matches of which the caller is a side."""

    reads = writes = Permission.SEE_FUNDING
    serializer_class = MatchSerializer
    queryset = FundingMatch.objects.none()
    filterset_class = MatchFilterSet
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Any]:
        if self.is_drawn:
            return FundingMatch.objects.none()
        mine = {
            f"sees_{name}": Exists(model.objects.visible_to(self.request.user).filter(pk=OuterRef(name)))
            for name, model in (("allocation", Allocation), ("commitment", CapitalCommitment))
        }
        rows = FundingMatch.objects.seen_with(self.access).annotate(**mine)
        return rows.select_related("call__portfolio", "call__funder", "support")

    @extend_schema(methods=["GET"], responses=RemarkSerializer(many=True))
    @extend_schema(methods=["POST"], request=SayWriting, responses={201: RemarkSerializer})
    @action(detail=True, methods=["get", "post"], serializer_class=RemarkSerializer, filterset_class=None)
    def comments(self, request: Request, **kwargs: Any) -> Response:
        """The conversation, what was said last first; or say something to the other side."""
        row = self.get_object()
        if request.method == "POST":
            body = filled(SayForm, request).cleaned_data["body"]
            said = in_state(lambda: matches.say(match=row, by=self.by, body=body))
            return Response(self._remarks(said).data, status=status.HTTP_201_CREATED)
        found = Comment.objects.about(row).select_related("by")
        return self.get_paginated_response(self._remarks(self.paginate_queryset(found), many=True).data)

    @extend_schema(methods=["PATCH"], request=SayWriting, responses=RemarkSerializer)
    @extend_schema(methods=["DELETE"], responses={204: None})
    @action(detail=True, methods=["patch", "delete"], url_path=rf"comments/(?P<said>{ID})")
    def comment(self, request: Request, **kwargs: Any) -> Response:
        """Change one's own words, or take them back as long as nobody said anything after them."""
        row = self.get_object()
        words = only_mine(self.access, get_object_or_404(Comment.objects.about(row), pk=kwargs["said"]))
        if request.method == "DELETE":
            in_state(lambda: matches.unsay(match=row, said=words, by=self.by))
            return Response(status=status.HTTP_204_NO_CONTENT)
        body = filled(SayForm, request).cleaned_data["body"]
        return Response(self._remarks(comments.edit(comment=words, by=self.by, body=body)).data)

    def _remarks(self, said: Any, *, many: bool = False) -> RemarkSerializer:
        stewards = Membership.objects.filter(portfolio=self.portfolio).stewards()
        context = {**self.get_serializer_context(), "stewards": set(stewards.values_list("user", flat=True))}
        return RemarkSerializer(said, many=many, context=context)

    @extend_schema(request=AsideWriting, responses=MatchSerializer)
    @action(detail=True, methods=["post"], url_path="set-aside")
    def set_aside(self, request: Request, **kwargs: Any) -> Response:
        """Set it aside, with a reason that the other side reads."""
        row, data = self.get_object(), filled(AsideForm, request).cleaned_data
        return self._done(lambda: matches.set_aside(match=row, by=self.by, **data))

    @extend_schema(request=AgreeWriting, responses=MatchSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, **kwargs: Any) -> Response:
        """Say that it led to an agreement, and to which promise or allocation where it stands in the books."""
        row = self.get_object()
        stands = known(AgreeForm(match=row, access=self.access))
        data = filled(lambda sent: AgreeForm(sent, match=row, access=self.access), request, stands).cleaned_data
        return self._done(lambda: matches.agree(match=row, by=self.by, **data))

    @extend_schema(request=None, responses=MatchSerializer)
    @action(detail=True, methods=["post"], url_path="take-up")
    def take_up(self, request: Request, **kwargs: Any) -> Response:
        """Take up again what was set aside."""
        row = self.get_object()
        return self._done(lambda: matches.take_up(match=row, by=self.by))

    def _done(self, act: Callable[[], Any]) -> Response:
        in_state(act)
        return Response(self.get_serializer(self.get_object()).data)
