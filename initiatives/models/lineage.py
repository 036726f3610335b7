"""Where an initiative came from and what it became."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Lineage(models.Model):
    """One initiative went into, or came out of, another."""

    class Kind(models.TextChoices):
        MERGED_INTO = "merged_into", _("merged into")
        SPLIT_FROM = "split_from", _("split from")

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="lineage")
    other = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="lineage_of_others")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    why = models.TextField(_("why"), blank=True)
    on = models.DateField(default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("-on", "-id")
        constraints = (
            models.CheckConstraint(condition=~models.Q(initiative=F("other")), name="lineage_is_not_with_itself"),
        )

    def __str__(self) -> str:
        return f"{self.initiative} {self.get_kind_display()} {self.other}"
