"""Where an initiative came from and what it became."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.querysets_lineage import LineageQuerySet


class Lineage(models.Model):
    """One step in the life of an initiative, from or to one thing: another initiative, a challenge, a policy, an
    organisation, or something that the hub has no row for, which is then `named`.
    """

    class Kind(models.TextChoices):
        CAME_FROM = "came_from", _("came from")
        BECAME = "became", _("became")
        MERGED_INTO = "merged_into", _("merged into")
        SPLIT_FROM = "split_from", _("split from")
        SPUN_OUT = "spun_out", _("spun out as")

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="lineage")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    other = models.ForeignKey(
        "initiatives.Initiative", null=True, blank=True, on_delete=models.CASCADE, related_name="lineage_of_others"
    )
    challenge = models.ForeignKey(
        "initiatives.Challenge", null=True, blank=True, on_delete=models.CASCADE, related_name="lineage"
    )
    policy = models.ForeignKey(
        "stakeholders.PolicyLink", null=True, blank=True, on_delete=models.CASCADE, related_name="lineage"
    )
    organisation = models.ForeignKey(
        "stakeholders.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="lineage"
    )
    named = models.CharField(_("its name"), max_length=200, blank=True)
    why = models.TextField(_("why"), blank=True)
    on = models.DateField(default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = LineageQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(initiative=F("other")), name="lineage_is_not_with_itself"),
            models.CheckConstraint(
                condition=(
                    Q(other__isnull=False, challenge=None, policy=None, organisation=None, named="")
                    | Q(other=None, challenge__isnull=False, policy=None, organisation=None, named="")
                    | Q(other=None, challenge=None, policy__isnull=False, organisation=None, named="")
                    | Q(other=None, challenge=None, policy=None, organisation__isnull=False, named="")
                    | (Q(other=None, challenge=None, policy=None, organisation=None) & ~Q(named=""))
                ),
                name="lineage_leads_to_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.initiative} {self.get_kind_display()} {self.end}"

    @property
    def end(self) -> object:
        """What stands at the other end: a row, or a name."""
        return self.other or self.challenge or self.policy or self.organisation or self.named
