"""Budgets of flexibility, and what was released from them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FlexibilityReserve(models.Model):
    """A vehicle that is kept for what nobody can know yet; `floor` is the share (%) of the committed money of the
    portfolio that shall be able to move.
    """

    vehicle = models.OneToOneField("funding.FundingVehicle", on_delete=models.CASCADE, related_name="reserve")
    purpose = models.TextField(_("what it is for"))
    floor = models.PositiveSmallIntegerField(
        _("floor, %"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    edit = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self) -> str:
        return str(self.vehicle)


class ReserveRelease(models.Model):
    """Money let out of a reserve as an allocation, and the learning that triggered it: one of the three is cited."""

    reserve = models.ForeignKey(FlexibilityReserve, on_delete=models.PROTECT, related_name="releases")
    allocation = models.OneToOneField("funding.Allocation", on_delete=models.PROTECT, related_name="release")
    log = models.ForeignKey(
        "sensemaking.LearningLog", null=True, blank=True, on_delete=models.PROTECT, related_name="releases_triggered"
    )
    finding = models.ForeignKey(
        "sensemaking.Finding", null=True, blank=True, on_delete=models.PROTECT, related_name="releases_triggered"
    )
    decision = models.ForeignKey(
        "sensemaking.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="releases_triggered"
    )
    why = models.TextField(_("why now"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(log__isnull=False) | Q(finding__isnull=False) | Q(decision__isnull=False),
                name="release_cites_what_triggered_it",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reserve}: {self.allocation}"
