"""How the garden's rules are set in a portfolio, and what people decided about single items."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.querysets import AttentionMarkQuerySet, OfMemberPortfolios


class AttentionSetting(models.Model):
    """A rule of the garden in one portfolio: whether it looks at all, and its number (days, or a count)."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="attention_settings")
    rule = models.CharField(max_length=40)
    is_on = models.BooleanField(_("look for this"), default=True)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)

    objects = OfMemberPortfolios.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "rule"), name="attention_rule_is_set_once_per_portfolio"),
        )

    def __str__(self) -> str:
        return self.rule


class AttentionMark(models.Model):
    """An item put to rest: until a day, or for good with a reason; `subject` is the id of what its rule found."""

    class Kind(models.TextChoices):
        SNOOZED = "snoozed", _("Snoozed")
        NOT_NEEDED = "not_needed", _("Not needed")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="attention_marks")
    rule = models.CharField(max_length=40)
    subject = models.PositiveBigIntegerField()
    title = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    until_on = models.DateField(_("until"), null=True, blank=True)
    why = models.TextField(_("why it is not needed"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = AttentionMarkQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "rule", "subject"), name="attention_item_is_marked_once"),
            models.CheckConstraint(
                condition=~Q(kind="snoozed") | Q(until_on__isnull=False), name="snoozed_item_comes_back"
            ),
            models.CheckConstraint(condition=~Q(kind="not_needed") | ~Q(why=""), name="not_needed_item_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject}"


class AttentionSighting(models.Model):
    """The day on which a rule first found an item, for rules that can't tell it from the rows themselves."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="sightings")
    rule = models.CharField(max_length=40)
    subject = models.PositiveBigIntegerField()
    since_on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "rule", "subject"), name="attention_item_is_sighted_once"),
        )

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject}"
