"""Learning logs and reports as JSON."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from initiatives.models import Initiative
from sensemaking.models import (
    Bearing,
    Finding,
    FindingLog,
    LearningLog,
    LearningQuestion,
    SenseMakingReport,
    Slider,
)
from sensemaking.services.speaking import LEFT, RIGHT

MOST = 20


class PlacingSerializer(serializers.Serializer):
    """Where a log stands between two poles: 0 is the left one, 100 the right one."""

    slider = serializers.PrimaryKeyRelatedField(queryset=Slider.objects.none())
    value = serializers.IntegerField(min_value=LEFT, max_value=RIGHT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slider"].queryset = Slider.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def validate_slider(self, slider: Slider) -> Slider:
        """A slider of this portfolio."""
        access = self.context.get("access")
        if access is None or slider.portfolio_id != access.portfolio.pk:
            raise serializers.ValidationError(_("This slider belongs to another portfolio."))
        return slider


class BearingSerializer(serializers.Serializer):
    """A question that a log supports ("for") or challenges ("against")."""

    question = serializers.PrimaryKeyRelatedField(queryset=LearningQuestion.objects.all())
    side = serializers.ChoiceField(choices=Bearing.Side.choices)

    def validate_question(self, question: LearningQuestion) -> LearningQuestion:
        """A question that the caller may see here and that is still asked."""
        access = self.context.get("access")
        seen = LearningQuestion.objects.seen_with(access).live() if access else LearningQuestion.objects.none()
        if not seen.filter(pk=question.pk).exists():
            raise serializers.ValidationError(_("No such question is asked here."))
        return question


class LearningLogSerializer(serializers.ModelSerializer):
    """What was tried, what was seen, what comes next; `client_key` makes sending it twice harmless."""

    initiative = serializers.PrimaryKeyRelatedField(
        queryset=Initiative.objects.none(), required=False, allow_null=True, default=None
    )
    author = serializers.CharField(source="author_name", read_only=True)
    client_key = serializers.UUIDField(required=False, write_only=True)
    placings = PlacingSerializer(many=True, required=False, write_only=True, max_length=MOST)
    questions = BearingSerializer(  # type: ignore[call-arg]  # a list takes it
        many=True, required=False, write_only=True, max_length=MOST
    )

    class Meta:
        model = LearningLog
        fields = (
            "id", "initiative", "title", "tried", "saw", "next", "kind", "mark", "circle", "status", "happened_on",
            "author", "created_at", "client_key", "placings", "questions",
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
