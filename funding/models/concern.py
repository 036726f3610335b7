"""Dimensions of public value, and what initiatives and combinations contribute to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.querysets_impact import ConcernQuerySet, ContributionQuerySet


class Concern(models.Model):
    """A dimension of public value, as "Adaptation". Contributions to different concerns are never added up."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="concerns")
    name = models.CharField(_("name"), max_length=80)
    meaning = models.TextField(_("what we mean by it"), blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(_("no longer looked at since"), null=True, blank=True)
    edit = models.PositiveIntegerField(default=1, editable=False)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "name"), name="concern_name_is_unique_in_portfolio"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("funding:concern", args=[self.portfolio.slug, self.pk])


class Contribution(models.Model):
    """How an initiative or a combination is expected to bear on a concern. A new judgement is a new row; the newest
    one of a pair counts.
    """

    class Size(models.TextChoices):
        SMALL = "small", _("Small")
        MEDIUM = "medium", _("Medium")
        LARGE = "large", _("Large")

    class Evidence(models.TextChoices):
        ASSUMED = "assumed", _("Assumed")
        EARLY = "early", _("Early signs")
        EVIDENCED = "evidenced", _("Evidenced")

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="contributions")
    initiative = models.ForeignKey(
        "initiatives.Initiative", null=True, blank=True, on_delete=models.CASCADE, related_name="contributions"
    )
    combination = models.ForeignKey(
        "initiatives.Combination", null=True, blank=True, on_delete=models.CASCADE, related_name="contributions"
    )
    mechanism = models.CharField(_("how it works, in a sentence"), max_length=300)
    size = models.CharField(_("expected contribution"), max_length=6, choices=Size.choices)
    evidence = models.CharField(_("how we know"), max_length=10, choices=Evidence.choices, default=Evidence.ASSUMED)
    is_harm = models.BooleanField(_("works against it"), default=False)
    is_current = models.BooleanField(default=True, editable=False)
    on = models.DateField(_("judged on"), default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(initiative__isnull=True) ^ Q(combination__isnull=True), name="contribution_is_of_one_thing"
            ),
            models.UniqueConstraint(
                fields=("concern", "initiative"),
                condition=Q(is_current=True),
                name="initiative_is_judged_once_now",
            ),
            models.UniqueConstraint(
                fields=("concern", "combination"),
                condition=Q(is_current=True),
                name="combination_is_judged_once_now",
            ),
        )

    def __str__(self) -> str:
        return f"{self.initiative or self.combination} → {self.concern}"


class ContributionEvidence(models.Model):
    """What a judgement rests on: a log, an observation, an outcome, or a note with its source."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="rests_on")
    log = models.ForeignKey(
        "sensemaking.LearningLog", null=True, blank=True, on_delete=models.CASCADE, related_name="shows_contributions"
    )
    observation = models.ForeignKey(
        "funding.Observation", null=True, blank=True, on_delete=models.CASCADE, related_name="shows_contributions"
    )
    outcome = models.ForeignKey(
        "funding.Outcome", null=True, blank=True, on_delete=models.CASCADE, related_name="shows_contributions"
    )
    note = models.CharField(_("what was observed"), max_length=300, blank=True)
    url = models.URLField(_("where it can be checked"), max_length=500, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(log__isnull=False) | Q(observation__isnull=False) | Q(outcome__isnull=False) | ~Q(note=""),
                name="contribution_evidence_is_something",
            ),
        )

    def __str__(self) -> str:
        return self.note or str(self.log or self.observation or self.outcome)
