"""The frame of a portfolio: its systems and its levers."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import FrameQuerySet

COLOURS = 8


class System(models.Model):
    """A column of the portfolio's frame; `colour` is 1 to 8 in the palette, `icon` a name in the sprite."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="systems")
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("what belongs to it"), blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="circles-relation")
    colour = models.PositiveSmallIntegerField(
        _("colour"), default=COLOURS, validators=[MinValueValidator(1), MaxValueValidator(COLOURS)]
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = FrameQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        constraints = (
            models.UniqueConstraint("portfolio", Lower("name"), name="system_name_is_unique_in_portfolio"),
            models.CheckConstraint(condition=Q(colour__gte=1, colour__lte=COLOURS), name="system_colour_is_in_palette"),
        )

    def __str__(self) -> str:
        return self.name


class Lever(models.Model):
    """A way in which change is made, as policy, finance or skills."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="levers")
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("what it means here"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = FrameQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        constraints = (models.UniqueConstraint("portfolio", Lower("name"), name="lever_name_is_unique_in_portfolio"),)

    def __str__(self) -> str:
        return self.name
