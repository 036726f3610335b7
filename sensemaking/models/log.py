"""What we tried, what we saw, what we do next."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.search import SearchField, SearchIndex
from sensemaking.querysets import LearningLogQuerySet
from stakeholders.models import Circle


class Kind(models.TextChoices):
    """What sort of learning it is (developmental evaluation)."""

    LEARNING = "learning", _("Learning moment")
    FORK = "fork", _("Fork in the road")
    CONTEXT_SHIFT = "context_shift", _("Context shift")
    MILESTONE = "milestone", _("Milestone")
    OUTCOME = "outcome", _("Outcome")
    SURPRISE = "surprise", _("Surprise")
    DEAD_END = "dead_end", _("Dead end")
    QUESTION = "question", _("Open question")


class Mark(models.TextChoices):
    """Whether what was seen stood in the way or helped."""

    BARRIER = "barrier", _("Barrier")
    ENABLER = "enabler", _("Enabler")


class LearningLog(models.Model):
    """One learning, about one initiative or the portfolio. `client_key` keeps it from coming twice.

    `seconds` passed from opening the form to posting, as far as the device could tell.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SHARED = "shared", _("Shared")
        SENSED = "sensed", _("Made sense of")
        ACTED_ON = "acted_on", _("Acted on")
        ARCHIVED = "archived", _("Archived")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="logs")
    initiative = models.ForeignKey(
        "initiatives.Initiative", null=True, blank=True, on_delete=models.CASCADE, related_name="logs"
    )
    title = models.CharField(_("headline"), max_length=200, blank=True)
    tried = models.TextField(_("what we tried"), blank=True)
    saw = models.TextField(_("what we saw"))
    next = models.TextField(_("what we do next"), blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.LEARNING)
    mark = models.CharField(_("barrier or enabler"), max_length=8, choices=Mark.choices, blank=True)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.PORTFOLIO)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SHARED)
    happened_on = models.DateField(_("when"), default=timezone.localdate)
    photo = models.ImageField(_("photo"), upload_to="photos/%Y/%m/", blank=True)
    photo_alt = models.CharField(_("what the photo shows"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="logs"
    )
    author_name = models.CharField(_("author"), max_length=150, blank=True)
    author_title = models.CharField(_("author's role"), max_length=120, blank=True)
    via_link = models.ForeignKey(
        "initiatives.PostingLink", null=True, blank=True, on_delete=models.SET_NULL, related_name="logs"
    )
    listeners = models.ManyToManyField("initiatives.Initiative", related_name="heard_logs", blank=True)
    source = models.CharField(max_length=80, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    client_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    seconds = models.PositiveIntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    search = SearchField()

    objects = LearningLogQuerySet.as_manager()

    class Meta:
        ordering = ("-happened_on", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(saw=""), name="learning_log_says_what_was_seen"),
            models.UniqueConstraint(
                fields=("portfolio", "source", "external_id"),
                condition=~Q(external_id=""),
                name="log_external_id_is_unique_per_portfolio_and_source",
            ),
        )
        indexes = (
            models.Index(fields=("portfolio", "-happened_on", "-id"), name="log_of_portfolio_by_day"),
            models.Index(fields=("initiative", "-happened_on", "-id"), name="log_of_initiative_by_day"),
            SearchIndex(fields=("search",), name="log_search"),
        )

    def __str__(self) -> str:
        return self.title or self.saw[:80]

    def get_portfolio_url(self, slug: str) -> str:
        """The page of this log within the portfolio `slug`."""
        return reverse("sensemaking:log", args=[slug, self.pk])

    def says(self, words: str) -> bool:
        """Whether these words stand in one of its fields, in small letters or capitals."""
        return any(words.lower() in text.lower() for text in (self.saw, self.tried, self.next, self.title))

    def searchable_text(self) -> str:
        """What search finds this log by."""
        return " ".join((self.title, self.tried, self.saw, self.next))
