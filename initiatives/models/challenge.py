"""A problem space, and the competing ways to see it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import ChallengeQuerySet, OfChallengeQuerySet
from portfolio_hub.lib.search import SearchField, SearchIndex
from stakeholders.models import Circle


class Challenge(models.Model):
    """A problem that somebody raised. While it is being framed, solutions offered for it are parked as options.

    A merged challenge stays as a record that says where it went; `split_from` says out of which one it was made.
    """

    class Status(models.TextChoices):
        RAISED = "raised", _("Raised")
        FRAMING = "framing", _("In framing")
        CONVENING = "convening", _("Convening")
        TAKEN_UP = "taken_up", _("Taken up")
        REVIEWED = "reviewed", _("Reviewed")
        PARKED = "parked", _("Parked")
        MERGED = "merged", _("Merged")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="challenges")
    title = models.CharField(_("the challenge in a line"), max_length=200)
    description = models.TextField(_("what is going on"), blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.RAISED)
    status_since_on = models.DateField(_("since"), default=timezone.localdate)
    parked_why = models.TextField(_("why it is parked"), blank=True)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.PORTFOLIO)
    systems = models.ManyToManyField("initiatives.System", related_name="challenges", blank=True)
    places = models.ManyToManyField("stakeholders.Place", related_name="challenges", blank=True)
    initiatives = models.ManyToManyField("initiatives.Initiative", through="Answer", related_name="challenges")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="challenges_raised"
    )
    organisation = models.ForeignKey(
        "stakeholders.Organisation",
        verbose_name=_("raised for"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="challenges",
    )
    framing = models.ForeignKey(
        "initiatives.Framing", null=True, blank=True, on_delete=models.SET_NULL, related_name="taken_forward_by"
    )
    framing_why = models.TextField(_("why this framing is taken forward"), blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged_from", editable=False
    )
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="split_into", editable=False
    )
    edit = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    search = SearchField()

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(status="parked") | ~Q(parked_why=""), name="parked_challenge_says_why"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="challenge_is_not_merged_into_itself"),
            models.CheckConstraint(condition=~Q(split_from=F("id")), name="challenge_is_not_split_from_itself"),
        )
        indexes = (
            models.Index(fields=("portfolio", "status", "-created_at"), name="challenge_by_state"),
            SearchIndex(fields=("search",), name="challenge_search"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("initiatives:challenge", args=[self.portfolio.slug, self.pk])

    @property
    def is_being_framed(self) -> bool:
        """Whether it is still open what the problem is, so that solutions wait."""
        return self.status in (self.Status.RAISED, self.Status.FRAMING)

    @property
    def is_merged(self) -> bool:
        return self.status == self.Status.MERGED

    def searchable_text(self) -> str:
        """The words by which it is found."""
        return f"{self.title} {self.description}"


class Framing(models.Model):
    """One actor's way to see a challenge; several stand side by side."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="framings")
    title = models.CharField(_("this framing in a line"), max_length=200)
    going_on = models.TextField(_("what is going on"))
    affected = models.TextField(_("who is affected"), blank=True)
    boundary = models.TextField(_("where it ends"), blank=True, help_text=_("What belongs to it, and what doesn't."))
    evidence = models.TextField(_("what we know it from"), blank=True)
    organisation = models.ForeignKey(
        "stakeholders.Organisation",
        verbose_name=_("speaking for"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="framings",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="framings"
    )
    edit = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfChallengeQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")
        constraints = (models.CheckConstraint(condition=~Q(going_on=""), name="framing_says_what_is_going_on"),)

    def __str__(self) -> str:
        return self.title


class FramingMark(models.Model):
    """Somebody agrees with a framing, or sees it differently and says how."""

    class Stance(models.TextChoices):
        AGREE = "agree", _("I agree")
        DIFFERENT = "different", _("I see it differently")

    framing = models.ForeignKey(Framing, on_delete=models.CASCADE, related_name="marks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="framing_marks")
    stance = models.CharField(max_length=10, choices=Stance.choices)
    sentence = models.CharField(_("in a sentence"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("framing", "by"), name="one_mark_per_person_and_framing"),
            models.CheckConstraint(
                condition=~Q(stance="different") | ~Q(sentence=""), name="seeing_it_differently_says_how"
            ),
        )

    def __str__(self) -> str:
        return f"{self.by}: {self.get_stance_display()}"


class Answer(models.Model):
    """An initiative that answers a challenge."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="answers")
    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="answers")
    how = models.CharField(_("how it answers the challenge"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    since_on = models.DateField(_("since"), default=timezone.localdate)

    objects = OfChallengeQuerySet.as_manager()

    class Meta:
        ordering = ("since_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("challenge", "initiative"), name="initiative_answers_a_challenge_once"),
        )

    def __str__(self) -> str:
        return f"{self.initiative} → {self.challenge}"
