"""The blocks of a story: added, moved, counted, taken out and put back."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sensemaking.models import Finding, LearningLog, Release, Story, StoryBlock
from sensemaking.querysets_stories import QUOTABLE
from sensemaking.services import story_counts, telling_stories
from stakeholders.models import Change, Circle, User
from stakeholders.services import history

Kind = StoryBlock.Kind
COUNTED = (Kind.NUMBERS, Kind.CHART, Kind.MAP)
LONGEST_QUOTE = 800
MOST_BLOCKS = 80


def hold(story: Story) -> Story:
    """Lock the story against everybody else."""
    return Story.objects.select_for_update(of=("self",)).select_related("portfolio").get(pk=story.pk)


@transaction.atomic
def add(*, story: Story, by: User, kind: str, **values: Any) -> StoryBlock:
    """Put a block at the end; numbers, charts and maps are counted at once.

    Raises ValidationError for a finding that not everybody may read, and when the story has very many blocks.
    """
    held = hold(story)
    last = StoryBlock.objects.filter(story=held).kept().aggregate(last=Max("order"))["last"]
    if StoryBlock.objects.filter(story=held).kept().count() >= MOST_BLOCKS:
        raise ValidationError(_("A story has %(most)d parts at most.") % {"most": MOST_BLOCKS})
    block = StoryBlock(story=held, kind=kind, order=0 if last is None else last + 1, **values)
    if kind == Kind.FINDING:
        refuse_private_finding(held, block.finding)
    if kind in COUNTED:
        count(block, save=False)
    block.save()
    remember(held, {f"block {block.pk}": [None, block.kind]}, by)
    return block


def refuse_private_finding(story: Story, finding: Finding | None) -> None:
    """Raise ValidationError unless everybody may read the finding in a published report."""
    reader = story_counts.anybody(story.portfolio)
    if finding is None or not type(finding.report).objects.seen_with(reader).filter(pk=finding.report_id).exists():
        raise ValidationError({"finding": _("Choose a finding of a published report for everyone.")})


@transaction.atomic
def quote(
    *, story: Story, by: User, log: LearningLog, words: str = "", release: Release | None = None, heading: str = "",
    block: StoryBlock | None = None,
) -> StoryBlock:  # fmt: skip
    """Let words of a log stand in the story, in a new block or in place of what a block quoted before.

    Raises ValidationError unless the log is for everybody and says exactly these words, or its author let others go.
    """
    if log.portfolio_id != story.portfolio_id:
        raise ValueError("The log belongs to another portfolio.")
    values = {"log": log, "release": release, "body": "" if release else exact_words(log, words), "heading": heading}
    if release is not None:
        _refuse_unless_given(log, release)
    if block is None:
        block = add(story=story, by=by, kind=Kind.QUOTE, **values)
    else:
        hold(story)
        for name, value in values.items():
            setattr(block, name, value)
        block.told_at = None
        block.save(update_fields=[*values, "told_at"])
        remember(story, {f"block {block.pk}": ["quoted before", "quoted anew"]}, by)
    telling_stories.ask(story=story, but=by)
    return block


def _refuse_unless_given(log: LearningLog, release: Release) -> None:
    given = release.log_id == log.pk and release.status == Release.Status.GIVEN and release.circle == Circle.PUBLIC
    if not given:
        raise ValidationError(_("The author of the words has not agreed that everyone reads them."))


def exact_words(log: LearningLog, words: str) -> str:
    """Return the words as the log has them, line breaks aside; raises ValidationError where it says something else."""
    if log.circle != Circle.PUBLIC or log.status == LearningLog.Status.DRAFT:
        raise ValidationError({"words": _("The author of the words has not agreed that everyone reads them.")})
    parts = words.split()
    if not parts:
        raise ValidationError({"words": _("Choose the words that shall stand in the story.")})
    if len(words) > LONGEST_QUOTE:
        raise ValidationError({"words": _("Quote %(most)d characters at most.") % {"most": LONGEST_QUOTE}})
    pattern = re.compile(r"\s+".join(re.escape(part) for part in parts))
    found = next((match[0] for name in QUOTABLE if (match := pattern.search(getattr(log, name)))), "")
    if not found:
        raise ValidationError({"words": _("The log does not say exactly this. Take words as they stand in it.")})
    return found


def count(block: StoryBlock, *, save: bool = True) -> None:
    """Count what the block shows, as of today."""
    portfolio, today = block.story.portfolio, timezone.localdate()
    if block.kind == Kind.NUMBERS:
        period = story_counts.period_of(block.choice, today)
        block.data = story_counts.numbers(portfolio, block.data.get("facts", []), period, today)
    elif block.kind == Kind.CHART:
        block.data = story_counts.chart(portfolio, block.choice, today)
    else:
        block.data = story_counts.places(portfolio, block.choice, today)
    if save:
        block.save(update_fields=["data"])


@transaction.atomic
def settle(*, block: StoryBlock, by: User, heading: str, choice: str, facts: list[str] | None = None) -> None:
    """Say what numbers, a chart or a map shall show, and count it anew."""
    hold(block.story)
    was = {"heading": block.heading, "choice": block.choice, "counted": block.data}
    block.heading, block.choice = heading, choice
    block.data = {"facts": facts or []}
    count(block, save=False)
    block.save(update_fields=["heading", "choice", "data"])
    now = {"heading": block.heading, "choice": block.choice, "counted": block.data}
    fields = {f"block {block.pk}: {name}": pair for name, pair in history.difference(was, now).items()}
    remember(block.story, fields, by)


@transaction.atomic
def head(*, block: StoryBlock, by: User, heading: str, finding: Finding | None = None) -> None:
    """Give a quote or a finding another heading, or another finding."""
    hold(block.story)
    was = {"heading": block.heading, "finding": block.finding_id}
    block.heading = heading
    if finding is not None:
        refuse_private_finding(block.story, finding)
        block.finding = finding
    block.save(update_fields=["heading", "finding"])
    now = {"heading": block.heading, "finding": block.finding_id}
    fields = {f"block {block.pk}: {name}": pair for name, pair in history.difference(was, now).items()}
    remember(block.story, fields, by)


@transaction.atomic
def move(*, block: StoryBlock, by: User, steps: int) -> None:
    """Move a block up (-1) or down (+1)."""
    hold(block.story)
    rows = list(StoryBlock.objects.filter(story=block.story_id).kept().only("pk", "order"))
    before = [row.pk for row in rows]
    if block.pk not in before:
        return  # somebody took it out meanwhile
    at = before.index(block.pk)
    to = min(max(at + steps, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    for place, row in enumerate(rows):
        row.order = place
    StoryBlock.objects.bulk_update(rows, ["order"])
    after = [row.pk for row in rows]
    remember(block.story, history.difference({"order": before}, {"order": after}), by)


@transaction.atomic
def remove(*, block: StoryBlock, by: User) -> None:
    """Take a block out of the story; it can be put back."""
    hold(block.story)
    if StoryBlock.objects.filter(pk=block.pk).kept().update(removed_at=timezone.now()):
        remember(block.story, {f"block {block.pk}": [block.kind, None]}, by)


@transaction.atomic
def restore(*, block: StoryBlock, by: User) -> None:
    """Put a block back where it stood."""
    hold(block.story)
    if StoryBlock.objects.filter(pk=block.pk, removed_at__isnull=False).update(removed_at=None):
        remember(block.story, {f"block {block.pk}": [None, block.kind]}, by)


def remember(story: Story, fields: dict[str, list[Any]], by: User) -> None:
    """Write what changed into the history of the story, and when it was last edited on its row.

    The words of logs are not kept there: they belong to their authors, who may take them back.
    """
    if not fields:
        return
    touch(story)
    history.record(story, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=story.portfolio)


def touch(story: Story) -> None:
    """Note on its row when the story was last edited."""
    Story.objects.filter(pk=story.pk).update(edited_at=timezone.now())
