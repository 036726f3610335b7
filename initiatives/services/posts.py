"""What updates and learning logs have in common: who may see them, what they leave when they go."""

import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Initiative, PostingLink
from initiatives.querysets import team_initiatives
from portfolio_hub.lib.registry import Registry
from stakeholders.models import Change, Circle, Portfolio, User
from stakeholders.services import history

CIRCLES_BY_WIDTH = (Circle.TEAM, Circle.PORTFOLIO, Circle.FUNDERS, Circle.PUBLIC)
UNDO_MINUTES = 10

voices: Registry[Callable[[int], datetime | None]] = Registry("voice")
"""By kind of post: a function from an initiative's id to the moment of its latest post of that kind."""


def circles_within(circle: str) -> tuple[Circle, ...]:
    """The circles that reach no further than `circle`."""
    return CIRCLES_BY_WIDTH[: CIRCLES_BY_WIDTH.index(Circle(circle)) + 1]


def circles_for(*, initiative: Initiative | None, user: User | None, is_steward: bool) -> tuple[Circle, ...]:
    """The circles in which this person may post about the initiative.

    A post reaches no further than what it tells about, and the team's own circle is for those who belong to it.
    """
    allowed = circles_within(initiative.circle if initiative else Circle.PUBLIC)
    of_team = is_steward or (user is not None and initiative is not None and is_in_team(user, initiative))
    return allowed if of_team else tuple(circle for circle in allowed if circle != Circle.TEAM) or allowed


def usual_circle(allowed: Iterable[str]) -> Circle:
    """The circle of a post whose author chose none: the portfolio, or the widest that is allowed."""
    circles = tuple(allowed)
    return Circle.PORTFOLIO if Circle.PORTFOLIO in circles else Circle(circles[-1])


def is_in_team(user: User, initiative: Initiative) -> bool:
    """Say whether an organisation this person speaks for takes part in the initiative."""
    return team_initiatives(user).filter(initiative=initiative).exists()


def refuse_wider(circle: str, initiative: Initiative | None) -> None:
    """Raise ValidationError when a post would reach further than its initiative."""
    if initiative is not None and circle not in circles_within(initiative.circle):
        raise ValidationError(
            {"circle": _("%(title)s itself is not seen that widely.") % {"title": initiative.title}}, code="too_wide"
        )


def refuse_future(day: date) -> None:
    """Raise ValidationError for a day that has not begun anywhere on earth."""
    if day > timezone.localdate() + timedelta(days=1):
        raise ValidationError({"happened_on": _("This day has not come yet.")}, code="future")


def author_of(*, by: User | None, via_link: PostingLink | None) -> str:
    """The name that stands with the post, kept when the account goes."""
    if via_link is not None:
        return via_link.name or via_link.email
    return str(by) if by is not None else ""


def heard_from(initiative: Initiative, at: datetime) -> None:
    """Remember that somebody told something about the initiative."""
    rows = Initiative.objects.filter(pk=initiative.pk)
    rows.filter(models.Q(last_heard_at__isnull=True) | models.Q(last_heard_at__lt=at)).update(last_heard_at=at)


def unheard(initiative: Initiative, at: datetime) -> None:
    """Forget a post of that moment: the initiative was last heard from when the latest other post came."""
    moments = [moment for voice in voices if (moment := voice(initiative.pk))]
    Initiative.objects.filter(pk=initiative.pk, last_heard_at=at).update(last_heard_at=max(moments, default=None))


def was_taken_back(key: uuid.UUID) -> bool:
    """Say whether a post with this key came once and was taken back."""
    return Change.objects.in_batch(key).filter(kind=Change.Kind.DELETED).exists()


def can_undo(created_at: datetime) -> bool:
    """Say whether a post of that moment can still be undone."""
    return timezone.now() - created_at <= timedelta(minutes=UNDO_MINUTES)


def keep_trace(
    row: models.Model, *, by: User | None, portfolio: Portfolio, facts: Iterable[str], why: str = ""
) -> None:
    """Note in the history that a post went; its words are not kept, they belong to their author."""
    fields = {name: [_plain(getattr(row, name)), None] for name in facts}
    history.record(
        row, kind=Change.Kind.DELETED, fields=fields, by=by, portfolio=portfolio, why=why,
        batch=getattr(row, "client_key", None),
    )  # fmt: skip


def drop_file(photo: FieldFile) -> None:
    """Delete the file of a photo once the row is surely gone."""
    storage, name = photo.storage, photo.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _plain(value: object) -> object:
    return value if isinstance(value, (int, str, bool, type(None))) else str(value)
