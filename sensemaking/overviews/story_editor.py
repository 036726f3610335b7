"""What stewards see while they write a story: its blocks with hints, what is missing, its history."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse

from sensemaking.models import Story, StoryBlock
from sensemaking.overviews.stories import Shown, StoryPage, story_page
from sensemaking.overviews.story_sources import consent_url
from sensemaking.plainness import Plainness, measure
from sensemaking.services import stories
from stakeholders.models import Change

CHANGES_SHOWN = 20
KINDS = ("text", "quote", "numbers", "chart", "map", "finding")


@dataclass(frozen=True, slots=True)
class Lack:
    """Something missing, with where to settle it."""

    text: str
    block: StoryBlock | None
    consent_url: str
    request_url: str


@dataclass(frozen=True, slots=True)
class Editable:
    """A block in the editor; `plainness` is a hint for whoever writes, never shown to readers."""

    shown: Shown
    plainness: Plainness | None
    lack: Lack | None
    is_first: bool
    is_last: bool

    @property
    def block(self) -> StoryBlock:
        return self.shown.block


@dataclass(frozen=True)
class EditorPage:
    """Everything the editor shows."""

    story: Story
    read: StoryPage
    blocks: tuple[Editable, ...]
    lacks: tuple[Lack, ...]
    changes: Sequence[Change]
    kinds: tuple[tuple[str, str], ...]


def editor_page(story: Story) -> EditorPage:
    """Read the editor in a fixed number of queries."""
    read = story_page(story)
    lacks = lacks_of(story)
    of_block = {lack.block.pk: lack for lack in lacks if lack.block}
    last = len(read.blocks) - 1
    blocks = tuple(
        Editable(
            shown=shown,
            plainness=measure(shown.block.body) if shown.block.kind == StoryBlock.Kind.TEXT else None,
            lack=of_block.get(shown.block.pk),
            is_first=at == 0,
            is_last=at == last,
        )
        for at, shown in enumerate(read.blocks)
    )
    kinds = tuple((kind, str(StoryBlock.Kind(kind).label)) for kind in KINDS)
    return EditorPage(story, read, blocks, lacks, history_of(story), kinds)


def lacks_of(story: Story) -> tuple[Lack, ...]:
    """What is missing before everybody may read the story."""
    slug = story.portfolio.slug
    return tuple(
        Lack(
            text=str(item.text),
            block=item.block,
            consent_url=consent_url(slug, item.log) if item.log else "",
            request_url=reverse("sensemaking:release", args=[slug, item.release]) if item.release else "",
        )
        for item in stories.missing(story)
    )


@dataclass(frozen=True)
class PublishPage:
    """What is looked at before everybody may read a story."""

    read: StoryPage
    lacks: tuple[Lack, ...]


def lacking(story: Story) -> PublishPage:
    """The sources of the story, and what is missing."""
    return PublishPage(story_page(story), lacks_of(story))


def history_of(story: Story) -> Sequence[Change]:
    """The last edits of the story and its texts."""
    kinds = ContentType.objects.get_for_models(Story, StoryBlock)
    blocks = StoryBlock.objects.filter(story=story).values("pk")
    mine = Q(content_type=kinds[Story], object_id=story.pk)
    mine |= Q(content_type=kinds[StoryBlock], object_id__in=blocks)
    return list(Change.objects.filter(mine).select_related("by")[:CHANGES_SHOWN])
