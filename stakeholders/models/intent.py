"""The shared intent of a portfolio: a direction, versioned, and the talk from which the next version is written."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from stakeholders.models.place import Level
from stakeholders.querysets import IntentVersionQuerySet, OfIntentQuerySet


class IntentVersion(models.Model):
    """One version of where a portfolio is heading; `edit` counts saved texts, so that two editors notice each other.

    A portfolio has at most one version that is being written (draft or in dialogue) and at most one that is shared;
    sharing a version makes the one before it revised.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_DIALOGUE = "in_dialogue", _("In dialogue")
        SHARED = "shared", _("Shared")
        REVISED = "revised", _("Revised")
        RETIRED = "retired", _("Retired")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="intent_versions")
    number = models.PositiveIntegerField(_("version"))
    statement = models.TextField(_("where we are heading"))
    horizon = models.CharField(_("by when"), max_length=80, blank=True)
    left_open = models.TextField(_("what we leave open on purpose"), blank=True)
    revise_if = models.TextField(_("what would make us revise it"), blank=True)
    why_changed = models.TextField(_("why it changed"), blank=True)
    drafted_with = models.CharField(_("who drafted it"), max_length=300, blank=True)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.DRAFT)
    edit = models.PositiveIntegerField(default=1, editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_on = models.DateField(_("in dialogue since"), null=True, blank=True)
    shared_on = models.DateField(_("shared since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    ended_why = models.TextField(_("why it ended"), blank=True)

    objects = IntentVersionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "number"), name="intent_version_number_is_unique"),
            models.UniqueConstraint(
                fields=("portfolio",), condition=Q(status="shared"), name="one_live_intent_version_per_portfolio"
            ),
            models.UniqueConstraint(
                fields=("portfolio",),
                condition=Q(status__in=("draft", "in_dialogue")),
                name="one_intent_version_in_the_making_per_portfolio",
            ),
            models.CheckConstraint(condition=~Q(statement=""), name="intent_version_says_something"),
            models.CheckConstraint(
                condition=~Q(status="shared") | Q(shared_on__isnull=False), name="shared_intent_version_has_its_day"
            ),
        )

    def __str__(self) -> str:
        return gettext("Version %(number)d") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:intent-version", args=[self.portfolio.slug, self.number])

    @property
    def is_in_the_making(self) -> bool:
        """Whether the text can still be changed."""
        return self.status in (self.Status.DRAFT, self.Status.IN_DIALOGUE)

    @property
    def is_open_to_talk(self) -> bool:
        """Whether members may comment on it and suggest other words: for itself, or for the version after it."""
        return self.status in (self.Status.IN_DIALOGUE, self.Status.SHARED)


class IntentSuggestion(models.Model):
    """Other words for a passage of a version, `start` characters into its statement; or an addition to its end.

    An accepted one is credited in the version that it was taken into.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    version = models.ForeignKey(IntentVersion, on_delete=models.CASCADE, related_name="suggestions")
    passage = models.TextField(_("words to replace"), blank=True)
    start = models.PositiveIntegerField(default=0)
    wording = models.TextField(_("your wording"), blank=True)
    why = models.TextField(_("why"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="intent_suggestions"
    )
    organisation = models.ForeignKey(
        "stakeholders.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    answer = models.TextField(_("what the facilitator answers"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    taken_into = models.ForeignKey(
        IntentVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="credits"
    )

    objects = OfIntentQuerySet.as_manager()

    class Meta:
        ordering = ("start", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(wording=F("passage")), name="intent_suggestion_changes_something"),
            models.CheckConstraint(
                condition=Q(taken_into__isnull=True) | Q(status="accepted"), name="only_accepted_suggestions_are_taken"
            ),
        )

    def __str__(self) -> str:
        return f"{self.passage} → {self.wording}"


class PolicyLink(models.Model):
    """An intent, or `passage` of it, turned into policy."""

    class Instrument(models.TextChoices):
        RESOLUTION = "resolution", _("Resolution")
        STRATEGY = "strategy", _("Strategy")
        PLAN = "plan", _("Plan")
        BUDGET = "budget", _("Budget decision")
        LAW = "law", _("Law or ordinance")
        REGULATION = "regulation", _("Regulation or standard")
        AGREEMENT = "agreement", _("Agreement")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ADOPTED = "adopted", _("Adopted")
        IN_FORCE = "in_force", _("In force")
        LAPSED = "lapsed", _("Lapsed")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="policy_links")
    version = models.ForeignKey(
        IntentVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="policy_links"
    )
    passage = models.TextField(_("the part of the intent that it turns into policy"), blank=True)
    title = models.CharField(_("title"), max_length=200)
    reference = models.CharField(_("number or reference"), max_length=80, blank=True)
    instrument = models.CharField(_("instrument"), max_length=12, choices=Instrument.choices)
    level = models.CharField(_("level"), max_length=20, choices=Level.choices, default=Level.CITY)
    made_by = models.ForeignKey(
        "stakeholders.Organisation",
        verbose_name=_("whose decision"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="policy_links",
    )
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.PROPOSED)
    proposed_on = models.DateField(_("proposed"), null=True, blank=True)
    adopted_on = models.DateField(_("adopted"), null=True, blank=True)
    in_force_on = models.DateField(_("in force since"), null=True, blank=True)
    lapses_on = models.DateField(_("lapses"), null=True, blank=True)
    url = models.URLField(_("where it can be read"), max_length=500, blank=True)
    note = models.TextField(_("what it changes"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edit = models.PositiveIntegerField(default=1, editable=False)

    objects = OfIntentQuerySet.as_manager()

    class Meta:
        ordering = ("-adopted_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(adopted_on__isnull=True)
                | Q(proposed_on__isnull=True)
                | Q(adopted_on__gte=F("proposed_on")),
                name="policy_is_adopted_after_it_was_proposed",
            ),
            models.CheckConstraint(
                condition=Q(in_force_on__isnull=True)
                | Q(adopted_on__isnull=True)
                | Q(in_force_on__gte=F("adopted_on")),
                name="policy_is_in_force_after_it_was_adopted",
            ),
            models.CheckConstraint(
                condition=Q(lapses_on__isnull=True) | Q(in_force_on__isnull=True) | Q(lapses_on__gte=F("in_force_on")),
                name="policy_lapses_after_it_came_into_force",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:policy-link", args=[self.portfolio.slug, self.pk])
