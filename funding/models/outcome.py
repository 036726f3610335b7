"""Harvested change: who changed what, and our part in it (outcome harvesting)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.querysets_outcomes import OutcomeAskQuerySet, OutcomeQuerySet
from stakeholders.models import Circle


class Outcome(models.Model):
    """A change in what somebody else does, wanted or not, that the portfolio had a part in.

    `quote` is cut from the log word for word; whoever shows it asks whether the log still says it and may be read.
    What was taken out has its moment in `removed_at`, and can be put back.
    """

    class Kind(models.TextChoices):
        BEHAVIOUR = "behaviour", _("Behaviour")
        RELATIONSHIP = "relationship", _("Relationship")
        ACTION = "action", _("Action")
        POLICY = "policy", _("Policy")
        PRACTICE = "practice", _("Practice")

    class Substantiation(models.TextChoices):
        UNVERIFIED = "unverified", _("Not verified")
        SOURCE_NAMED = "source_named", _("A source is named")
        CONFIRMED = "confirmed", _("Confirmed")
        DISPUTED = "disputed", _("Disputed")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="outcomes")
    initiative = models.ForeignKey(
        "initiatives.Initiative", null=True, blank=True, on_delete=models.SET_NULL, related_name="outcomes"
    )
    combination = models.ForeignKey(
        "initiatives.Combination", null=True, blank=True, on_delete=models.SET_NULL, related_name="outcomes"
    )
    log = models.ForeignKey(
        "sensemaking.LearningLog", null=True, blank=True, on_delete=models.SET_NULL, related_name="outcomes"
    )
    quote = models.CharField(_("words of the log"), max_length=400, blank=True)
    concerns = models.ManyToManyField("funding.Concern", blank=True, related_name="outcomes")
    kind = models.CharField(_("kind of change"), max_length=12, choices=Kind.choices)
    who = models.CharField(_("who changed"), max_length=200)
    what = models.TextField(_("what they do differently"))
    contribution = models.TextField(_("our part in it"), blank=True)
    significance = models.TextField(_("why it matters"), blank=True)
    is_expected = models.BooleanField(_("expected"), default=True)
    is_positive = models.BooleanField(_("for the better"), default=True)
    substantiation = models.CharField(
        _("how sure"), max_length=12, choices=Substantiation.choices, default=Substantiation.UNVERIFIED
    )
    on = models.DateField(_("when"), default=timezone.localdate)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.FUNDERS)
    edit = models.PositiveIntegerField(default=1, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-id")
        indexes = (models.Index(fields=("portfolio", "-on", "-id"), name="outcome_of_portfolio_by_day"),)

    def __str__(self) -> str:
        return f"{self.who}: {self.what[:80]}"

    def get_absolute_url(self) -> str:
        return reverse("funding:outcome", args=[self.portfolio.slug, self.pk])


class OutcomeAsk(models.Model):
    """A question by mail to somebody who can tell whether an outcome is true; its key is kept as a SHA-256.

    What was answered stays as it is; who wants to say something else is asked again. `told_at` is when whoever asked
    was told of the answer.
    """

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", _("Yes, that is how it was")
        PARTLY = "partly", _("Partly")
        DISPUTED = "disputed", _("No")

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="asks")
    name = models.CharField(_("whom to ask"), max_length=150)
    email = models.EmailField(_("their address"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    words = models.TextField(_("your words to them"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer = models.CharField(_("is it true?"), max_length=10, choices=Answer.choices, blank=True)
    note = models.TextField(_("in your words"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OutcomeAskQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False), name="answered_outcome_ask_says_when"
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome}: {self.name}"

    @property
    def is_open(self) -> bool:
        """Whether its link still takes an answer."""
        return self.answered_at is None and self.expires_at > timezone.now()
