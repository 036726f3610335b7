"""Learning logs and reports over the API."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from rest_framework import mixins
from rest_framework.exceptions import PermissionDenied
from rest_framework.serializers import BaseSerializer

from initiatives.api import ID, Posting, orderly
from sensemaking.models import Kind, LearningLog, Mark, SenseMakingReport
from sensemaking.serializers import LearningLogSerializer, ReportSerializer, WholeReportSerializer
from sensemaking.services import learning, speaking
from stakeholders.portfolio_api import InPortfolio

FIXED = ("initiative", "client_key", "placings", "questions")


class LogFilter(filters.FilterSet):
    """`q` finds words; `since` and `until` are days, both included."""

    q = filters.CharFilter(method="find")
    initiative = filters.NumberFilter(min_value=1, max_value=2**62)
    kind = filters.MultipleChoiceFilter(choices=Kind.choices)
    mark = filters.ChoiceFilter(choices=Mark.choices)
    since = filters.DateFilter(field_name="happened_on", lookup_expr="gte")
    until = filters.DateFilter(field_name="happened_on", lookup_expr="lte")

    def find(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)


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
        return (
            LearningLog.objects.none() if self.is_drawn else LearningLog.objects.seen_with(self.access).defer("search")
        )

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        values = self.circled(dict(serializer.validated_data))
        serializer.instance = self.written(values) or orderly(lambda: self._write(values))

    def _write(self, values: dict[str, Any]) -> LearningLog:
        """The log with what it speaks to, or nothing of both."""
        placings, questions = values.pop("placings", ()), values.pop("questions", ())
        log = learning.record(portfolio=self.portfolio, by=self.request.user, **values)
        speaking.place(log=log, values={row["slider"]: row["value"] for row in placings})
        speaking.bear(log=log, sides={row["question"]: row["side"] for row in questions}, by=self.request.user)
        return log

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        log = serializer.instance
        if not (self.access.is_steward or log.by_id == self.request.user.pk):
            raise PermissionDenied(_("Its author and the stewards edit a log."))
        values = {name: value for name, value in serializer.validated_data.items() if name not in FIXED}
        if "circle" in values:
            self.circled({"initiative": log.initiative, "circle": values["circle"]})
        serializer.instance = learning.edit(log=log, by=self.request.user, values=values)


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
        return reports.prefetch_related("findings__citations") if self.action == "retrieve" else reports

    def get_serializer_class(self) -> type[ReportSerializer]:
        return WholeReportSerializer if self.action == "retrieve" else ReportSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        """A whole report needs to know which of its logs this reader may see."""
        context = super().get_serializer_context()
        if self.is_drawn or self.action != "retrieve":
            return {**context, "seen_logs": frozenset()}
        cited = LearningLog.objects.seen_with(self.access).filter(cited_by__finding__report=self.kwargs["pk"])
        return {**context, "seen_logs": frozenset(cited.values_list("pk", flat=True))}
