"""The roll-up of a portfolio and a period, and its findings."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.jobs import Job
from sensemaking.periods import Period
from sensemaking.querysets import ReportQuerySet
from stakeholders.models import Circle


class SenseMakingReport(Job):
    """What a portfolio's logs of one period say; the row is the worker's job, and published is frozen.

    The scope is frozen when it is asked for: logs from `from_on` to before `to_on` that were there at `as_of`
    and whose circle is at least as wide as `circle`.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Waiting for a worker")
        WORKING = "working", _("Being made")
        READY = "ready", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")
        FAILED = "failed", _("Failed")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="reports")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until before"))
    circle = models.CharField(_("for whom"), max_length=10, choices=Circle.choices, default=Circle.PORTFOLIO)
    as_of = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    title = models.CharField(_("title"), max_length=200, blank=True)
    standfirst = models.TextField(_("standfirst"), blank=True)
    notes = models.TextField(_("notes"), blank=True)
    facts = models.JSONField(default=dict, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reports_asked"
    )
    ready_at = models.DateTimeField(null=True, blank=True, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="reports_published"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("-from_on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="report_period_is_not_empty"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False), name="published_report_says_when"
            ),
        )

    def __str__(self) -> str:
        return self.title or f"{self.from_on} – {self.to_on}"

    def get_absolute_url(self) -> str:
        return reverse("sensemaking:report", args=[self.portfolio.slug, self.pk])

    @property
    def period_name(self) -> str:
        """The period in words, as in “July–September 2026”."""
        return Period(self.from_on, self.to_on).name()

    @property
    def is_frozen(self) -> bool:
        """Whether nobody may change it any more."""
        return self.status == self.Status.PUBLISHED


class Finding(models.Model):
    """One thing the report says; `rule` tells in words how it was found, `data` holds what a chart draws."""

    class Kind(models.TextChoices):
        THEME = "theme", _("Theme")
        CHANGE = "change", _("Change")
        TENSION = "tension", _("Tension")
        SURPRISE = "surprise", _("Surprise")
        BLIND_SPOT = "blind_spot", _("Blind spot")
        BARRIER = "barrier", _("Barrier shared")
        TRANSFER = "transfer", _("Learning to transfer")
        SHIFT = "shift", _("Context shift")

    report = models.ForeignKey(SenseMakingReport, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=64)
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    rule = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    log_count = models.PositiveIntegerField(default=0)
    before_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("kind", "order", "id")
        constraints = (models.UniqueConstraint(fields=("report", "key"), name="finding_key_is_unique_in_report"),)

    def __str__(self) -> str:
        return self.title


class FindingLog(models.Model):
    """A log that a finding cites; `quote` is an exact part of it, or empty.

    `was_before` marks logs of the period before, which a change is measured against.
    """

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="citations")
    log = models.ForeignKey("sensemaking.LearningLog", on_delete=models.CASCADE, related_name="cited_by")
    weight = models.FloatField(default=0)
    quote = models.TextField(blank=True)
    was_before = models.BooleanField(default=False)

    class Meta:
        ordering = ("-weight", "id")
        constraints = (models.UniqueConstraint(fields=("finding", "log"), name="log_is_cited_once_per_finding"),)

    def __str__(self) -> str:
        return f"{self.finding}: {self.log_id}"

    @property
    def shown_quote(self) -> str:
        """The quote, as long as its log still says it."""
        return self.quote if self.quote and self.log.says(self.quote) else ""
