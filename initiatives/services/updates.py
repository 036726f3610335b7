"""Writes dated accounts of an initiative, edits them and takes them back."""

import uuid
from copy import copy
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Initiative, PostingLink, Update
from initiatives.services import posts
from stakeholders.models import Change, Circle, Portfolio, User
from stakeholders.services import history

EDITABLE = ("title", "body", "circle", "happened_on", "photo_alt")
TRACE = ("initiative_id", "happened_on", "kind", "author_name")


def latest(initiative_id: int) -> datetime | None:
    """The moment of the latest update of an initiative."""
    moment: datetime | None = Update.objects.filter(initiative_id=initiative_id).aggregate(at=Max("created_at"))["at"]
    return moment


posts.voices.add("updates", latest)


@transaction.atomic
def record(
    *,
    portfolio: Portfolio,
    initiative: Initiative,
    by: User | None,
    body: str = "",
    nothing_new: bool = False,
    title: str = "",
    circle: str = Circle.PORTFOLIO,
    happened_on: date | None = None,
    photo: "File[Any] | None" = None,
    photo_alt: str = "",
    via_link: PostingLink | None = None,
    client_key: uuid.UUID | None = None,
    seconds: int | None = None,
) -> Update:
    """Write what is new in an initiative; `nothing_new` needs no words. Raises ValidationError by field."""
    day = happened_on or timezone.localdate()
    posts.refuse_wider(circle, initiative)
    posts.refuse_future(day)
    if not body.strip() and not nothing_new:
        raise ValidationError({"body": _("Say in a sentence what is new, or choose “Nothing new”.")})
    update = Update(
        portfolio=portfolio,
        initiative=initiative,
        kind=Update.Kind.NOTHING_NEW if nothing_new else Update.Kind.PROGRESS,
        title=title.strip(),
        body=body.strip(),
        happened_on=day,
        circle=circle,
        photo_alt=photo_alt.strip(),
        by=by,
        author_name=posts.author_of(by=by, via_link=via_link),
        via_link=via_link,
        client_key=client_key,
        seconds=seconds,
    )
    if photo is not None:
        update.photo.save(photo.name or "photo.jpg", photo, save=False)
    update.save()
    posts.heard_from(initiative, update.created_at)
    return update


@transaction.atomic
def edit(*, update: Update, by: User, values: dict[str, Any], why: str = "") -> Update:
    """Change the words, the day or the circle of an update; the history keeps what stood there."""
    unknown = values.keys() - set(EDITABLE)
    if unknown:
        raise ValueError(f"An update has no editable {', '.join(sorted(unknown))}.")
    posts.refuse_wider(values.get("circle", update.circle), update.initiative)
    posts.refuse_future(values.get("happened_on", update.happened_on))
    if update.kind == Update.Kind.PROGRESS and not values.get("body", update.body).strip():
        raise ValidationError({"body": _("Say in a sentence what is new.")})
    was = Update.objects.select_for_update().get(pk=update.pk)
    now = copy(was)
    for name, value in values.items():
        setattr(now, name, value)
    changed = history.difference(*({name: str(getattr(row, name)) for name in values} for row in (was, now)))
    if not changed:
        return was
    now.save(update_fields=[*changed])
    history.record(now, kind=Change.Kind.EDITED, fields=changed, by=by, portfolio=now.portfolio, why=why)
    return now


@transaction.atomic
def withdraw(*, update: Update, by: User | None, why: str = "") -> None:
    """Take an update away with its photo; the history says that it was there, without its words."""
    posts.keep_trace(update, by=by, portfolio=update.portfolio, facts=TRACE, why=why)
    posts.drop_file(update.photo)
    initiative, at = update.initiative, update.created_at
    update.delete()
    posts.unheard(initiative, at)
