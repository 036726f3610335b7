"""What funders look for, what a portfolio says would help, and where the two meet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.governance import CURRENCY
from stakeholders.models import Circle


class FundingCall(models.Model):
    """What a funder looks for, in its own words, until a day."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="funding_calls")
    funder = models.ForeignKey("stakeholders.Organisation", on_delete=models.CASCADE, related_name="funding_calls")
    title = models.CharField(_("title"), max_length=200)
    looks_for = models.TextField(_("what you look for"))
    targets = models.JSONField(_("for what the money may be"), default=list, blank=True)
    systems = models.ManyToManyField("initiatives.System", blank=True, related_name="funding_calls")
    concerns = models.ManyToManyField("funding.Concern", blank=True, related_name="funding_calls")
    least = models.DecimalField(_("at least"), max_digits=21, decimal_places=3, null=True, blank=True)
    most = models.DecimalField(_("at most"), max_digits=21, decimal_places=3, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, validators=[CURRENCY])
    until_on = models.DateField(_("open until"), null=True, blank=True)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.FUNDERS)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    edit = models.PositiveIntegerField(default=1, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.title


class SupportSought(models.Model):
    """What would help the portfolio: a reserve, a combination, learning, backbone work."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="support_sought")
    target = models.CharField(_("for"), max_length=12)
    combination = models.ForeignKey(
        "initiatives.Combination", null=True, blank=True, on_delete=models.CASCADE, related_name="support_sought"
    )
    title = models.CharField(_("in a line"), max_length=200)
    would_help = models.TextField(_("what it would make possible"))
    amount = models.DecimalField(_("about how much"), max_digits=21, decimal_places=3, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, validators=[CURRENCY], blank=True)
    systems = models.ManyToManyField("initiatives.System", blank=True, related_name="support_sought")
    concerns = models.ManyToManyField("funding.Concern", blank=True, related_name="support_sought")
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.FUNDERS)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    edit = models.PositiveIntegerField(default=1, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name_plural = "support sought"
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | (Q(amount__gt=0) & ~Q(currency="")),
                name="sought_sum_has_a_currency",
            ),
        )

    def __str__(self) -> str:
        return self.title


class FundingMatch(models.Model):
    """A call and what it may meet: found with reasons, then talked about by both sides in comments."""

    class Status(models.TextChoices):
        FOUND = "found", _("Found")
        TALKING = "talking", _("In conversation")
        AGREED = "agreed", _("Led to an agreement")
        ENDED = "ended", _("Ended")

    call = models.ForeignKey(FundingCall, on_delete=models.CASCADE, related_name="matches")
    support = models.ForeignKey(SupportSought, on_delete=models.CASCADE, related_name="matches")
    reasons = models.JSONField(default=list)
    status = models.CharField(_("state"), max_length=8, choices=Status.choices, default=Status.FOUND)
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (models.UniqueConstraint(fields=("call", "support"), name="call_meets_a_wish_once"),)

    def __str__(self) -> str:
        return f"{self.call} · {self.support}"
