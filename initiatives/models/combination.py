"""Sets of initiatives whose effect none of them gives alone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.querysets_connections import CombinationQuerySet, OfCombinationQuerySet
from stakeholders.models import Circle


class Combination(models.Model):
    """A named set; can be funded and reported as one. `effect` is what none of its members gives alone."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="combinations")
    name = models.CharField(_("name"), max_length=150)
    effect = models.TextField(_("the effect that none of them gives alone"))
    initiatives = models.ManyToManyField(
        "initiatives.Initiative", through="CombinationMember", related_name="combinations"
    )
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.PUBLIC)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="combinations_said"
    )
    said_on = models.DateField(_("said on"), default=timezone.localdate)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    outcome = models.CharField(_("why it is over"), max_length=500, blank=True)
    edit = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CombinationQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "name"), name="combination_name_is_unique_in_portfolio"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(outcome=""), name="ended_combination_says_why"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("initiatives:combination", args=[self.portfolio.slug, self.pk])


class CombinationMember(models.Model):
    """An initiative in a combination, and what it brings."""

    combination = models.ForeignKey(Combination, on_delete=models.CASCADE, related_name="members")
    initiative = models.ForeignKey(
        "initiatives.Initiative", on_delete=models.CASCADE, related_name="combination_memberships"
    )
    brings = models.CharField(_("what it brings"), max_length=300, blank=True)
    since_on = models.DateField(_("since"), default=timezone.localdate)

    objects = OfCombinationQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("combination", "initiative"), name="initiative_is_in_a_combination_once"),
        )
        indexes = (models.Index(fields=("initiative", "combination"), name="combination_by_initiative"),)

    def __str__(self) -> str:
        return f"{self.combination}: {self.initiative}"
