"""The stories of the access world: one that everybody reads, one that is being written, one that lacks something."""

import io
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from sensemaking.models import Story, StoryBlock
from stakeholders.models import Portfolio
from tests.factories import make_log


def _photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(written, "JPEG")
    return written.getvalue()


def make_stories(city: Portfolio) -> dict[str, Any]:
    """Return the addresses of the stories and the ids of blocks."""
    log = make_log(portfolio=city, saw="Neighbours came when the kettle was on.", circle="public")
    told = Story.objects.create(
        portfolio=city, slug="kettle", title="The kettle", status="published", published_at=timezone.now()
    )
    told.photo_alt = "A kettle"
    told.photo.save("kettle.jpg", ContentFile(_photo()))
    StoryBlock.objects.create(story=told, kind="quote", log=log, body="Neighbours came")
    draft = Story.objects.create(portfolio=city, slug="draft", title="Being written")
    lacking = Story.objects.create(portfolio=city, slug="lacking", title="Empty")
    block = StoryBlock.objects.create(story=draft, kind="text", body="It began with tea.")
    removed = StoryBlock.objects.create(story=draft, kind="text", body="Cut.", removed_at=timezone.now())
    return {
        "story": told.slug,
        "story_draft": draft.slug,
        "story_lacking": lacking.slug,
        "story_block": block.pk,
        "story_block_removed": removed.pk,
        "story_kind": "text",
    }
