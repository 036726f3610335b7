"""Words of a log on their way to a wider circle: asked of the author, given or not, and taken back."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.services.posts import CIRCLES_BY_WIDTH
from sensemaking.models import LearningLog, Release
from sensemaking.models.asking import link_end
from sensemaking.services import asking_letters
from sensemaking.services.asking_address import hold_back, reach_of, refuse_draft
from stakeholders.link_keys import digest_of, unknown_digest
from stakeholders.models import Change, Circle, Portfolio, User
from stakeholders.models.membership import new_token
from stakeholders.policies import Refused
from stakeholders.services import history

Status = Release.Status
REMIND_DAYS = 14
FIELDS = ("saw", "tried", "next", "title")


def wider_than(circle: str) -> tuple[Circle, ...]:
    """The circles that reach further than `circle`."""
    return CIRCLES_BY_WIDTH[CIRCLES_BY_WIDTH.index(Circle(circle)) + 1 :]


def find_words(log: LearningLog, words: str) -> str:
    """The words exactly as one field of the log has them, whichever way its lines break; empty where none does."""
    pattern = re.compile(r"\r?\n".join(re.escape(line) for line in words.strip().splitlines()))
    found = (pattern.search(getattr(log, name)) for name in FIELDS) if words.strip() else ()
    return next((match.group() for match in found if match), "")


@transaction.atomic
def ask(*, log: LearningLog, quote: str, wording: str, circle: str, by: User, note: str = "") -> Release:
    """Ask the author whether a wider circle may read the wording; who releases their own words has said yes.

    Raises Refused for words that do not stand in the log, a circle that is not wider and a draft, and after too many
    letters within the hour. The same that still waits is not asked twice.
    """
    refuse_draft(log)
    words = find_words(log, quote)
    if not words:
        raise Refused(_("These words do not stand so in one field of the log."))
    if circle not in wider_than(log.circle):
        raise Refused(_("Choose a circle that is wider than the one the log has."))
    if not wording.strip():
        raise Refused(_("Write what the wider circle would read."))
    Portfolio.objects.select_for_update().get(pk=log.portfolio_id)
    if waiting := log.releases.open().filter(quote=words, wording=wording.strip(), circle=circle).first():
        return waiting
    hold_back(log.portfolio)
    release = Release.objects.create(
        log=log, quote=words, wording=wording.strip(), circle=circle, note=note.strip(), asked_by=by,
        email=reach_of(log).email, digest=unknown_digest(),
    )  # fmt: skip
    if log.by_id == by.pk:
        release.told_at = timezone.now()
        return _settle(release, Status.GIVEN, by)
    asking_letters.hand_over(release)
    return release


@transaction.atomic
def new_link(*, release: Release) -> str:
    """Return the key of a new link, which is kept nowhere; earlier links open nothing any more."""
    key = new_token()
    waiting = Release.objects.filter(pk=release.pk, status=Status.ASKED)
    if not waiting.update(digest=digest_of(key), expires_at=link_end()):
        raise Refused(_settled())
    return key


@transaction.atomic
def remind(*, release: Release) -> None:
    """Write to the author once more, once, and not before two weeks have passed."""
    held = _held(release)
    if refusal := why_not_remind(held):
        raise Refused(refusal)
    held.reminded_at, held.mailed_at, held.expires_at = timezone.now(), None, link_end()
    held.save(update_fields=["reminded_at", "mailed_at", "expires_at"])
    asking_letters.hand_over(held)


def why_not_remind(release: Release) -> str:
    """The reason why the author can't be reminded now, or an empty text."""
    if release.status != Status.ASKED:
        return _settled()
    if not release.email:
        return _("No address of the author is known.")
    if release.reminded_at is not None:
        return _("The author was reminded once. More would press.")
    if (timezone.now() - release.asked_at).days < REMIND_DAYS:
        return _("Give the author two weeks. Then you can remind them once.")
    return ""


@transaction.atomic
def take_back(*, release: Release) -> None:
    """Forget a request that the author has not answered; its link opens nothing any more."""
    gone, _rows = Release.objects.filter(pk=release.pk, status=Status.ASKED).delete()
    if not gone:
        raise Refused(_settled())


@transaction.atomic
def give(*, release: Release, wording: str, names_author: bool, answer: str = "", by: User | None = None) -> Release:
    """The author agrees, to these words, with or without their name."""
    if not wording.strip():
        raise Refused(_("Write what the wider circle may read."))
    held = _open(release)
    held.wording, held.names_author, held.answer = wording.strip(), names_author, answer.strip()
    return _settle(held, Status.GIVEN, by)


@transaction.atomic
def refuse(*, release: Release, answer: str = "", by: User | None = None) -> Release:
    """The author would rather not."""
    held = _open(release)
    held.answer = answer.strip()
    return _settle(held, Status.REFUSED, by)


@transaction.atomic
def record_in_person(*, release: Release, in_person: str, names_author: bool, by: User) -> Release:
    """A steward keeps that the author agreed without the link: to whom, when, how."""
    if not in_person.strip():
        raise Refused(_("Say who agreed, to whom and when."))
    held = _held(release)
    if held.status != Status.ASKED:
        raise Refused(_settled())
    held.in_person, held.names_author, held.told_at = in_person.strip(), names_author, timezone.now()
    return _settle(held, Status.GIVEN, by)


@transaction.atomic
def withdraw(*, release: Release, by: User | None = None) -> Release:
    """Take given words back: from now on no wider circle reads them anywhere."""
    held = _held(release)
    if held.status != Status.GIVEN:
        raise Refused(_("Only words that were given can be taken back."))
    held.told_at = None if by is None or by.pk != held.asked_by_id else timezone.now()
    return _settle(held, Status.WITHDRAWN, by)


def follow_edit(*, log: LearningLog, by: User | None = None) -> None:
    """Once words are taken out of a log, they are taken back from wider circles too, and no longer asked for."""
    for release in log.releases.select_for_update(of=("self",)).filter(status__in=(Status.GIVEN, Status.ASKED)):
        if find_words(log, release.quote):
            continue
        if release.status == Status.ASKED:
            release.delete()
        else:
            _settle(release, Status.WITHDRAWN, by)


def follow_edits(*, logs: Mapping[int, LearningLog]) -> None:
    """The same for many logs by id."""
    asked = Release.objects.filter(log__in=list(logs), status__in=(Status.GIVEN, Status.ASKED)).order_by()
    for pk in list(asked.values_list("log", flat=True).distinct()):
        follow_edit(log=logs[pk])


def _held(release: Release) -> Release:
    rows = Release.objects.select_for_update(of=("self",)).select_related("log__portfolio")
    found: Release = rows.get(pk=release.pk)
    return found


def _open(release: Release) -> Release:
    held = _held(release)
    if not held.is_open:
        raise Refused(_settled())
    return held


def _settle(held: Release, status: str, by: User | None) -> Release:
    """Save the new state with its moment, keep it in the history without the words, and tell whoever asked."""
    before: dict[str, Any] = {"status": str(held.status)}
    held.status, held.answered_at = status, timezone.now()
    held.save()
    fields = history.difference(before, {"status": str(status)})
    history.record(held, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=held.log.portfolio)
    if held.told_at is None:
        asking_letters.tell_later(held)
    return held


def _settled() -> str:
    return _("This request has been answered or taken back.")
