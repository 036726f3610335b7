"""One portfolio asks to be part of a wider one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.querysets import NestingRequestQuerySet


class NestingRequest(models.Model):
    """The stewards of `portfolio` ask those of `parent` to take it in; nothing changes until one of them accepts.

    A portfolio waits for at most one answer.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Taken back")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="nesting_requests")
    parent = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="nesting_asked")
    note = models.TextField(_("a word to its stewards"), blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.ASKED)
    answer = models.TextField(_("what they answered"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NestingRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("portfolio",), condition=Q(status="asked"), name="one_open_nesting_request_per_portfolio"
            ),
            models.CheckConstraint(condition=~Q(parent=F("portfolio")), name="portfolio_does_not_ask_itself"),
        )

    def __str__(self) -> str:
        return f"{self.portfolio} → {self.parent}"
