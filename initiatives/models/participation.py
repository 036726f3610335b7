"""Which organisation does what in an initiative, and when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import ParticipationQuerySet


class ParticipationRole(models.TextChoices):
    """What an organisation is in an initiative for."""

    CHALLENGE_OWNER = "challenge_owner", _("Challenge owner")
    LEAD = "lead", _("Lead")
    PARTNER = "partner", _("Partner")
    ORCHESTRATOR = "orchestrator", _("Orchestrator")
    BACKBONE = "backbone", _("Backbone")
    CONVENER = "convener", _("Convener")
    IMPLEMENTER = "implementer", _("Implementer")
    ADVOCATE = "advocate", _("Advocate")
    KNOWLEDGE = "knowledge", _("Knowledge partner")
    AFFECTED = "affected", _("Affected group")


class Participation(models.Model):
    """An organisation's dated part in an initiative."""

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(
        "stakeholders.Organisation", on_delete=models.CASCADE, related_name="participations"
    )
    role = models.CharField(
        _("role"), max_length=16, choices=ParticipationRole.choices, default=ParticipationRole.PARTNER
    )
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ("role", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("initiative", "organisation", "role"),
                condition=Q(until_on__isnull=True),
                name="one_live_participation_per_role",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(since_on__isnull=True) | Q(until_on__gt=F("since_on")),
                name="participation_ends_after_it_begins",
            ),
        )
        indexes = (models.Index(fields=("organisation", "initiative"), name="participation_by_organisation"),)

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_role_display()}"
