"""Writes learning logs with their tallies, edits them and takes them back."""

import uuid
from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Initiative, PostingLink
from initiatives.services import posts
from sensemaking.models import Kind, LearningLog
from sensemaking.services import features, forgetting, releases, tallies
from stakeholders.models import Change, Circle, Portfolio, User
from stakeholders.services import history

EDITABLE = ("title", "tried", "saw", "next", "kind", "mark", "circle", "happened_on", "photo_alt")
TRACE = ("initiative_id", "happened_on", "kind", "author_name")


def latest(initiative_id: int) -> datetime | None:
    """The moment of the latest log about an initiative."""
    rows = LearningLog.objects.filter(initiative_id=initiative_id).exclude(status=LearningLog.Status.DRAFT)
    moment: datetime | None = rows.aggregate(at=Max("created_at"))["at"]
    return moment


@transaction.atomic
def record(
    *,
    portfolio: Portfolio,
    initiative: Initiative | None,
    by: User | None,
    saw: str,
    tried: str = "",
    next: str = "",
    kind: str = Kind.LEARNING,
    mark: str = "",
    title: str = "",
    circle: str = Circle.PORTFOLIO,
    happened_on: date | None = None,
    photo: "File[Any] | None" = None,
    photo_alt: str = "",
    listeners: Iterable[Initiative] = (),
    via_link: PostingLink | None = None,
    client_key: uuid.UUID | None = None,
    seconds: int | None = None,
) -> LearningLog:
    """Write what was tried, seen and comes next, count it, and tell the listening initiatives.

    Without an initiative the log is about the portfolio. Raises ValidationError by field.
    """
    day = happened_on or timezone.localdate()
    posts.refuse_wider(circle, initiative)
    posts.refuse_future(day)
    _refuse_silence(saw)
    log = LearningLog(
        portfolio=portfolio,
        initiative=initiative,
        title=title.strip(),
        tried=tried.strip(),
        saw=saw.strip(),
        next=next.strip(),
        kind=kind,
        mark=mark,
        circle=circle,
        happened_on=day,
        photo_alt=photo_alt.strip(),
        by=by,
        author_name=posts.author_of(by=by, via_link=via_link),
        via_link=via_link,
        client_key=client_key,
        seconds=seconds,
    )
    log.search = log.searchable_text()
    if photo is not None:
        log.photo.save(photo.name or "photo.jpg", photo, save=False)
    log.save()
    if circle != Circle.TEAM:  # others could not read it
        log.listeners.set([listener for listener in listeners if listener != initiative])
    tallies.added([log])
    features.want([log.pk])
    if initiative is not None:
        posts.heard_from(initiative, log.created_at)
    return log


@transaction.atomic
def edit(*, log: LearningLog, by: User, values: dict[str, Any], why: str = "") -> LearningLog:
    """Change the words, kind, day or circle of a log; the tallies follow, the history keeps what stood there."""
    unknown = values.keys() - set(EDITABLE)
    if unknown:
        raise ValueError(f"A learning log has no editable {', '.join(sorted(unknown))}.")
    posts.refuse_wider(values.get("circle", log.circle), log.initiative)
    posts.refuse_future(values.get("happened_on", log.happened_on))
    _refuse_silence(values.get("saw", log.saw))
    was = LearningLog.objects.select_for_update().get(pk=log.pk)
    now = copy(was)
    for name, value in values.items():
        setattr(now, name, value)
    changed = history.difference(*({name: str(getattr(row, name)) for name in values} for row in (was, now)))
    if not changed:
        return was
    now.search, now.edited_at = now.searchable_text(), timezone.now()
    now.save(update_fields=[*changed, "search", "edited_at"])
    tallies.moved(was=[was], now=[now])
    if changed.keys() & set(features.WORDED):
        features.want([log.pk])
    history.record(now, kind=Change.Kind.EDITED, fields=changed, by=by, portfolio=now.portfolio, why=why)
    forgetting.follow(was=was, now=now)
    releases.follow_edit(log=now, by=by)
    return now


@transaction.atomic
def withdraw(*, log: LearningLog, by: User | None, why: str = "") -> None:
    """Take a log away with its count, its listeners and its photo.

    The history says that it was there, without its words. Raises ValidationError for a log that a published
    report cites: what was published stays true.
    """
    if log.cited_by.filter(finding__report__status="published").exists():
        raise ValidationError(_("A published report cites this log, so it stays. Narrow who may see it instead."))
    forgetting.follow(was=log, now=None)
    posts.keep_trace(log, by=by, portfolio=log.portfolio, facts=TRACE, why=why)
    posts.drop_file(log.photo)
    tallies.removed([log])
    features.forget([log.pk])
    initiative, at = log.initiative, log.created_at
    log.delete()
    if initiative is not None:
        posts.unheard(initiative, at)


def _refuse_silence(saw: str) -> None:
    if not saw.strip():
        raise ValidationError({"saw": _("Say in a sentence what you saw.")})
