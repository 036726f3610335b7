"""What is given and what is sought: money, data, people, sites, permissions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.querysets_connections import GivenQuerySet
from stakeholders.models import Circle


class Given(models.Model):
    """Base of offers and needs, by an initiative or an organisation; `until_on` is the last day it holds."""

    class Kind(models.TextChoices):
        MONEY = "money", _("Money")
        DATA = "data", _("Data")
        PEOPLE = "people", _("People")
        SITES = "sites", _("Sites")
        PERMISSIONS = "permissions", _("Permissions")
        KNOWLEDGE = "knowledge", _("Knowledge")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        MATCHED = "matched", _("Matched")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="%(class)ss")
    initiative = models.ForeignKey(
        "initiatives.Initiative", null=True, blank=True, on_delete=models.CASCADE, related_name="%(class)ss"
    )
    organisation = models.ForeignKey(
        "stakeholders.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="%(class)ss"
    )
    kind = models.CharField(_("of what"), max_length=12, choices=Kind.choices)
    what = models.CharField(_("in a line"), max_length=200)
    details = models.TextField(_("more about it"), blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.OPEN)
    until_on = models.DateField(_("until"), null=True, blank=True)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.PORTFOLIO)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GivenQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(initiative__isnull=False) | Q(organisation__isnull=False), name="%(class)s_is_somebodys"
            ),
        )

    def __str__(self) -> str:
        return self.what


class Offer(Given):
    """Something given to whoever needs it."""


class Need(Given):
    """Something sought; `met_by` is the offer that met it."""

    met_by = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.SET_NULL, related_name="meets")
