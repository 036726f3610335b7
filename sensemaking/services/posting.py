"""One form, one act: an update, a learning log or both, written together and never twice."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from initiatives.models import Initiative, PostingLink, Update
from initiatives.services import posts, updates
from sensemaking.models import Kind, LearningLog, LearningQuestion, Slider
from sensemaking.services import learning, speaking, using
from stakeholders.models import Circle, Portfolio, User

LINK_POSTS_PER_HOUR = 20


class TakenBack(Exception):
    """The post came before and its author has undone it; it does not come again."""


class TooMany(Exception):
    """A link has been used more often than one person writes."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who posts: somebody signed in, or the holder of a scoped link."""

    user: User | None = None
    link: PostingLink | None = None

    @property
    def own(self) -> Q:
        """Which rows are this author's."""
        return Q(via_link=self.link) if self.link else Q(by=self.user, via_link=None)


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody wrote: `news` or `nothing_new` make an update, `saw` makes a learning log."""

    initiative: Initiative
    news: str = ""
    nothing_new: bool = False
    tried: str = ""
    saw: str = ""
    next: str = ""
    kind: str = Kind.LEARNING
    mark: str = ""
    circle: str = Circle.PORTFOLIO
    happened_on: date | None = None
    photo: "File[Any] | None" = None
    photo_alt: str = ""
    listeners: Sequence[Initiative] = field(default_factory=tuple)
    seconds: int | None = None
    sides: Mapping[LearningQuestion, str] = field(default_factory=dict)
    placings: Mapping[Slider, int | None] = field(default_factory=dict)
    tags: Sequence[str] = ()

    @property
    def has_update(self) -> bool:
        return self.nothing_new or bool(self.news.strip())

    @property
    def has_learning(self) -> bool:
        return bool(self.saw.strip())


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of it."""

    key: uuid.UUID
    update: Update | None
    log: LearningLog | None

    @property
    def rows(self) -> tuple[Update | LearningLog, ...]:
        return tuple(row for row in (self.log, self.update) if row is not None)

    @property
    def first(self) -> Update | LearningLog:
        """The row that stands for the post: the log, if there is one."""
        return self.rows[0]

    def says_the_same(self, content: Post) -> bool:
        """Whether these rows hold the words of `content`."""
        log = (self.log.tried, self.log.saw, self.log.next) if self.log else ("", "", "")
        said = (content.tried, content.saw, content.next, content.news)
        return (*log, self.update.body if self.update else "") == tuple(words.strip() for words in said)

    @property
    def told(self) -> list[Initiative]:
        """The initiatives on whose pages the log stands because its author wished it."""
        return list(self.log.listeners.all()) if self.log is not None else []

    @property
    def told_names(self) -> str:
        """Their names in one line."""
        return get_text_list([initiative.title for initiative in self.told], _("and"))

    @property
    def can_be_undone(self) -> bool:
        """Whether its ten minutes are not over."""
        return all(posts.can_undo(row.created_at) for row in self.rows)


def post(*, portfolio: Portfolio, author: Author, key: uuid.UUID, content: Post) -> Posted:
    """Write the post, or return what is there when it came before with the same key.

    Raises ValidationError by field, TakenBack when it came and was undone, TooMany when a link is overused.
    """
    if found := find(portfolio=portfolio, author=author, key=key):
        return found
    if posts.was_taken_back(key):
        raise TakenBack
    if _is_somebody_elses(key, mine=author.own & Q(portfolio=portfolio)):
        key = uuid.uuid4()
    try:
        return _write(portfolio=portfolio, author=author, key=key, content=content)
    except IntegrityError:
        # The same post came over two connections at once; the other one was first.
        if found := find(portfolio=portfolio, author=author, key=key):
            return found
        raise


def find(*, portfolio: Portfolio, author: Author, key: uuid.UUID) -> Posted | None:
    """Return what this author posted with the key, or None."""
    mine = author.own & Q(client_key=key, portfolio=portfolio)
    logs = LearningLog.objects.filter(mine).select_related("initiative").prefetch_related("listeners")
    log = logs.first()
    update = Update.objects.filter(mine).select_related("initiative").first()
    if update and log is None:  # both may have been written between the two looks
        log = logs.all().first()
    return Posted(key, update, log) if log or update else None


@transaction.atomic
def undo(*, posted: Posted, author: Author) -> None:
    """Take the whole post back; raises ValidationError when its ten minutes are over."""
    if not posted.can_be_undone:
        raise ValidationError(_("Ten minutes are over. You can still edit or delete it on its page."))
    why = _("Undone by its author")
    if posted.log is not None:
        learning.withdraw(log=posted.log, by=author.user, why=why)
    if posted.update is not None:
        updates.withdraw(update=posted.update, by=author.user, why=why)


@transaction.atomic
def _write(*, portfolio: Portfolio, author: Author, key: uuid.UUID, content: Post) -> Posted:
    if author.link is not None:
        _use(author.link)
    common: dict[str, Any] = {
        "portfolio": portfolio,
        "initiative": content.initiative,
        "by": author.user,
        "via_link": author.link,
        "client_key": key,
        "circle": content.circle,
        "happened_on": content.happened_on,
        "seconds": content.seconds,
    }
    photo: dict[str, Any] = {"photo": content.photo, "photo_alt": content.photo_alt}
    posted = Posted(key, None, None)
    if content.has_learning:
        log = learning.record(
            **common, **photo, tried=content.tried, saw=content.saw, next=content.next, kind=content.kind,
            mark=content.mark, listeners=content.listeners,
        )  # fmt: skip
        speaking.bear(log=log, sides={about: side for about, side in content.sides.items() if side}, by=author.user)
        speaking.place(log=log, values={on: at for on, at in content.placings.items() if at is not None})
        if content.tags:
            using.tag(log=log, names=content.tags, by=author.user)
        posted, photo = replace(posted, log=log), {}
    if content.has_update:
        update = updates.record(**common, **photo, body=content.news, nothing_new=content.nothing_new)
        posted = replace(posted, update=update)
    if not posted.rows:
        raise ValidationError({"saw": _("Say in a sentence what you saw.")})
    return posted


def _use(link: PostingLink) -> None:
    """Note that the link is used; its row is the lock that keeps the count of an hour true."""
    link = PostingLink.objects.select_for_update().get(pk=link.pk)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    rows = (LearningLog.objects.filter(via_link=link), Update.objects.filter(via_link=link))
    if sum(found.filter(created_at__gte=an_hour_ago).count() for found in rows) >= LINK_POSTS_PER_HOUR:
        raise TooMany
    PostingLink.objects.filter(pk=link.pk).update(last_used_at=timezone.now())


def _is_somebody_elses(key: uuid.UUID, *, mine: Q) -> bool:
    """Say whether another author's post has this key; then it tells this author nothing.

    A row of this author's own may have come a moment ago over another connection; it keeps the key.
    """
    return any(rows.filter(client_key=key).exclude(mine).exists() for rows in (LearningLog.objects, Update.objects))
