"""Reports to funders over the API: read as the page shows them, to those to whom they were sent."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import mixins, serializers

from funding.models import FunderReport
from initiatives.api import ID
from stakeholders.access import Permission
from stakeholders.portfolio_api import InPortfolio


class FunderReportSerializer(serializers.ModelSerializer[FunderReport]):
    """One report; `gaps` are for those who make it."""

    name = serializers.CharField(source="template.name", read_only=True)
    funder = serializers.CharField(source="template.funder.name", read_only=True)
    gaps = serializers.SerializerMethodField()

    class Meta:
        model = FunderReport
        fields = ("id", "name", "funder", "from_on", "to_on", "status", "words", "document", "gaps", "sent_at")
        read_only_fields = fields

    def get_gaps(self, report: FunderReport) -> list[dict[str, Any]]:
        """What a draft lacks; nothing once it was sent."""
        return [] if report.is_sent else report.gaps


class FunderReportViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, InPortfolio):
    """Reports to funders: all for stewards, for others what was sent to an organisation that they speak for."""

    reads = Permission.SEE_FUNDING
    queryset = FunderReport.objects.none()
    serializer_class = FunderReportSerializer
    lookup_value_regex = ID

    def get_queryset(self) -> QuerySet[FunderReport]:
        if self.is_drawn:
            return FunderReport.objects.none()
        rows = FunderReport.objects.visible_to(self.request.user).filter(template__portfolio=self.portfolio)
        seen: QuerySet[FunderReport] = rows.select_related("template__funder")
        return seen
