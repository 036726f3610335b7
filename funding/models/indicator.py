"""Shared measures and what was observed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.querysets_indicators import IndicatorQuerySet, ObservationQuerySet


class Indicator(models.Model):
    """A measure that several share. Observations may be added up only if `is_additive` says that it makes sense."""

    class Direction(models.TextChoices):
        UP = "up", _("More is better")
        DOWN = "down", _("Less is better")
        NEITHER = "neither", _("Neither is better")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="indicators")
    concern = models.ForeignKey(
        "funding.Concern", null=True, blank=True, on_delete=models.SET_NULL, related_name="indicators"
    )
    name = models.CharField(_("name"), max_length=150)
    unit = models.CharField(_("unit"), max_length=60)
    method = models.TextField(_("how it is measured"))
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices, default=Direction.UP)
    is_additive = models.BooleanField(_("values of different initiatives may be added up"), default=False)
    baseline = models.DecimalField(_("baseline"), max_digits=24, decimal_places=6, null=True, blank=True)
    baseline_on = models.DateField(_("day of the baseline"), null=True, blank=True)
    baseline_source = models.CharField(_("source of the baseline"), max_length=300, blank=True)
    retired_on = models.DateField(_("no longer measured since"), null=True, blank=True)
    edit = models.PositiveIntegerField(default=1, editable=False)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "name"), name="indicator_name_is_unique_in_portfolio"),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True) | Q(baseline_on__isnull=False), name="baseline_has_its_day"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("funding:indicator", args=[self.portfolio.slug, self.pk])


class Observation(models.Model):
    """A value in the indicator's unit for the days `from_on` to `to_on`; without a value it says that it is missing.

    `low` and `high` are the band within which the source places it. `group` names a part of the whole ("women"),
    within `split_by` ("gender"). A correction is a new row that `corrects` the old one.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="observations")
    initiative = models.ForeignKey(
        "initiatives.Initiative", null=True, blank=True, on_delete=models.CASCADE, related_name="observations"
    )
    combination = models.ForeignKey(
        "initiatives.Combination", null=True, blank=True, on_delete=models.CASCADE, related_name="observations"
    )
    place = models.ForeignKey(
        "stakeholders.Place", null=True, blank=True, on_delete=models.SET_NULL, related_name="observations"
    )
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    low = models.DecimalField(_("at least"), max_digits=24, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(_("at most"), max_digits=24, decimal_places=6, null=True, blank=True)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    split_by = models.CharField(_("split by"), max_length=60, blank=True)
    group = models.CharField(_("part"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=300)
    url = models.URLField(_("where it can be checked"), max_length=500, blank=True)
    missing_why = models.CharField(_("why it is missing"), max_length=300, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    external_id = models.CharField(_("identifier there"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ("-to_on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="observation_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(missing_why=""), name="missing_observation_says_why"
            ),
            models.CheckConstraint(
                condition=(Q(low__isnull=True) | Q(value__isnull=True) | Q(low__lte=F("value")))
                & (Q(high__isnull=True) | Q(value__isnull=True) | Q(high__gte=F("value"))),
                name="observation_lies_in_its_band",
            ),
            models.CheckConstraint(
                condition=Q(initiative__isnull=True) | Q(combination__isnull=True), name="observation_is_of_one_thing"
            ),
        )
        indexes = (models.Index(fields=("indicator", "to_on"), name="observation_by_day"),)

    def __str__(self) -> str:
        value = "–" if self.value is None else f"{self.value.normalize():f}"
        return f"{self.indicator}: {value} ({self.to_on})"

    @property
    def subject(self) -> models.Model | None:
        """What was observed; None for the portfolio as a whole."""
        return self.initiative or self.combination or self.place

    def get_portfolio_url(self, slug: str) -> str:
        """Its row on the indicator's page, among the rows of its period."""
        days = f"?period={self.from_on.isoformat()}_{self.to_on.isoformat()}"
        return f"{reverse('funding:indicator', args=[slug, self.indicator_id])}{days}#observation-{self.pk}"
