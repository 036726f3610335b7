"""Actors, with or without a login, and the people who speak for them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stakeholders.querysets import AffiliationQuerySet, OrganisationQuerySet


class Sector(models.TextChoices):
    """Which part of society an organisation belongs to."""

    PUBLIC_LOCAL = "public_local", _("Public, local")
    PUBLIC_REGIONAL = "public_regional", _("Public, regional")
    PUBLIC_NATIONAL = "public_national", _("Public, national")
    SUPRANATIONAL = "supranational", _("Supranational")
    BUSINESS = "business", _("Business")
    ACADEMIA = "academia", _("Academia")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    COMMUNITY = "community", _("Community or residents")
    FINANCE = "finance", _("Philanthropy or finance")
    ARTS = "arts", _("Arts and culture")
    LABOUR = "labour", _("Labour")


class Organisation(models.Model):
    """Any actor; may have no login."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector.choices, blank=True)
    description = models.TextField(_("what it does"), blank=True)
    place = models.ForeignKey(
        "stakeholders.Place",
        verbose_name=_("place"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="organisations",
    )
    website = models.URLField(_("website"), blank=True)
    external_id = models.CharField(_("identifier elsewhere"), max_length=120, blank=True)
    is_credited = models.BooleanField(_("show what it made possible"), default=True)
    portfolios = models.ManyToManyField("stakeholders.Portfolio", related_name="organisations", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    def get_portfolio_url(self, slug: str) -> str:
        """The page of this organisation within the portfolio `slug`."""
        return reverse("stakeholders:organisation", args=[slug, self.pk])


class Affiliation(models.Model):
    """This user speaks for that organisation, from `since_on` until before `until_on`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="affiliations")
    title = models.CharField(_("role there"), max_length=120, blank=True)
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "organisation"),
                condition=Q(until_on__isnull=True),
                name="one_live_affiliation_per_user_and_organisation",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(since_on__isnull=True) | Q(until_on__gt=F("since_on")),
                name="affiliation_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"
