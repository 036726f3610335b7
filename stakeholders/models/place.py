"""A city and its parts."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stakeholders.querysets import PlaceQuerySet


class Level(models.TextChoices):
    """How wide a place or a portfolio is."""

    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
    CITY = "city", _("City")
    REGION = "region", _("Region")
    NATION = "nation", _("Nation")
    INTERNATIONAL = "international", _("International")


class Place(models.Model):
    """A place that nests in another; `geometry` is a GeoJSON geometry in WGS84."""

    name = models.CharField(_("name"), max_length=150)
    level = models.CharField(_("level"), max_length=20, choices=Level.choices, default=Level.NEIGHBOURHOOD)
    within = models.ForeignKey(
        "self", verbose_name=_("within"), null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    code = models.CharField(_("code"), max_length=60, blank=True)
    geometry = models.JSONField(_("geometry"), null=True, blank=True)
    portfolios = models.ManyToManyField("stakeholders.Portfolio", related_name="places", blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(condition=~models.Q(within=models.F("id")), name="place_is_not_within_itself"),
        )

    def __str__(self) -> str:
        return self.name

    def get_portfolio_url(self, slug: str) -> str:
        """The page of this place within the portfolio `slug`."""
        return reverse("stakeholders:place", args=[slug, self.pk])
