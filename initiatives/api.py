"""Initiatives, their systems and updates over the API."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from rest_framework import mixins, status
from rest_framework.exceptions import APIException
from rest_framework.serializers import BaseSerializer

from initiatives.models import Initiative, Placement, Stage, System, Update
from initiatives.policies import may_edit
from initiatives.serializers import InitiativeSerializer, SystemSerializer, UpdateSerializer
from initiatives.services import posts, records, updates
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.access import Permission, refusal
from stakeholders.portfolio_api import InPortfolio

ID = r"\d{1,18}"
Made = TypeVar("Made")


class Conflict(APIException):
    """Somebody else was first."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "Somebody has edited this since you read it; read it again and send your change with its version."


class SystemViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """The systems of the frame."""

    serializer_class = SystemSerializer
    queryset = System.objects.none()
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[System]:
        return System.objects.none() if self.is_drawn else System.objects.filter(portfolio=self.portfolio)


class InitiativeFilter(filters.FilterSet):
    """`q` finds words, `system` an id of the frame, `heard_before` those quiet since then."""

    q = filters.CharFilter(method="find")
    stage = filters.MultipleChoiceFilter(choices=Stage.choices)
    system = filters.NumberFilter(method="touching", min_value=1, max_value=2**62)
    place = filters.NumberFilter(field_name="places", min_value=1, max_value=2**62)
    source = filters.CharFilter()
    external_id = filters.CharFilter()
    heard_before = filters.IsoDateTimeFilter(field_name="last_heard_at", lookup_expr="lt")

    def find(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)

    def touching(self, rows: Any, name: str, value: Any) -> Any:
        placed = Placement.objects.live().filter(touches__system=int(value))
        return rows.filter(pk__in=placed.values("initiative"))


class InitiativeViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    InPortfolio,
):
    """Initiatives that the caller's circle reaches; stewards add them, and who may edit on the page may edit here."""

    writes = Permission.EDIT
    serializer_class = InitiativeSerializer
    queryset = Initiative.objects.none()
    filterset_class = InitiativeFilter
    lookup_value_regex = ID
    http_method_names: ClassVar[list[str]] = ["get", "post", "patch", "head", "options"]

    def get_queryset(self) -> QuerySet[Initiative]:
        if self.is_drawn:
            return Initiative.objects.none()
        here = Placement.objects.live().filter(portfolio=self.portfolio).prefetch_related("touches", "levers")
        rows = Initiative.objects.seen_with(self.access).defer("search")
        return rows.prefetch_related("places", Prefetch("placements", here, to_attr="here"))

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        if not self.access.may(Permission.CURATE):
            raise refusal(self.portfolio)
        values = _values(serializer)
        why = values.pop("why", "")
        made = orderly(lambda: records.create(portfolio=self.portfolio, by=self.request.user, why=why, **values))
        serializer.instance = self.get_queryset().get(pk=made.pk)

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        may_edit(self.access, serializer.instance).enforce()
        values = _values(serializer)
        guard = {"why": values.pop("why", ""), "version": serializer.validated_data.get("version")}
        try:
            orderly(lambda: records.edit(initiative=serializer.instance, by=self.request.user, **guard, **values))
        except Stale:
            raise Conflict from None
        serializer.instance = self.get_queryset().get(pk=serializer.instance.pk)


class UpdateFilter(filters.FilterSet):
    """Updates of one initiative, or since a day."""

    initiative = filters.NumberFilter(min_value=1, max_value=2**62)
    since = filters.DateFilter(field_name="happened_on", lookup_expr="gte")


class Posting(InPortfolio):
    """What updates and logs share: who may post where, and that sending twice writes once."""

    writes = Permission.POST

    def written(self, values: dict[str, Any]) -> Any:
        """The caller's own row with this `client_key`, when it came before."""
        key = values.get("client_key")
        return self.get_queryset().filter(client_key=key, by=self.request.user).first() if key else None

    def circled(self, values: dict[str, Any]) -> dict[str, Any]:
        """The same values with a circle in which this person may post; raises ValidationError for another."""
        circles = posts.circles_for(
            initiative=values.get("initiative"), user=self.request.user, is_steward=self.access.is_steward
        )
        values.setdefault("circle", posts.usual_circle(circles))
        if values["circle"] not in circles:
            raise ValidationError({"circle": _("You may not post about this in that circle.")})
        return values


class UpdateViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, Posting):
    """Updates that the caller's circle reaches."""

    serializer_class = UpdateSerializer
    queryset = Update.objects.none()
    filterset_class = UpdateFilter
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[Update]:
        if self.is_drawn:
            return Update.objects.none()
        return Update.objects.visible_to(self.request.user).filter(portfolio=self.portfolio)

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        values = self.circled(dict(serializer.validated_data))
        serializer.instance = self.written(values) or orderly(
            lambda: updates.record(portfolio=self.portfolio, by=self.request.user, **values)
        )


def orderly(act: Callable[[], Made]) -> Made:
    """Do what the service does; a row that exists already is a conflict."""
    try:
        with transaction.atomic():
            return act()
    except IntegrityError:
        raise Conflict(_("There is already one with these identifiers.")) from None


def _values(serializer: BaseSerializer[Any]) -> dict[str, Any]:
    return {name: value for name, value in serializer.validated_data.items() if name != "version"}
