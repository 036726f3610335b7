"""What a report is about beside its period and circle, how few would point to one person, and who follows."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sensemaking.models.report import SenseMakingReport


class ReportScope(models.Model):
    """A report about a part of the portfolio: a log counts when it is of any of these; without a row it is of all.

    Several kinds narrow each other: logs of these systems and of these places.
    """

    report = models.OneToOneField(SenseMakingReport, on_delete=models.CASCADE, related_name="part")
    systems = models.ManyToManyField("initiatives.System", related_name="+", blank=True, verbose_name=_("systems"))
    initiatives = models.ManyToManyField(
        "initiatives.Initiative", related_name="report_scopes", blank=True, verbose_name=_("initiatives")
    )
    places = models.ManyToManyField("stakeholders.Place", related_name="+", blank=True, verbose_name=_("places"))

    def __str__(self) -> str:
        return str(self.report)


class SmallCountRule(models.Model):
    """How many people must stand behind a slider, or logs of closer circles, before a report tells of them."""

    LEAST, MOST, USUAL = 3, 100, 5

    portfolio = models.OneToOneField("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="small_counts")
    fewest = models.PositiveSmallIntegerField(_("fewest"), default=USUAL)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(fewest__gte=3), name="small_count_rule_points_to_nobody"),)

    def __str__(self) -> str:
        return str(self.fewest)


class LearningFollower(models.Model):
    """Somebody who wants each new report of a portfolio in the mail."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="learning_followers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="learning_followed")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("portfolio", "user"), name="portfolio_is_followed_once"),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.portfolio_id}"


class ReportLetter(models.Model):
    """A published report goes to a follower once; `mailed_at` is when the letter left."""

    report = models.ForeignKey(SenseMakingReport, on_delete=models.CASCADE, related_name="letters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("report", "user"), name="follower_is_told_once"),)

    def __str__(self) -> str:
        return f"{self.report}: {self.user_id}"
