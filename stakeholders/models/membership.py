"""Who has which role in a portfolio, and who is asked to take one."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.models.portfolio import Circle
from stakeholders.querysets import InvitationQuerySet, MembershipQuerySet


class Role(models.TextChoices):
    """What somebody is at the table for."""

    STEWARD = "steward", _("Steward")
    CONTRIBUTOR = "contributor", _("Contributor")
    FUNDER = "funder", _("Funder")
    OBSERVER = "observer", _("Observer")


ROLE_CIRCLES: dict[str, frozenset[str]] = {
    Role.STEWARD: frozenset({Circle.TEAM, Circle.PORTFOLIO, Circle.FUNDERS, Circle.PUBLIC}),
    Role.CONTRIBUTOR: frozenset({Circle.PORTFOLIO, Circle.FUNDERS, Circle.PUBLIC}),
    Role.FUNDER: frozenset({Circle.FUNDERS, Circle.PUBLIC}),
    Role.OBSERVER: frozenset({Circle.PORTFOLIO, Circle.FUNDERS, Circle.PUBLIC}),
}
"""Which circles of entries each role sees; `stakeholders/access.py` has the rest of what a role may."""


class Membership(models.Model):
    """A user's role in a portfolio."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    since_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("portfolio", "user"), name="one_role_per_user_and_portfolio"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} · {self.portfolio}"


def new_token() -> str:
    """Return a token that nobody guesses (256 bits)."""
    return secrets.token_urlsafe(32)


def invitation_end() -> datetime:
    """Return the moment a new invitation expires."""
    return timezone.now() + timedelta(days=settings.INVITATION_DAYS)


class Invitation(models.Model):
    """An e-mail address asked to take a role in a portfolio, until it expires."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        ACCEPTED = "accepted", _("Accepted")
        REVOKED = "revoked", _("Revoked")
        EXPIRED = "expired", _("Expired")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    organisation = models.ForeignKey(
        "stakeholders.Organisation", verbose_name=_("speaks for"), null=True, blank=True, on_delete=models.SET_NULL
    )
    note = models.TextField(_("a word from you"), blank=True)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="invitations_sent"
    )
    sent_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(default=invitation_end)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("portfolio", "email"),
                condition=Q(status="pending"),
                name="one_pending_invitation_per_email_and_portfolio",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()} · {self.portfolio}"

    @property
    def is_open(self) -> bool:
        """Whether the invitation can be accepted now."""
        return self.status == self.Status.PENDING and self.expires_at > timezone.now()

    @property
    def is_overdue(self) -> bool:
        """Whether nobody answered in time."""
        return self.status == self.Status.PENDING and self.expires_at <= timezone.now()
