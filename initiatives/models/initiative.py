"""Projects, programmes, services, policies, ventures and community action."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import InitiativeQuerySet
from portfolio_hub.lib.search import SearchField, SearchIndex
from stakeholders.models import Circle


class Stage(models.TextChoices):
    """How far an initiative has come; pausing stands beside it."""

    IDEA = "idea", _("Idea")
    EXPLORING = "exploring", _("Exploring")
    TESTING = "testing", _("Testing")
    GROWING = "growing", _("Growing")
    EMBEDDED = "embedded", _("Embedded")
    CLOSED = "closed", _("Closed")


class Initiative(models.Model):
    """Something that actors do about a problem. `home` is the portfolio whose stewards keep its record."""

    class ClosedHow(models.TextChoices):
        COMPLETED = "completed", _("Completed")
        SPUN_OUT = "spun_out", _("Spun out")
        MERGED = "merged", _("Merged")
        ENDED_EARLY = "ended_early", _("Ended early, with its learning")

    home = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="home_initiatives")
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("in a sentence or two"), blank=True)
    description = models.TextField(_("more about it"), blank=True, help_text=_("Markdown works here."))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.EXPLORING)
    stage_since_on = models.DateField(_("in this stage since"), null=True, blank=True)
    is_paused = models.BooleanField(_("paused"), default=False)
    closed_how = models.CharField(_("how it ended"), max_length=12, choices=ClosedHow.choices, blank=True)
    closing_learning = models.TextField(_("what was learned when it ended"), blank=True)
    started_on = models.DateField(_("started"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    places = models.ManyToManyField(
        "stakeholders.Place", verbose_name=_("places"), related_name="initiatives", blank=True
    )
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    budget_amount = models.DecimalField(_("budget"), max_digits=18, decimal_places=2, null=True, blank=True)
    budget_currency = models.CharField(_("currency of the budget"), max_length=3, blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.PUBLIC)
    source = models.CharField(_("source"), max_length=80, blank=True)
    external_id = models.CharField(_("identifier there"), max_length=200, blank=True)
    extra = models.JSONField(_("other facts from the source"), default=dict, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged_from", editable=False
    )
    last_heard_at = models.DateTimeField(_("last heard from"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    search = SearchField()

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering = ("title", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("home", "source", "external_id"),
                condition=~Q(external_id=""),
                name="external_id_is_unique_per_home_and_source",
            ),
            models.CheckConstraint(
                condition=~Q(stage="closed") | ~Q(closed_how=""), name="closed_initiative_says_how_it_ended"
            ),
            models.CheckConstraint(
                condition=Q(budget_amount__isnull=True) | ~Q(budget_currency=""), name="budget_has_a_currency"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(started_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="initiative_ends_after_it_starts",
            ),
        )
        indexes = (
            models.Index(fields=("home", "stage"), name="initiative_by_stage"),
            models.Index(Lower("title"), "id", name="initiative_by_title"),
            models.Index(fields=("last_heard_at", "id"), name="initiative_by_last_heard"),
            # Facets and counts read these columns of every initiative: from here, without touching the long rows.
            models.Index(
                fields=("id", "stage", "is_paused", "closed_how", "circle", "last_heard_at", "created_at"),
                name="initiative_facts",
            ),
            SearchIndex(fields=("search",), name="initiative_search"),
        )

    def __str__(self) -> str:
        return self.title

    def get_portfolio_url(self, slug: str) -> str:
        """The page of this initiative within the portfolio `slug`."""
        return reverse("initiatives:detail", args=[slug, self.pk])

    def searchable_text(self) -> str:
        """What search finds this initiative by."""
        return " ".join((self.title, self.summary, self.external_id, self.description))


class StageChange(models.Model):
    """A dated step from one stage to another, with the reason given."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="stage_changes")
    from_stage = models.CharField(max_length=10, choices=Stage.choices, blank=True)
    to_stage = models.CharField(_("to"), max_length=10, choices=Stage.choices)
    on = models.DateField(_("on"), default=timezone.localdate)
    reason = models.TextField(_("why"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("on", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(from_stage=F("to_stage")), name="stage_change_changes_the_stage"),
        )
        indexes = (models.Index(fields=("initiative", "on"), name="stage_change_by_day"),)

    def __str__(self) -> str:
        return f"{self.initiative}: {self.get_to_stage_display()}"
