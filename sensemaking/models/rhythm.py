"""When reports are asked for by themselves, and who was told that one cites them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sensemaking.models.report import SenseMakingReport


class ReportRhythm(models.Model):
    """How often a portfolio makes sense by itself; `asked_to_on` is the end of the last period it asked for."""

    class Every(models.TextChoices):
        OFF = "off", _("Only when a steward asks")
        MONTH = "month", _("Every month")
        QUARTER = "quarter", _("Every quarter")
        HALF = "half", _("Every half-year")

    portfolio = models.OneToOneField("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="rhythm")
    every = models.CharField(_("how often"), max_length=8, choices=Every.choices, default=Every.OFF)
    asked_to_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "report rhythms"

    def __str__(self) -> str:
        return str(self.get_every_display())


class WordsTold(models.Model):
    """An author is told once that a published report cites them; `mailed_at` is when the letter left."""

    report = models.ForeignKey(SenseMakingReport, on_delete=models.CASCADE, related_name="told")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("report", "user"), name="author_is_told_once"),)

    def __str__(self) -> str:
        return f"{self.report}: {self.user_id}"
