"""Report once, print many: what each funder wants to read, and what was sent."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.governance import CURRENCY
from funding.querysets_reports import FunderReportQuerySet
from portfolio_hub.lib.jobs import Job, JobQuerySet
from portfolio_hub.lib.letters import Letter


class ReportTemplate(models.Model):
    """What a funder's report holds: `sections` is [{"name", "heading", "is_shown"}] in their order."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="report_templates")
    funder = models.ForeignKey("stakeholders.Organisation", on_delete=models.CASCADE, related_name="report_templates")
    name = models.CharField(_("name"), max_length=150)
    sections = models.JSONField(default=list)
    currency = models.CharField(_("currency"), max_length=3, validators=[CURRENCY])
    months = models.PositiveSmallIntegerField(_("months in a period"), default=12)
    initiatives = models.ManyToManyField(
        "initiatives.Initiative", verbose_name=_("which initiatives"), blank=True, related_name="report_templates"
    )
    edit = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ("funder", "name")
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "funder", "name"), name="funder_has_a_template_once"),
        )

    def __str__(self) -> str:
        return f"{self.funder}: {self.name}"


class FunderReport(Job):
    """One report to a funder, made by the worker from what is there; frozen when sent. `document` is what it says."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Waiting for a worker")
        WORKING = "working", _("At work")
        READY = "ready", _("To be looked at")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    template = models.ForeignKey(ReportTemplate, on_delete=models.PROTECT, related_name="reports")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ASKED)
    document = models.JSONField(default=dict, editable=False)
    gaps = models.JSONField(default=list, editable=False)
    words = models.TextField(_("your words to them"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = FunderReportQuerySet.as_manager()

    class Meta:
        ordering = ("-to_on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="funder_report_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(status="sent") ^ Q(sent_at__isnull=True), name="sent_funder_report_says_when"
            ),
        )

    def __str__(self) -> str:
        return f"{self.template}, {self.from_on} – {self.to_on}"

    def get_absolute_url(self) -> str:
        return reverse("funding:report", args=[self.template.portfolio.slug, self.pk])

    @property
    def is_in_hand(self) -> bool:
        """Whether a worker has it, or is waited for."""
        return self.status in (self.Status.ASKED, self.Status.WORKING)

    @property
    def is_sent(self) -> bool:
        return self.status == self.Status.SENT


class FunderReportFiles(Job):
    """A report as a worker drew it to be taken along; `stamp` is a hash of what the report said then."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Waiting for a worker")
        WORKING = "working", _("At work")
        READY = "ready", _("Drawn")
        FAILED = "failed", _("Failed")

    report = models.OneToOneField(FunderReport, on_delete=models.CASCADE, related_name="files")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ASKED)
    stamp = models.CharField(max_length=64, blank=True, editable=False)
    pdf = models.BinaryField(null=True)
    xlsx = models.BinaryField(null=True)
    docx = models.BinaryField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "funder report files"

    def __str__(self) -> str:
        return f"{self.report}: {self.status}"


class MissingAsk(models.Model):
    """An invitation to somebody to tell what a report to a funder lacks, and only that."""

    report = models.ForeignKey(FunderReport, on_delete=models.CASCADE, related_name="asks")
    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("whom to ask"))
    lacks = models.JSONField(default=list)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("report", "initiative", "email"), name="author_is_asked_once_for_a_report"),
        )

    def __str__(self) -> str:
        return f"{self.report}: {self.initiative}"


class FunderReportLetter(Letter):
    """A letter that a report was sent, to one of the funder's people; who may not read it any more gets none."""

    report = models.ForeignKey(FunderReport, on_delete=models.CASCADE, related_name="letters")

    class Meta(Letter.Meta):
        constraints = (
            models.UniqueConstraint(fields=("report", "user"), name="reader_is_told_of_a_funder_report_once"),
        )

    def __str__(self) -> str:
        return f"{self.report}: {self.user}"
