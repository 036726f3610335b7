"""Learning logs and reports over the API."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from initiatives.api import ID, Posting, orderly
from sensemaking.models import FindingLog, Kind, LearningLog, Mark, SenseMakingReport
from sensemaking.serializers import LearningLogSerializer, ReportSerializer, UseSerializer, WholeReportSerializer
from sensemaking.services import learning, speaking, using
from sensemaking.tagging import tidy
from stakeholders.portfolio_api import InPortfolio

ADDED = ("placings", "questions", "tags")
FIXED = ("initiative", "client_key", *ADDED)


class LogFilter(filters.FilterSet):
    """`q` finds words; `since` and `until` are days, both included."""

    q = filters.CharFilter(method="find")
    initiative = filters.NumberFilter(min_value=1, max_value=2**62)
    kind = filters.MultipleChoiceFilter(choices=Kind.choices)
    mark = filters.ChoiceFilter(choices=Mark.choices)
    since = filters.DateFilter(field_name="happened_on", lookup_expr="gte")
    until = filters.DateFilter(field_name="happened_on", lookup_expr="lte")
    tag = filters.CharFilter(method="tagged")

    def find(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)

    def tagged(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(tags__name=tidy(value))


class LearningLogViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, mixins.UpdateModelMixin, Posting
):
    """Logs that the caller's circle reaches; authors and stewards edit them."""

    serializer_class = LearningLogSerializer
    queryset = LearningLog.objects.none()
    filterset_class = LogFilter
    lookup_value_regex = ID
    http_method_names: ClassVar[list[str]] = ["get", "post", "patch", "head", "options"]

    def get_queryset(self) -> QuerySet[LearningLog]:
        if self.is_drawn:
            return LearningLog.objects.none()
        return LearningLog.objects.seen_with(self.access).defer("search").prefetch_related("tags", "uses")

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        values = self.circled(dict(serializer.validated_data))
        serializer.instance = self.written(values) or orderly(lambda: self._write(values))

    def _write(self, values: dict[str, Any]) -> LearningLog:
        """The log with what it speaks to and its tags, or nothing of all that."""
        plain = {name: value for name, value in values.items() if name not in ADDED}
        log = learning.record(portfolio=self.portfolio, by=self.request.user, **plain)
        self._add(log, values)
        return log

    def _add(self, log: LearningLog, values: dict[str, Any]) -> None:
        """What stands beside the words of a log, as far as it was sent."""
        user: Any = self.request.user
        if placings := values.get("placings"):
            speaking.place(log=log, values={row["slider"]: row["value"] for row in placings})
        if questions := values.get("questions"):
            speaking.bear(log=log, sides={row["question"]: row["side"] for row in questions}, by=user)
        if "tags" in values:
            using.tag(log=log, names=values["tags"], by=user)

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        log = serializer.instance
        if not (self.access.is_steward or log.by_id == self.request.user.pk):
            raise PermissionDenied(_("Its author and the stewards edit a log."))
        if "placings" in serializer.validated_data and log.by_id != self.request.user.pk:
            raise PermissionDenied(_("Only its author places a log between two poles."))
        values = {name: value for name, value in serializer.validated_data.items() if name not in FIXED}
        if "circle" in values:
            self.circled({"initiative": log.initiative, "circle": values["circle"]})
        edited = orderly(lambda: self._edit(log, values, serializer.validated_data))
        serializer.instance = self.get_queryset().get(pk=edited.pk)

    def _edit(self, log: LearningLog, values: dict[str, Any], sent: dict[str, Any]) -> LearningLog:
        edited = learning.edit(log=log, by=self.request.user, values=values)
        self._add(edited, sent)
        return edited

    @extend_schema(request=UseSerializer, responses={201: UseSerializer})
    @action(detail=True, methods=["post"], serializer_class=UseSerializer)
    def uses(self, request: Request, **kwargs: Any) -> Response:
        """Say where a log was used; its author reads it."""
        log, serializer = self.get_object(), self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        made = orderly(lambda: using.use(log=log, by=request.user, **serializer.validated_data))
        return Response(self.get_serializer(made).data, status=201)


class ReportFilter(filters.FilterSet):
    """Reports by state."""

    status = filters.MultipleChoiceFilter(choices=SenseMakingReport.Status.choices)


class ReportViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Reports that the caller may open, each with its findings and the logs they cite."""

    queryset = SenseMakingReport.objects.none()
    filterset_class = ReportFilter
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[SenseMakingReport]:
        if self.is_drawn:
            return SenseMakingReport.objects.none()
        reports = SenseMakingReport.objects.seen_with(self.access)
        return reports.prefetch_related("findings__citations") if self.action == "retrieve" else reports.defer("facts")

    def get_serializer_class(self) -> type[ReportSerializer]:
        return WholeReportSerializer if self.action == "retrieve" else ReportSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        """A whole report needs to know which of its logs this reader may see."""
        context = super().get_serializer_context()
        if self.is_drawn or self.action != "retrieve":
            return {**context, "seen_logs": frozenset()}
        cited = LearningLog.objects.seen_with(self.access).filter(cited_by__finding__report=self.kwargs["pk"])
        quoted = FindingLog.objects.filter(finding__report=self.kwargs["pk"]).exclude(quote="").select_related("log")
        gone = frozenset(row.pk for row in quoted.defer("log__search") if not row.log.says(row.quote))
        return {**context, "seen_logs": frozenset(cited.values_list("pk", flat=True)), "gone_quotes": gone}
