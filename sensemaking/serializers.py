"""Learning logs and reports as JSON."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from initiatives.models import Initiative
from sensemaking.models import (
    Bearing,
    Finding,
    FindingLog,
    LearningLog,
    LearningQuestion,
    LogUse,
    SenseMakingReport,
    Slider,
)
from sensemaking.services.narrative_material import material_of
from sensemaking.services.narrative_standing import Writer, narrative_row, standing
from sensemaking.services.speaking import LEFT, RIGHT
from sensemaking.tagging import LONGEST, tidied
from sensemaking.veiling import veil

MOST = 20


class PlacingSerializer(serializers.Serializer):
    """Where a log stands between two poles: 0 is the left one, 100 the right one, null takes it off."""

    slider = serializers.PrimaryKeyRelatedField(queryset=Slider.objects.none())
    value = serializers.IntegerField(min_value=LEFT, max_value=RIGHT, allow_null=True)

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
    """A question that a log supports ("for"), challenges ("against") or does not speak to ("")."""

    question = serializers.PrimaryKeyRelatedField(queryset=LearningQuestion.objects.all())
    side = serializers.ChoiceField(choices=Bearing.Side.choices, allow_blank=True)

    def validate_question(self, question: LearningQuestion) -> LearningQuestion:
        """A question that the caller may see here and that is still asked."""
        access = self.context.get("access")
        seen = LearningQuestion.objects.seen_with(access).live() if access else LearningQuestion.objects.none()
        if not seen.filter(pk=question.pk).exists():
            raise serializers.ValidationError(_("No such question is asked here."))
        return question


class TagsField(serializers.ListField):
    """The tags of a log, in small letters; what is sent takes the place of all that were there."""

    child = serializers.CharField(max_length=LONGEST)

    def to_representation(self, tags: Any) -> list[str]:
        return [tag.name for tag in tags.all()]

    def to_internal_value(self, data: Any) -> list[str]:
        return tidied(super().to_internal_value(data))


class UseSerializer(serializers.ModelSerializer):
    """Where somebody used a log."""

    class Meta:
        model = LogUse
        fields = ("id", "what", "url", "used_on")
        read_only_fields = ("id",)


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
    tags = TagsField(required=False, max_length=MOST)
    uses = UseSerializer(many=True, read_only=True)

    class Meta:
        model = LearningLog
        fields = (
            "id", "initiative", "title", "tried", "saw", "next", "kind", "mark", "circle", "status", "happened_on",
            "author", "created_at", "client_key", "placings", "questions", "tags", "uses",
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
        for citation in seen:
            if citation.pk in self.context["gone_quotes"]:
                citation.quote = ""
        return [dict(row) for row in CitationSerializer(seen, many=True).data]


class ReportSerializer(serializers.ModelSerializer):
    """A sense-making report; `to_on` is the day after its last."""

    class Meta:
        model = SenseMakingReport
        fields = ("id", "from_on", "to_on", "circle", "status", "title", "standfirst", "notes", "published_at")
        read_only_fields = fields


class SentenceSerializer(serializers.Serializer):
    """A sentence with the keys of the findings and the logs that it stands on."""

    text = serializers.CharField()
    findings = serializers.ListField(child=serializers.CharField())
    logs = serializers.ListField(child=serializers.IntegerField())


class NarrativeSerializer(serializers.Serializer):
    """What the report says in short, and who wrote it: the hub by rule, a machine that nobody has edited, a person.

    `model` drafted it, or drafted what a person has edited since; then `sentences` are those that it was made from.
    """

    written_by = serializers.ChoiceField(choices=[str(writer) for writer in Writer])
    model = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    sentences = SentenceSerializer(many=True)


class WholeReportSerializer(ReportSerializer):
    """A report with its findings."""

    findings = FindingSerializer(many=True, read_only=True)
    narrative = serializers.SerializerMethodField()

    class Meta(ReportSerializer.Meta):
        fields: tuple[str, ...] = (*ReportSerializer.Meta.fields, "narrative", "findings")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    def to_representation(self, instance: SenseMakingReport) -> dict[str, Any]:
        """Findings are called by names that the report's circle may still read."""
        veil(instance.findings.all())
        told: dict[str, Any] = super().to_representation(instance)
        return told

    @extend_schema_field(NarrativeSerializer)
    def get_narrative(self, report: SenseMakingReport) -> dict[str, Any]:
        row = narrative_row(report)
        stands = standing(report, row, material_of(report))
        seen = self.context["seen_logs"]
        sentences = [one.as_json() for paragraph in stands.paragraphs for one in paragraph]
        for sentence in sentences:
            sentence["logs"] = [log for log in sentence["logs"] if log in seen]
        told = {"written_by": stands.writer, "text": stands.text, "sentences": sentences}
        told["model"] = row.model_name if row and stands.writer != Writer.HUB else ""
        return dict(NarrativeSerializer(told).data)
