"""Stories: public narratives that cite logs, with consent for each source."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sensemaking.querysets_stories import StoryBlockQuerySet, StoryQuerySet


def taken_back(collector: Any, field: Any, blocks: Any, using: str) -> None:
    """When a log or a release goes, its words go from the block; the block stays and says so."""
    collector.add_field_update(StoryBlock._meta.get_field("body"), "", blocks)
    collector.add_field_update(field, None, blocks)


class Story(models.Model):
    """A narrative of a portfolio, made of blocks; a draft is for stewards, a published one for all who may enter."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="stories")
    slug = models.SlugField(_("address"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    standfirst = models.TextField(_("standfirst"), blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    photo = models.ImageField(_("photo"), upload_to="stories/%Y/%m/", blank=True)
    photo_alt = models.CharField(_("what the photo shows"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="stories"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    edit = models.PositiveIntegerField(default=1, editable=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-id")
        verbose_name_plural = "stories"
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "slug"), name="story_address_is_unique_in_portfolio"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False), name="published_story_says_when"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sensemaking:story", args=[self.portfolio.slug, self.slug])


class StoryBlock(models.Model):
    """A part of a story. A quote stands on a public log, or on a release whose author agreed to the public circle.

    `body` of a quote is an exact part of its log, or empty where a release says how the words read. `data` keeps what
    was counted for numbers, charts and maps, with the day; `removed_at` is set on what a steward took out.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        QUOTE = "quote", _("Words of a log")
        NUMBERS = "numbers", _("Numbers")
        CHART = "chart", _("Chart")
        MAP = "map", _("Map of places")
        FINDING = "finding", _("Finding of a report")

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="blocks")
    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    log = models.ForeignKey(
        "sensemaking.LearningLog", null=True, blank=True, on_delete=taken_back, related_name="story_blocks"
    )
    release = models.ForeignKey(
        "sensemaking.Release", null=True, blank=True, on_delete=taken_back, related_name="story_blocks"
    )
    finding = models.ForeignKey(
        "sensemaking.Finding", null=True, blank=True, on_delete=models.SET_NULL, related_name="story_blocks"
    )
    choice = models.CharField(_("what it shows"), max_length=40, blank=True)
    data = models.JSONField(default=dict, blank=True, editable=False)
    edit = models.PositiveIntegerField(default=1, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = StoryBlockQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(kind="quote") | Q(log__isnull=False) | Q(body=""),
                name="quote_of_story_has_its_source",
            ),
        )

    def __str__(self) -> str:
        return self.heading or self.body[:80]
