"""What people write into a report beside its text: sections, rewritten findings, questions, and what they say of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sensemaking.models.report import SenseMakingReport


class ReportSection(models.Model):
    """How the stewards want one section of a report: where it stands, whether it shows, and what they call it.

    A section without a row stands where it always stands and speaks for itself.
    """

    class Name(models.TextChoices):
        NARRATIVE = "narrative", _("In short")
        THEMES = "themes", _("Themes")
        CHANGED = "changed", _("What changed")
        TENSIONS = "tensions", _("Tensions")
        BARRIERS = "barriers", _("Shared obstacles")
        TRANSFERS = "transfers", _("Learning to transfer")
        SURPRISES = "surprises", _("Surprises")
        SHIFTS = "shifts", _("What changed around us")
        HEARD = "heard", _("Who we did not hear from")
        QUESTIONS = "questions", _("Questions to carry")
        CREDITS = "credits", _("Who made this possible")
        NOTES = "notes", _("Notes")

    report = models.ForeignKey(SenseMakingReport, on_delete=models.CASCADE, related_name="sections")
    name = models.CharField(max_length=12, choices=Name.choices)
    order = models.PositiveSmallIntegerField()
    is_hidden = models.BooleanField(_("Leave this section out"), default=False)
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    introduction = models.TextField(_("introduction"), blank=True)
    edit = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ("order", "id")
        constraints = (models.UniqueConstraint(fields=("report", "name"), name="section_is_arranged_once"),)

    def __str__(self) -> str:
        return self.heading or str(self.get_name_display())


class FindingEdit(models.Model):
    """A finding in a steward's own words; it outlives the finding, which every run makes anew.

    `key` is that of the finding, empty once a rerun no longer found it; `found_title` and `found_body` are what the
    logs made of it.
    """

    report = models.ForeignKey(SenseMakingReport, on_delete=models.CASCADE, related_name="finding_edits")
    key = models.CharField(max_length=64, blank=True)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    found_title = models.CharField(max_length=200)
    found_body = models.TextField(blank=True)
    edit = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("report", "key"), condition=~Q(key=""), name="finding_is_rewritten_once"),
        )

    def __str__(self) -> str:
        return self.title


class CarriedQuestion(models.Model):
    """A question that a report leaves open: who carries it, and by when."""

    report = models.ForeignKey(SenseMakingReport, on_delete=models.CASCADE, related_name="questions")
    question = models.CharField(_("question"), max_length=300)
    carrier = models.CharField(_("who carries it"), max_length=120, blank=True)
    by_on = models.DateField(_("by when"), null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=~Q(question=""), name="carried_question_asks_something"),)

    def __str__(self) -> str:
        return self.question


class ReportRerun(models.Model):
    """What the last run of a report changed in it, and what of the stewards' words it kept."""

    report = models.OneToOneField(SenseMakingReport, on_delete=models.CASCADE, related_name="last_rerun")
    at = models.DateTimeField(default=timezone.now)
    changes = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.report}: {self.at}"


class ReportComment(models.Model):
    """Where in a report a comment stands: beside a section, or beside one finding of it."""

    report = models.ForeignKey(SenseMakingReport, on_delete=models.CASCADE, related_name="remarks")
    comment = models.OneToOneField("stakeholders.Comment", on_delete=models.CASCADE, related_name="in_report")
    section = models.CharField(max_length=12, choices=ReportSection.Name.choices)
    key = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("comment",)

    def __str__(self) -> str:
        return f"{self.get_section_display()}: {self.comment_id}"


class ReportAgreement(models.Model):
    """A steward has read the report as it stood and agrees; making it again asks everybody anew."""

    report = models.ForeignKey(SenseMakingReport, on_delete=models.CASCADE, related_name="agreements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at",)
        constraints = (models.UniqueConstraint(fields=("report", "user"), name="steward_agrees_once"),)

    def __str__(self) -> str:
        return f"{self.report}: {self.user_id}"
