"""What one portfolio offers to others, and what it needs from them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.models.portfolio import Circle
from stakeholders.querysets import OpenInterfaceQuerySet


class OpenInterface(models.Model):
    """An offer or a need of a portfolio, open to the portfolios above, below and beside it.

    `matched_with` is the one over there that answers it, as this side's stewards see it; `edit` counts saved texts.
    """

    class Side(models.TextChoices):
        OFFERS = "offers", _("Offers")
        NEEDS = "needs", _("Needs")

    class What(models.TextChoices):
        LEARNING = "learning", _("Learning")
        DATA = "data", _("Data")
        PEOPLE = "people", _("People")
        SITES = "sites", _("Sites")
        PERMISSIONS = "permissions", _("Permissions")
        MONEY = "money", _("Money")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        MATCHED = "matched", _("Matched")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="interfaces")
    side = models.CharField(_("offered or needed"), max_length=6, choices=Side.choices)
    what = models.CharField(_("what it is"), max_length=12, choices=What.choices)
    title = models.CharField(_("in a few words"), max_length=150)
    description = models.TextField(_("more about it"), blank=True)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.PORTFOLIO)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.OPEN)
    matched_with = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="matches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    edit = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OpenInterfaceQuerySet.as_manager()

    class Meta:
        ordering = ("side", "title", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(matched_with=F("id")), name="open_interface_is_not_its_own_match"),
        )

    def __str__(self) -> str:
        return self.title
