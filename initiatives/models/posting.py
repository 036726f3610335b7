"""Links by which somebody without an account tells what happened in one initiative."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import PostingLinkQuerySet
from stakeholders.models.membership import new_token

LINK_DAYS = 30


def link_end() -> datetime:
    """Return the moment a new link expires."""
    return timezone.now() + timedelta(days=LINK_DAYS)


class PostingLink(models.Model):
    """A scoped link: its holder may post to one initiative of one portfolio, and nothing else."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="posting_links")
    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="posting_links")
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="posting_links_sent"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(default=link_end)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = PostingLinkQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("initiative", "-created_at"), name="link_by_initiative"),)

    def __str__(self) -> str:
        return f"{self.name or self.email} · {self.initiative}"

    def get_absolute_url(self) -> str:
        return reverse("sensemaking-link:post", args=[self.token])

    @property
    def is_live(self) -> bool:
        """Whether the link opens the form now."""
        return self.revoked_at is None and self.expires_at > timezone.now()
