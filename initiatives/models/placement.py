"""An initiative in a portfolio: why it is here, and which systems it touches."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import PlacementQuerySet


class Facet(models.TextChoices):
    """The four facets of innovation (OPSI)."""

    ENHANCEMENT = "enhancement", _("Enhancement-oriented")
    MISSION = "mission", _("Mission-oriented")
    ADAPTIVE = "adaptive", _("Adaptive")
    ANTICIPATORY = "anticipatory", _("Anticipatory")


class Placement(models.Model):
    """One initiative in one portfolio from `since_on` until before `until_on`; `edit` counts saved edits.

    Placements of one initiative in one portfolio never overlap: triggers keep that. One that ended on the day it
    began held no day.
    """

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="placements")
    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="placements")
    rationale = models.TextField(_("why it is in this portfolio"), blank=True)
    facet = models.CharField(_("facet"), max_length=14, choices=Facet.choices, blank=True)
    systems = models.ManyToManyField("initiatives.System", through="PlacementSystem", related_name="placements")
    levers = models.ManyToManyField("initiatives.Lever", related_name="placements", blank=True)
    since_on = models.DateField(_("since"), default=timezone.localdate)
    until_on = models.DateField(_("until"), null=True, blank=True)
    edit = models.PositiveIntegerField(default=1, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("portfolio", "initiative"),
                condition=Q(until_on__isnull=True),
                name="one_live_placement_per_portfolio_and_initiative",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")),
                name="placement_does_not_end_before_it_begins",
            ),
        )
        indexes = (models.Index(fields=("portfolio", "initiative"), name="placement_by_initiative"),)

    def __str__(self) -> str:
        return f"{self.initiative} · {self.portfolio}"


class PlacementSystem(models.Model):
    """A system that an initiative touches in a portfolio; one of them is the main one."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="touches")
    system = models.ForeignKey("initiatives.System", on_delete=models.CASCADE, related_name="touched_by")
    is_main = models.BooleanField(default=False)

    class Meta:
        ordering = ("-is_main", "system__order", "id")
        constraints = (
            models.UniqueConstraint(fields=("placement", "system"), name="system_is_touched_once_per_placement"),
            models.UniqueConstraint(
                fields=("placement",), condition=Q(is_main=True), name="one_main_system_per_placement"
            ),
        )

    def __str__(self) -> str:
        return f"{self.placement}: {self.system}"
