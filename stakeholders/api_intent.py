"""The shared intent over the API: its versions, and wordings suggested for one of them."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import mixins
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.serializers import BaseSerializer

from stakeholders.access import Permission
from stakeholders.intent_overviews import counted
from stakeholders.intent_policies import DIALOGUE_IS_CLOSED, may_speak
from stakeholders.models import IntentSuggestion, IntentVersion, User
from stakeholders.portfolio_api import InPortfolio
from stakeholders.serializers_intent import IntentSuggestionSerializer, IntentVersionSerializer
from stakeholders.services import suggestions


class IntentVersionFilter(filters.FilterSet):
    """Versions by state."""

    status = filters.MultipleChoiceFilter(choices=IntentVersion.Status.choices)


class IntentVersionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Versions of the intent that the caller may open, newest first; one is found by its number."""

    serializer_class = IntentVersionSerializer
    queryset = IntentVersion.objects.none()
    filterset_class = IntentVersionFilter
    lookup_field = "number"
    lookup_value_regex = r"\d{1,9}"

    def get_queryset(self) -> QuerySet[IntentVersion]:
        return IntentVersion.objects.none() if self.is_drawn else counted(self.access)


class IntentSuggestionViewSet(mixins.ListModelMixin, mixins.CreateModelMixin, InPortfolio):
    """Wordings suggested for one version; everybody with a role reads and suggests."""

    reads = writes = Permission.TAKE_PART
    serializer_class = IntentSuggestionSerializer
    queryset = IntentSuggestion.objects.none()

    def get_queryset(self) -> QuerySet[IntentSuggestion]:
        if self.is_drawn:
            return IntentSuggestion.objects.none()
        rows = self.version.suggestions.exclude(status=IntentSuggestion.Status.WITHDRAWN)
        return rows.select_related("by", "taken_into").order_by("pk")

    @property
    def version(self) -> IntentVersion:
        rows = IntentVersion.objects.seen_with(self.access).select_related("portfolio")
        return get_object_or_404(rows, number=self.kwargs["version_number"])

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        return context if self.is_drawn else {**context, "version": self.version}

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        version = self.version
        assert isinstance(self.request.user, User)
        if not may_speak(self.access, version):
            raise PermissionDenied(DIALOGUE_IS_CLOSED)
        serializer.instance = suggestions.suggest(version=version, by=self.request.user, **serializer.validated_data)
