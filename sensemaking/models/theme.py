"""What many logs speak of, known again from report to report."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sensemaking.querysets import ThemeQuerySet


class Theme(models.Model):
    """A theme of a portfolio; `name` is given by people, `found_name` was read from the logs of its newest report.

    `profile` weighs the stems that tell it, so that a later report knows it again. One that is merged lives on in
    its heir, one that is set aside is never shown, one that is pinned stays however few speak of it.
    """

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(_("name"), max_length=120, blank=True)
    found_name = models.CharField(max_length=200, blank=True, editable=False)
    words = models.JSONField(default=list, editable=False)
    profile = models.JSONField(default=dict, editable=False)
    first_on = models.DateField(_("first heard"))
    last_on = models.DateField(_("last heard before"))
    is_pinned = models.BooleanField(_("pinned"), default=False)
    is_excluded = models.BooleanField(_("set aside"), default=False)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged")
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ("-last_on", "id")
        constraints = (
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="theme_is_heard_in_order"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="theme_is_not_its_own_heir"
            ),
        )

    def __str__(self) -> str:
        return self.name or self.found_name

    def get_absolute_url(self) -> str:
        return reverse("sensemaking:themes-one", args=[self.portfolio.slug, self.pk])

    @property
    def is_decided(self) -> bool:
        """Whether people decided anything about it, so that it stays though no report has it."""
        return bool(self.name or self.is_pinned or self.is_excluded or self.merged_into_id or self.split_from_id)

    def heard_in(self, from_on: date, to_on: date) -> None:
        """Widen the time in which it was heard."""
        self.first_on, self.last_on = min(self.first_on, from_on), max(self.last_on, to_on)


class ThemeFinding(models.Model):
    """A theme as one report found it."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="found")
    finding = models.OneToOneField("sensemaking.Finding", on_delete=models.CASCADE, related_name="of_theme")

    def __str__(self) -> str:
        return f"{self.theme_id}: {self.finding_id}"


class ThemeLog(models.Model):
    """A log that people put into a theme, or into none; every later report keeps to it."""

    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.CASCADE, related_name="placed")
    log = models.OneToOneField("sensemaking.LearningLog", on_delete=models.CASCADE, related_name="placed_in")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="logs_placed"
    )
    placed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-placed_at", "-id")

    def __str__(self) -> str:
        return f"{self.log_id}: {self.theme_id}"
