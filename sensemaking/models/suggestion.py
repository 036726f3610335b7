"""What the hub suggests to connect, and what people made of it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models import ConnectionKind
from portfolio_hub.lib.jobs import Job
from sensemaking.querysets_suggestions import SuggestionQuerySet, SuggestionRunQuerySet

LEAST_WEIGHT, MOST_WEIGHT = 0.5, 2.0


class ReasonKind(models.TextChoices):
    """What speaks for a pair. Each has a weight in each portfolio, moved by what people accept and dismiss."""

    TEXT = "text", _("They speak of the same things")
    LEARNING = "learning", _("Their learning logs speak of the same things")
    ORGANISATION = "organisation", _("An organisation takes part in both")
    PLACE = "place", _("They work in the same place")
    NEAR = "near", _("They are near each other")
    SYSTEM = "system", _("They touch the same system")
    LEVER = "lever", _("They use the same lever")
    COMMITMENT = "commitment", _("They serve the same commitment")
    CHALLENGE = "challenge", _("They answer the same challenge")
    BARRIER = "barrier", _("What holds one back is what helped the other")
    NEED = "need", _("One offers what the other needs")
    STAGE = "stage", _("One has done what the other is about to try")


class ConnectionSuggestion(models.Model):
    """A pair that may belong together, the smaller id first. What a person decided stays for ever.

    `score` is how much speaks for it; `reach` (0 to 1) how unlikely its own people are to find it. `reasons` holds
    what speaks for it, the strongest first: [{"kind": ReasonKind, "share": 0 to 1, "facts": {...}}], facts being
    names, ids and numbers, never sentences, so that words come in the reader's language. `from_first` is the direction
    of `kind`, where it has one.
    """

    BY_HAND = ~Q(status="open")

    class Status(models.TextChoices):
        OPEN = "open", _("Waiting for a person")
        ACCEPTED = "accepted", _("Accepted")
        DISMISSED = "dismissed", _("Dismissed")

    class Dismissal(models.TextChoices):
        KNOWN = "known", _("They know each other already")
        UNRELATED = "unrelated", _("They have nothing to do with each other")
        NOT_NOW = "not_now", _("True, but of no use")

    portfolio = models.ForeignKey(
        "stakeholders.Portfolio", on_delete=models.CASCADE, related_name="connection_suggestions"
    )
    first = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="suggested_first")
    second = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="suggested_second")
    kind = models.CharField(max_length=16, choices=ConnectionKind.choices)
    from_first = models.BooleanField(default=True)
    score = models.FloatField()
    reach = models.FloatField(default=0)
    reasons = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    dismissal = models.CharField(_("why not"), max_length=10, choices=Dismissal.choices, blank=True)
    connection = models.ForeignKey(
        "initiatives.Connection", null=True, blank=True, on_delete=models.SET_NULL, related_name="suggested_as"
    )
    found_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ("-score", "id")
        constraints = (
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="suggested_pair_is_kept_one_way"),
            models.UniqueConstraint(fields=("portfolio", "first", "second"), name="pair_is_suggested_once"),
            models.CheckConstraint(condition=~Q(reasons=[]), name="suggestion_has_a_reason"),
            models.CheckConstraint(
                condition=Q(status="open") ^ Q(decided_at__isnull=False), name="decided_suggestion_says_when"
            ),
            models.CheckConstraint(
                condition=Q(status="dismissed") ^ Q(dismissal=""), name="dismissed_suggestion_says_why"
            ),
        )
        indexes = (
            models.Index(fields=("portfolio", "status", "-score"), name="suggestion_by_score"),
            models.Index(fields=("second", "first"), name="suggestion_by_second"),
        )

    def __str__(self) -> str:
        return f"{self.first} · {self.second}"

    def get_absolute_url(self) -> str:
        return reverse("sensemaking:suggestion", args=[self.portfolio.slug, self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_duplicate(self) -> bool:
        """Whether the two may be one initiative, recorded twice."""
        return self.kind == ConnectionKind.DUPLICATES


class SuggestionLog(models.Model):
    """A learning log that speaks for a pair, and the words of it that do, cut from it word for word."""

    suggestion = models.ForeignKey(ConnectionSuggestion, on_delete=models.CASCADE, related_name="citations")
    log = models.ForeignKey("sensemaking.LearningLog", on_delete=models.CASCADE, related_name="suggestions")
    quote = models.CharField(max_length=400, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "id")
        constraints = (models.UniqueConstraint(fields=("suggestion", "log"), name="suggestion_cites_a_log_once"),)

    def __str__(self) -> str:
        return f"{self.suggestion}: {self.log}"


class SuggestionAsk(models.Model):
    """A question to the lead of one of the two by mail: is it true? The key of its link is kept as a SHA-256."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes, we belong together")
        NO = "no", _("No")
        TALK = "talk", _("We don't know yet and will talk")

    suggestion = models.ForeignKey(ConnectionSuggestion, on_delete=models.CASCADE, related_name="asks")
    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("whom to ask"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    words = models.TextField(_("your words to them"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer = models.CharField(_("is it true?"), max_length=5, choices=Answer.choices, blank=True)
    note = models.TextField(_("in your words"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("suggestion", "initiative", "email"), name="lead_is_asked_once_of_a_pair"),
        )

    def __str__(self) -> str:
        return f"{self.suggestion}: {self.email}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer that still makes a difference."""
        return not self.answer and self.expires_at > timezone.now() and self.suggestion.is_open


class ReasonWeight(models.Model):
    """How much a kind of reason counts in a portfolio: 1 until people decide."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="reason_weights")
    kind = models.CharField(max_length=14, choices=ReasonKind.choices)
    weight = models.FloatField(default=1, validators=[MinValueValidator(LEAST_WEIGHT), MaxValueValidator(MOST_WEIGHT)])
    accepted = models.PositiveIntegerField(default=0)
    dismissed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "kind"), name="reason_is_weighed_once_per_portfolio"),
            models.CheckConstraint(
                condition=Q(weight__gte=LEAST_WEIGHT, weight__lte=MOST_WEIGHT), name="weight_of_a_reason_is_bounded"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.weight:.2f}"


class CombinationSuggestion(models.Model):
    """A tight group that together covers what a commitment lacks; `key` is its members' ids in order."""

    BY_HAND = ~Q(status="open")

    portfolio = models.ForeignKey(
        "stakeholders.Portfolio", on_delete=models.CASCADE, related_name="combination_suggestions"
    )
    initiatives = models.ManyToManyField("initiatives.Initiative", related_name="suggested_combinations")
    key = models.CharField(max_length=300)
    commitment = models.ForeignKey(
        "initiatives.PolicyCommitment", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    status = models.CharField(
        max_length=10, choices=ConnectionSuggestion.Status.choices, default=ConnectionSuggestion.Status.OPEN
    )
    combination = models.ForeignKey(
        "initiatives.Combination", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    found_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-score", "id")
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "key"), name="combination_is_suggested_once"),
            models.CheckConstraint(condition=~Q(reasons=[]), name="suggested_combination_has_a_reason"),
        )

    def __str__(self) -> str:
        return self.key


class SuggestionRun(Job):
    """A search for suggestions: of the whole portfolio, or of the initiatives that changed since the last one."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Waiting for a worker")
        WORKING = "working", _("At work")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="suggestion_runs")
    is_whole = models.BooleanField(default=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ASKED)
    compared = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionRunQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("portfolio",), condition=Q(status="asked"), name="portfolio_waits_for_one_search"
            ),
        )

    def __str__(self) -> str:
        return f"{self.portfolio}: {self.created_at:%Y-%m-%d}"

    @property
    def is_in_hand(self) -> bool:
        """Whether a worker has it, or is waited for."""
        return self.status in (self.Status.ASKED, self.Status.WORKING)


class ProfileDigest(models.Model):
    """What a portfolio's last search read of an initiative, as a digest: another one says that something changed."""

    BY_HAND = Q(pk__in=())

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="profile_digests")
    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="profile_digests")
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "initiative"), name="profile_is_kept_once_per_portfolio"),
        )

    def __str__(self) -> str:
        return str(self.initiative)
