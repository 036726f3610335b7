"""Learning logs and reports as JSON."""

from typing import Any

from rest_framework import serializers

from initiatives.models import Initiative
from sensemaking.models import Finding, FindingLog, LearningLog, SenseMakingReport


class LearningLogSerializer(serializers.ModelSerializer):
    """What was tried, what was seen, what comes next; `client_key` makes sending it twice harmless."""

    initiative = serializers.PrimaryKeyRelatedField(
        queryset=Initiative.objects.none(), required=False, allow_null=True, default=None
    )
    author = serializers.CharField(source="author_name", read_only=True)
    client_key = serializers.UUIDField(required=False, write_only=True)

    class Meta:
        model = LearningLog
        fields = (
            "id", "initiative", "title", "tried", "saw", "next", "kind", "mark", "circle", "status", "happened_on",
            "author", "created_at", "client_key",
        )  # fmt: skip
        read_only_fields = ("id", "status", "created_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if access := self.context.get("access"):
            rows = Initiative.objects.seen_with(access)
            self.fields["initiative"].queryset = rows  # type: ignore[attr-defined]


class CitationSerializer(serializers.ModelSerializer):
    """A log that a finding cites, with its exact words."""

    class Meta:
        model = FindingLog
        fields = ("log", "weight", "quote")
        read_only_fields = fields


class FindingSerializer(serializers.ModelSerializer):
    """One thing the report says, the rule by which it was found, and its logs that the caller may read."""

    citations = serializers.SerializerMethodField()

    class Meta:
        model = Finding
        fields = ("key", "kind", "order", "title", "body", "rule", "log_count", "before_count", "citations")
        read_only_fields = fields

    def get_citations(self, finding: Finding) -> list[dict[str, Any]]:
        seen = [citation for citation in finding.citations.all() if citation.log_id in self.context["seen_logs"]]
        return [dict(row) for row in CitationSerializer(seen, many=True).data]


class ReportSerializer(serializers.ModelSerializer):
    """A sense-making report; `to_on` is the day after its last."""

    class Meta:
        model = SenseMakingReport
        fields = ("id", "from_on", "to_on", "circle", "status", "title", "standfirst", "notes", "published_at")
        read_only_fields = fields


class WholeReportSerializer(ReportSerializer):
    """A report with its findings."""

    findings = FindingSerializer(many=True, read_only=True)

    class Meta(ReportSerializer.Meta):
        fields: tuple[str, ...] = (*ReportSerializer.Meta.fields, "findings")  # type: ignore[assignment]  # one more
        read_only_fields = fields  # type: ignore[assignment]
