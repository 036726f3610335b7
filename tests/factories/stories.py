"""Stories and released words, written straight into the tables."""

import uuid
from typing import Any

from django.utils import timezone

from sensemaking.models import LearningLog, Release, Story, StoryBlock
from stakeholders.models import Portfolio


def make_story(portfolio: Portfolio, title: str = "A neighbour at the door", **fields: Any) -> Story:
    """Make a draft, or a published story when `status="published"` is given."""
    if fields.get("status") == "published":
        fields.setdefault("published_at", timezone.now())
    return Story.objects.create(portfolio=portfolio, title=title, slug=fields.pop("slug", "door"), **fields)


def make_block(story: Story, kind: str = "text", **fields: Any) -> StoryBlock:
    """Make a block at the end of a story."""
    if kind == "text":
        fields.setdefault("body", "It began with tea.")
    return StoryBlock.objects.create(story=story, kind=kind, order=story.blocks.count(), **fields)


def make_release(log: LearningLog, wording: str = "", **fields: Any) -> Release:
    """Make words of a log that were let go to everyone, or asked for when `status="asked"` is given."""
    fields.setdefault("status", "given")
    fields.setdefault("circle", "public")
    if fields["status"] != "asked":
        fields.setdefault("answered_at", timezone.now())
    digest = uuid.uuid4().hex * 2
    return Release.objects.create(log=log, quote=log.saw, wording=wording or log.saw, digest=digest, **fields)
