"""Plants the stories of Riverton: one that everybody reads, and one that waits for an author's consent."""

import hashlib
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count

from portfolio_hub.demo import story as chapters
from portfolio_hub.demo.days import TODAY, moment_of
from sensemaking.models import Finding, LearningLog, Release, Story, StoryBlock
from sensemaking.overviews.stories import public_findings
from sensemaking.services import story_counts
from stakeholders.models import Circle, Portfolio, User

Kind = StoryBlock.Kind
BEGUN_ON = TODAY - timedelta(days=5)


@transaction.atomic
def plant(portfolio: Portfolio, steward: User) -> None:
    """Write the stories with the consent that they stand on, once; the reports they tell of are published before."""
    if portfolio.stories.exists():
        return
    titles = {one.key: one.title for one in chapters.initiatives()}
    for row in chapters.chapter("stories.toml")["stories"]:
        moment = moment_of(row.get("published_on", BEGUN_ON), row["title"])
        told = Story.objects.create(
            portfolio=portfolio, by=steward, slug=row["slug"], title=row["title"], standfirst=row["standfirst"],
            status=Story.Status.PUBLISHED if "published_on" in row else Story.Status.DRAFT,
            published_at=moment if "published_on" in row else None,
            created_at=moment_of(BEGUN_ON, row["slug"]), edited_at=moment,
        )  # fmt: skip
        for order, block in enumerate(row["blocks"]):
            _block(told, order, block, titles)


def _block(told: Story, order: int, row: dict[str, Any], titles: dict[str, str]) -> None:
    """One block with what it stands on; its author was told, or wrote the consent."""
    block = StoryBlock(story=told, order=order, kind=row["kind"], heading=row.get("heading", ""))
    block.body, block.choice = row.get("body", "").strip(), row.get("choice", "")
    block.told_at = told.published_at
    if block.kind == Kind.QUOTE:
        key, title = row["log"]
        block.log = LearningLog.objects.get(portfolio=told.portfolio, initiative__title=titles[key], title=title)
        if "given_on" in row or "asked_on" in row:
            block.release = _release(told, block.log, row)
        else:
            block.body = row["words"]
    elif block.kind == Kind.FINDING:
        block.finding = _finding(told)
        if block.finding is None:
            return
    else:
        block.data = _counted(told.portfolio, row)
    block.save()


def _release(told: Story, log: LearningLog, row: dict[str, Any]) -> Release:
    """The words that an author lets go, or is asked for."""
    key = f"{told.slug} {log.title}"
    given = row.get("given_on")
    return Release.objects.create(
        log=log, circle=Circle.PUBLIC, quote=row["words"], wording=row["words"],
        names_author=row.get("names_author", False), note=told.title,
        status=Release.Status.GIVEN if given else Release.Status.ASKED,
        email=log.by.email if log.by else "",
        digest=hashlib.sha256(key.encode()).hexdigest(), asked_by=told.by,
        asked_at=moment_of(BEGUN_ON - timedelta(days=3) if given else row["asked_on"], key),
        mailed_at=moment_of(BEGUN_ON - timedelta(days=3) if given else row["asked_on"], key),
        expires_at=moment_of(TODAY + timedelta(days=60), key),
        answered_at=moment_of(given, key) if given else None, answer=row.get("answer", ""),
    )  # fmt: skip


def _finding(told: Story) -> Finding | None:
    """The theme of the public report that cites most of the logs quoted so far."""
    quoted = StoryBlock.objects.filter(story=told).values("log")
    themes = public_findings(told.portfolio_id).filter(kind=Finding.Kind.THEME, citations__log__in=quoted)
    return themes.annotate(many=Count("pk")).order_by("-many", "order").first()


def _counted(portfolio: Portfolio, row: dict[str, Any]) -> dict[str, Any]:
    """What numbers, chart or map say on the day of the story."""
    match row["kind"]:
        case Kind.NUMBERS:
            period = story_counts.period_of(row["choice"], TODAY)
            return story_counts.numbers(portfolio, row["facts"], period, TODAY)
        case Kind.CHART:
            return story_counts.chart(portfolio, row["choice"], TODAY)
        case Kind.MAP:
            return story_counts.places(portfolio, row["choice"], TODAY)
    return {}
