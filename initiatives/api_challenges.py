"""Challenges and their framings over the API."""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django_filters import rest_framework as filters
from rest_framework import mixins
from rest_framework.generics import get_object_or_404
from rest_framework.serializers import BaseSerializer

from initiatives.api import ID
from initiatives.models import Answer, Challenge, Framing, Initiative
from initiatives.policies_challenges import may_contribute
from initiatives.serializers_challenges import ChallengeSerializer, FramingSerializer
from initiatives.services.challenges import framing as framings
from initiatives.services.challenges import raising
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio


class ChallengeFilter(filters.FilterSet):
    """`q` finds words, `system` and `place` are ids."""

    q = filters.CharFilter(method="find")
    status = filters.MultipleChoiceFilter(choices=Challenge.Status.choices)
    system = filters.NumberFilter(field_name="systems", min_value=1, max_value=2**62)
    place = filters.NumberFilter(field_name="places", min_value=1, max_value=2**62)

    def find(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)


class ChallengeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, InPortfolio):
    """Challenges that the caller's circle reaches, and their own; anyone with a role raises one."""

    writes = Permission.RAISE
    serializer_class = ChallengeSerializer
    queryset = Challenge.objects.none()
    filterset_class = ChallengeFilter
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Challenge]:
        if self.is_drawn:
            return Challenge.objects.none()
        seen = Initiative.objects.seen_with(self.access).values("pk")
        answers = Prefetch("answers", Answer.objects.filter(initiative__in=seen))
        rows = Challenge.objects.seen_with(self.access).defer("search")
        return rows.prefetch_related("systems", "places", answers)

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        made = raising.raise_challenge(portfolio=self.portfolio, by=self.by, **serializer.validated_data)
        serializer.instance = self.get_queryset().get(pk=made.pk)


class FramingViewSet(mixins.ListModelMixin, mixins.CreateModelMixin, InPortfolio):
    """The ways to see one challenge, side by side; anyone with a role adds one."""

    writes = Permission.RAISE
    serializer_class = FramingSerializer
    queryset = Framing.objects.none()

    @property
    def challenge(self) -> Challenge:
        """The challenge that the address names; 404 when the caller may not see it."""
        return get_object_or_404(Challenge.objects.seen_with(self.access), pk=self.kwargs["challenge_pk"])

    def get_queryset(self) -> QuerySet[Framing]:
        if self.is_drawn:
            return Framing.objects.none()
        rows = Framing.objects.filter(challenge=self.challenge).select_related("by")
        said = {name: Count("marks", filter=Q(marks__stance=name)) for name in ("agree", "different")}
        return rows.annotate(**said).order_by("created_at", "pk")

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        challenge = self.challenge
        may_contribute(self.access, challenge).enforce()
        made = framings.add(challenge=challenge, by=self.by, **serializer.validated_data)
        serializer.instance = self.get_queryset().get(pk=made.pk)
