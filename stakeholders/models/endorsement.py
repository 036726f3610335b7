"""Who stands behind the intent, who was asked to, and how many of each sector the journey needs."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.models.organisation import Sector
from stakeholders.querysets import EndorsementQuerySet, EndorsementRequestQuerySet, OfMemberPortfolios

REQUEST_DAYS = 60
VALID_DAYS = 365
RENEWABLE_DAYS = 60


class Endorsement(models.Model):
    """An organisation stands behind one version, with its promise in its own words.

    `earlier` is its endorsement of the version before, when it moved along. Only a version in dialogue or shared
    can be endorsed; the database refuses any other.
    """

    class Status(models.TextChoices):
        OFFERED = "offered", _("Offered")
        CONFIRMED = "confirmed", _("Confirmed")
        RENEWED = "renewed", _("Renewed")
        LAPSED = "lapsed", _("Lapsed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    version = models.ForeignKey("stakeholders.IntentVersion", on_delete=models.CASCADE, related_name="endorsements")
    organisation = models.ForeignKey("stakeholders.Organisation", on_delete=models.CASCADE, related_name="endorsements")
    promise = models.TextField(_("what you promise, in your words"), blank=True)
    brings = models.TextField(_("what you bring"), blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.CONFIRMED)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="endorsements_signed"
    )
    signer_name = models.CharField(_("signed by"), max_length=150)
    signer_role = models.CharField(_("role there"), max_length=150, blank=True)
    signed_on = models.DateField(_("signed"), default=timezone.localdate)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    renewed_on = models.DateField(_("renewed"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    ended_why = models.TextField(_("why it ended"), blank=True)
    earlier = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="later")
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ("organisation__name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("version", "organisation"),
                condition=~Q(status="withdrawn"),
                name="one_endorsement_per_version_and_organisation",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("signed_on")),
                name="endorsement_is_valid_after_it_was_signed",
            ),
        )
        indexes = (models.Index(fields=("version", "status"), name="endorsement_by_version"),)

    def __str__(self) -> str:
        return f"{self.organisation} · {self.version}"

    @property
    def stands(self) -> bool:
        """Whether it counts as an actor on the journey."""
        return self.status in (self.Status.CONFIRMED, self.Status.RENEWED)

    @property
    def lapses_soon(self) -> bool:
        """Whether it counts today and its day comes within the time in which it can be renewed by letter."""
        return self.stands and self.valid_until is not None and self.valid_until <= day_after(RENEWABLE_DAYS)

    def get_portfolio_url(self, slug: str) -> str:
        """The page of this endorsement within the portfolio `slug`."""
        return reverse("stakeholders:endorsement", args=[slug, self.pk])


def day_after(days: int) -> date:
    """Return the day that many days from today."""
    return timezone.localdate() + timedelta(days=days)


def request_end() -> datetime:
    """Return the moment a new request expires."""
    return timezone.now() + timedelta(days=REQUEST_DAYS)


class EndorsementRequest(models.Model):
    """A letter that asks an organisation to endorse a version: its link opens that one form and nothing else.

    The key of the link is kept as a SHA-256; a letter sent again has a new one.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        SIGNED = "signed", _("Signed")
        DECLINED = "declined", _("Not now")
        REVOKED = "revoked", _("Revoked")

    version = models.ForeignKey("stakeholders.IntentVersion", on_delete=models.CASCADE, related_name="requests")
    organisation = models.ForeignKey(
        "stakeholders.Organisation", on_delete=models.CASCADE, related_name="endorsement_requests"
    )
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    note = models.TextField(_("a word from you"), blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    answer = models.TextField(_("what they answered"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(default=request_end)
    answered_at = models.DateTimeField(null=True, blank=True)
    endorsement = models.ForeignKey(
        Endorsement, null=True, blank=True, on_delete=models.SET_NULL, related_name="requests"
    )

    objects = EndorsementRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("version", "organisation", "email"),
                condition=Q(status="asked"),
                name="one_open_request_per_version_and_address",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} · {self.organisation}"

    @property
    def is_open(self) -> bool:
        """Whether the link opens the form now."""
        return self.status == self.Status.ASKED and self.expires_at > timezone.now()


class SectorThreshold(models.Model):
    """How many actors of one or several sectors the journey needs, as the stewards judged."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="thresholds")
    name = models.CharField(_("name"), max_length=80)
    needed = models.PositiveSmallIntegerField(_("enough is"), default=0)
    note = models.CharField(_("who to ask next, in your words"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    reviewed_on = models.DateField(_("reviewed"), default=timezone.localdate)

    objects = OfMemberPortfolios.as_manager()

    class Meta:
        ordering = ("order", "id")
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "name"), name="threshold_name_is_unique_in_portfolio"),
            models.CheckConstraint(condition=Q(needed__gte=0), name="threshold_is_not_below_zero"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def filter_key(self) -> str:
        """What the list of signatories is filtered by in its address."""
        return f"group-{self.pk}"


class ThresholdSector(models.Model):
    """A sector that counts towards a threshold; each sector counts towards one."""

    threshold = models.ForeignKey(SectorThreshold, on_delete=models.CASCADE, related_name="sectors")
    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="+")
    sector = models.CharField(max_length=20, choices=Sector.choices)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "sector"), name="sector_counts_towards_one_threshold"),
        )

    def __str__(self) -> str:
        return self.get_sector_display()
