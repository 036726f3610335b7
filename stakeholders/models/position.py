"""What organisations need, fear and can't accept about the intent, and where that can be braided."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.models.portfolio import Circle
from stakeholders.querysets import BraidQuerySet, PositionQuerySet


class Position(models.Model):
    """One organisation's interests in the intent, in its own words and for its own circle."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="positions")
    organisation = models.ForeignKey("stakeholders.Organisation", on_delete=models.CASCADE, related_name="positions")
    needs = models.TextField(_("what we need"), blank=True)
    fears = models.TextField(_("what we fear"), blank=True)
    cannot_accept = models.TextField(_("what we can't accept"), blank=True)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.PORTFOLIO)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    edit = models.PositiveIntegerField(default=1, editable=False)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ("organisation__name", "id")
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "organisation"), name="one_position_per_organisation"),
            models.CheckConstraint(
                condition=~models.Q(needs="", fears="", cannot_accept=""), name="position_says_something"
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation)


class Braid(models.Model):
    """Positions that go together after all, and how: the facilitator's finding."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="braids")
    name = models.CharField(_("what they share"), max_length=150)
    how = models.TextField(_("how they can be braided"), blank=True)
    positions = models.ManyToManyField(Position, related_name="braids", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = BraidQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.name
