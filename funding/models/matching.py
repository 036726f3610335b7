"""What funders look for, what a portfolio says would help, and where the two meet."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.governance import CURRENCY
from funding.querysets_matching import CallQuerySet, MatchQuerySet, SoughtQuerySet
from portfolio_hub.lib.letters import Letter
from stakeholders.models import Circle


class MoneyFor(models.TextChoices):
    """What money is looked for, or given, for."""

    PORTFOLIO = "portfolio", _("The portfolio as such")
    COMBINATION = "combination", _("A combination")
    INITIATIVE = "initiative", _("An initiative")
    LEARNING = "learning", _("Learning")
    RESERVE = "reserve", _("A reserve")
    BACKBONE = "backbone", _("Backbone work")


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

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=(Q(least__isnull=True) | Q(least__gt=0))
                & (Q(most__isnull=True) | Q(most__gt=0))
                & (Q(least__isnull=True) | Q(most__isnull=True) | Q(most__gte=F("least"))),
                name="call_gives_at_most_no_less_than_at_least",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("funding:call", args=[self.portfolio.slug, self.pk])

    @property
    def has_ended(self) -> bool:
        """Whether its last day is over."""
        return self.until_on is not None and self.until_on < timezone.localdate()

    @property
    def is_open(self) -> bool:
        """Whether it still looks for something."""
        return self.withdrawn_at is None and not self.has_ended


class SupportSought(models.Model):
    """What would help the portfolio: a reserve, a combination, learning, backbone work."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="support_sought")
    target = models.CharField(_("for"), max_length=12, choices=MoneyFor.choices)
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

    objects = SoughtQuerySet.as_manager()

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

    def get_absolute_url(self) -> str:
        return reverse("funding:support", args=[self.portfolio.slug, self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is still sought."""
        return self.withdrawn_at is None


class FundingMatch(models.Model):
    """A call and what it may meet: found with reasons, then talked about by both sides in comments.

    `aside_from` keeps what both sides said when the match was set aside; it comes back only when that has changed.
    """

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
    aside_from = models.JSONField(default=dict, blank=True, editable=False)
    allocation = models.ForeignKey(
        "funding.Allocation",
        verbose_name=_("the allocation it led to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="matches",
    )
    commitment = models.ForeignKey(
        "funding.CapitalCommitment",
        verbose_name=_("the promise it led to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="matches",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MatchQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (models.UniqueConstraint(fields=("call", "support"), name="call_meets_a_wish_once"),)

    def __str__(self) -> str:
        return f"{self.call} · {self.support}"

    def get_absolute_url(self) -> str:
        return reverse("funding:match", args=[self.call.portfolio.slug, self.pk])

    @property
    def is_open(self) -> bool:
        """Whether both sides still look for it."""
        return self.call.is_open and self.support.is_open


class MatchLetter(Letter):
    """A letter to one person of the other side about one thing said in a match; it leaves once."""

    comment = models.ForeignKey("stakeholders.Comment", on_delete=models.CASCADE, related_name="match_letters")
    match = models.ForeignKey(FundingMatch, on_delete=models.CASCADE, related_name="letters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="match_letters")

    class Meta(Letter.Meta):
        constraints = (models.UniqueConstraint(fields=("comment", "user"), name="match_letter_leaves_once"),)

    def __str__(self) -> str:
        return f"{self.match} → {self.user}"


class MatchSilence(models.Model):
    """Somebody who wants no letters about matches of a portfolio."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="match_silences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="match_silences")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("portfolio", "user"), name="match_silence_is_said_once"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.portfolio}"
