"""Letters about what is said on the funding page."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class TalkLetter(models.Model):
    """A letter to one person about one question or answer on the funding page; it leaves once."""

    comment = models.ForeignKey("stakeholders.Comment", on_delete=models.CASCADE, related_name="talk_letters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("comment", "user"), name="talk_letter_leaves_once"),)

    def __str__(self) -> str:
        return f"{self.comment} → {self.user}"
