"""Questions to the author of a log: asked, handed over by link, answered, corrected the same day, taken back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio_hub.lib.meanwhile import Stale
from sensemaking.models import LearningLog, LogInquiry
from sensemaking.models.asking import link_end
from sensemaking.services import asking_letters
from sensemaking.services.asking_address import hold_back, reach_of, refuse_draft, refuse_own
from stakeholders.link_keys import digest_of, unknown_digest
from stakeholders.models import Portfolio, User
from stakeholders.models.membership import new_token
from stakeholders.policies import Refused


@transaction.atomic
def ask(*, log: LearningLog, question: str, by: User) -> LogInquiry:
    """Ask the author; the same question that still waits is not asked twice.

    Raises Refused for an empty question, one's own log, a draft, and after too many letters within the hour.
    """
    if not question.strip():
        raise Refused(_("Write what you would like to know."))
    refuse_draft(log)
    refuse_own(log, by)
    Portfolio.objects.select_for_update().get(pk=log.portfolio_id)
    if waiting := log.inquiries.open().filter(question=question.strip()).first():
        return waiting
    hold_back(log.portfolio)
    inquiry = LogInquiry.objects.create(
        log=log, question=question.strip(), email=reach_of(log).email, digest=unknown_digest(),
        asked_by=by,
    )  # fmt: skip
    asking_letters.hand_over(inquiry)
    return inquiry


@transaction.atomic
def new_link(*, inquiry: LogInquiry) -> str:
    """Return the key of a new link, which is kept nowhere; earlier links open nothing any more."""
    key = new_token()
    open_one = LogInquiry.objects.open().filter(pk=inquiry.pk)
    if not open_one.update(digest=digest_of(key), expires_at=link_end()):
        raise Refused(_("This question has been answered or taken back."))
    return key


@transaction.atomic
def withdraw(*, inquiry: LogInquiry) -> None:
    """Take a question back; raises Refused when the author has answered it."""
    waiting = LogInquiry.objects.filter(pk=inquiry.pk, answered_at__isnull=True, withdrawn_at__isnull=True)
    if not waiting.update(withdrawn_at=timezone.now()):
        raise Refused(_("This question has been answered or taken back."))


@transaction.atomic
def answer(*, inquiry: LogInquiry, answer: str, seen: str | None = None) -> LogInquiry:
    """Keep the author's answer, or the better words for it until the end of the day on which it was given.

    Raises Refused for an empty answer, and when the question takes none any more; Stale with the answer that stands
    there when it is neither the new one nor the one that was `seen`.
    """
    if not answer.strip():
        raise Refused(_("Write a sentence or two. A short answer is an answer."))
    held = LogInquiry.objects.select_for_update(of=("self",)).select_related("log").get(pk=inquiry.pk)
    if not (held.is_open or held.may_be_corrected):
        raise Refused(_("This question takes no answer any more."))
    # By words: browsers send other line breaks than they were given.
    if seen is not None and held.answer.split() not in (seen.split(), answer.split()):
        raise Stale({"answer": held.answer})
    is_first = held.answered_at is None
    held.answer = answer.strip()
    if is_first:
        held.answered_at, held.read_at = timezone.now(), None
        asking_letters.tell_later(held)
    held.save(update_fields=["answer", "answered_at", "read_at"])
    return held


def mark_read(*, log: LearningLog) -> None:
    """Note that a steward has seen the answers to what was asked about a log."""
    log.inquiries.filter(answered_at__isnull=False, read_at__isnull=True).update(read_at=timezone.now())
