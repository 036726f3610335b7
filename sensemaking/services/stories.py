"""Stories: written, shown to everybody once each source has its consent, taken back."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.services import posts
from sensemaking.models import Release, SenseMakingReport, Story, StoryBlock
from sensemaking.services import story_blocks, telling_stories
from stakeholders.models import Change, Circle, Portfolio, User
from stakeholders.services import edits, history

Status = Story.Status
Kind = StoryBlock.Kind
RESERVED = frozenset({"new", "feed"})
"""Words that stand for pages of their own in an address."""
SLUG_CHARS = 60


@dataclass(frozen=True, slots=True)
class Missing:
    """What a story lacks before everybody may read it; `log` is set where its author can be asked.

    `release` is what the author was asked for already.
    """

    text: str | Promise
    block: StoryBlock | None = None
    log: int | None = None
    release: int | None = None


class CannotPublish(Exception):
    """The story is not ready for everybody; `missing` says what it lacks."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(" ".join(str(item.text) for item in missing))
        self.missing = missing


def suggested_address(portfolio: Portfolio, title: str, *, but: int | None = None) -> str:
    """A readable address that no other story of the portfolio has."""
    base = slugify(title)[:SLUG_CHARS].strip("-") or "story"
    taken = set(portfolio.stories.exclude(pk=but or 0).filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED
    return base if base not in taken else next(f"{base}-{at}" for at in range(2, 10_000) if f"{base}-{at}" not in taken)


@transaction.atomic
def write(*, portfolio: Portfolio, by: User, title: str, standfirst: str = "", slug: str = "") -> Story:
    """Begin a story; without an address it gets one from its title. Raises ValidationError without a title."""
    if not title.strip():
        raise ValidationError({"title": _("Say in a line what the story tells.")})
    address = slug or suggested_address(portfolio, title)
    if address in RESERVED or portfolio.stories.filter(slug=address).exists():
        raise ValidationError({"slug": _("Another story has this address.")})
    story = Story(portfolio=portfolio, by=by, edited_at=timezone.now())
    values = {"title": title.strip(), "standfirst": standfirst.strip(), "slug": address}
    edits.save(story, values=values, by=by, portfolio=portfolio)
    return story


@transaction.atomic
def set_photo(*, story: Story, by: User, photo: "File[Any] | None", alt: str) -> None:
    """Put a photo above the story, or words for those who don't see the one that is there; raises ValidationError.

    The file of a photo that goes is deleted.
    """
    if not alt.strip():
        raise ValidationError({"photo_alt": _("Say what the photo shows, for those who cannot see it.")})
    held = story_blocks.hold(story)
    was = {"photo": bool(held.photo), "photo_alt": held.photo_alt}
    if photo is not None:
        posts.drop_file(held.photo)
        held.photo.save(photo.name or "photo.jpg", photo, save=False)
    if not held.photo:
        raise ValidationError({"photo": _("Choose a photo.")})
    held.photo_alt, held.edited_at = alt.strip(), timezone.now()
    held.save(update_fields=["photo", "photo_alt", "edited_at"])
    now = {"photo": "new" if photo is not None else True, "photo_alt": held.photo_alt}
    _remember(held, history.difference(was, now), by)


@transaction.atomic
def drop_photo(*, story: Story, by: User) -> None:
    """Take the photo away, with its file."""
    held = story_blocks.hold(story)
    if held.photo:
        posts.drop_file(held.photo)
        held.photo, held.photo_alt, held.edited_at = "", "", timezone.now()
        held.save(update_fields=["photo", "photo_alt", "edited_at"])
        _remember(held, {"photo": [True, False]}, by)


def missing(story: Story) -> list[Missing]:
    """What has to be settled before everybody may read the story."""
    blocks = list(StoryBlock.objects.filter(story=story).kept().select_related("finding__report", "log", "release"))
    found = [] if blocks else [Missing(_("The story has no words yet."))]
    if story.photo and not story.photo_alt:
        found.append(Missing(_("The photo has no words for those who cannot see it.")))
    standing = set(StoryBlock.objects.filter(story=story).standing().values_list("pk", flat=True))
    return found + [lack for block in blocks if (lack := _lack(block, block.pk in standing))]


def _lack(block: StoryBlock, stands: bool) -> Missing | None:
    """What one block lacks."""
    if block.kind == Kind.QUOTE and not stands:
        return _lack_of_quote(block)
    if block.kind == Kind.TEXT and not block.body.strip():
        return Missing(_("A text is empty."), block)
    if block.kind == Kind.FINDING:
        report = block.finding.report if block.finding else None
        if report is None or report.status != SenseMakingReport.Status.PUBLISHED or report.circle != Circle.PUBLIC:
            return Missing(_("A finding is not in a published report for everyone."), block)
    return None


def _lack_of_quote(block: StoryBlock) -> Missing:
    """Why the words of a log may not be read by everybody."""
    if block.log is None:
        return Missing(_("A learning log that was quoted is no longer there. Take the quote out."), block)
    if block.release is None and block.log.circle == Circle.PUBLIC:
        return Missing(_("The author has changed the words that are quoted. Quote them anew."), block)
    if block.release is not None:
        return Missing(_ASKED[Release.Status(block.release.status)], block, block.log.pk, block.release.pk)
    return Missing(_("The author of the words has not agreed that everyone reads them."), block, block.log.pk)


_ASKED = {
    Release.Status.ASKED: gettext_lazy("The author was asked for these words and has not answered yet."),
    Release.Status.GIVEN: gettext_lazy("The author let these words go to fewer people than everyone."),
    Release.Status.REFUSED: gettext_lazy("The author was asked and prefers to keep these words. Take the quote out."),
    Release.Status.WITHDRAWN: gettext_lazy("The author has taken these words back. Take the quote out."),
}


@transaction.atomic
def publish(*, story: Story, by: User) -> Story:
    """Let everybody read the story: its numbers are counted once more and stay, its authors are told.

    Raises CannotPublish with what is missing.
    """
    held = story_blocks.hold(story)
    if lacking := missing(held):
        raise CannotPublish(lacking)
    if held.status == Status.PUBLISHED:
        return held
    for block in StoryBlock.objects.filter(story=held).kept().filter(kind__in=story_blocks.COUNTED):
        story_blocks.count(block)
    was = held.status
    held.status = Status.PUBLISHED
    held.published_at = held.published_at or timezone.now()
    held.save(update_fields=["status", "published_at"])
    _remember(held, {"status": [was, held.status]}, by)
    telling_stories.ask(story=held, but=by)
    return held


@transaction.atomic
def withdraw(*, story: Story, by: User, why: str) -> Story:
    """Take a published story back; its old address says so. Raises ValidationError without a reason."""
    if not why.strip():
        raise ValidationError({"why": _("Say why; the reason stays in the history.")})
    held = story_blocks.hold(story)
    if held.status == Status.PUBLISHED:
        held.status = Status.WITHDRAWN
        held.save(update_fields=["status"])
        _remember(held, {"status": [Status.PUBLISHED, Status.WITHDRAWN]}, by, why=why.strip())
    return held


@transaction.atomic
def discard(*, story: Story, by: User) -> None:
    """Delete a story that was never published; raises ValidationError for one that was."""
    held = story_blocks.hold(story)
    if held.published_at is not None:
        raise ValidationError(_("This story was published. Withdraw it instead, so that old links say what happened."))
    posts.drop_file(held.photo)
    history.record(
        held, kind=Change.Kind.DELETED, fields={"title": [held.title, None]}, by=by, portfolio=held.portfolio
    )
    held.delete()


def _remember(story: Story, fields: dict[str, list[Any]], by: User, why: str = "") -> None:
    history.record(story, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=story.portfolio, why=why)
