"""Asking somebody who can tell whether an outcome is true: a letter, a link that takes one answer, and what they say.

The answer decides nothing by itself: a steward reads it and says how sure the outcome is.
"""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from funding.models import Outcome, OutcomeAsk
from funding.services import outcomes
from portfolio_hub.lib import letters
from stakeholders.access import Permission, access_for
from stakeholders.link_keys import digest_of, unknown_digest
from stakeholders.models import Change, Portfolio, User
from stakeholders.models.membership import new_token
from stakeholders.policies import Refused
from stakeholders.services import history
from stakeholders.services.invitations import language_of

SEND, TELL = "funding.tasks.send_outcome_ask", "funding.tasks.tell_outcome_asker"
MAILS_PER_HOUR = 100
DAYS = 60
TOLD_WITHIN = 7
AT_ONCE = 200


@transaction.atomic
def ask(*, outcome: Outcome, name: str, email: str, by: User, words: str = "") -> OutcomeAsk:
    """Ask one source, again after an answer too.

    Raises Refused when they have an open letter, or too many letters left within the hour.
    """
    Portfolio.objects.select_for_update().get(pk=outcome.portfolio_id)
    now = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    if outcome.asks.open().filter(email__iexact=email).exists():
        raise Refused(_("%(email)s has a letter about this that is still open.") % {"email": email})
    hour_ago = timezone.now() - timedelta(hours=1)
    sent = OutcomeAsk.objects.filter(outcome__portfolio=outcome.portfolio_id, asked_at__gt=hour_ago).count()
    if sent >= MAILS_PER_HOUR:
        limit = _("A portfolio sends at most %(limit)d of these letters an hour. Nothing was sent; try again later.")
        raise Refused(limit % {"limit": MAILS_PER_HOUR})
    row = OutcomeAsk.objects.create(
        outcome=outcome, name=name, email=email.lower(), words=words.strip(), asked_by=by, digest=unknown_digest(),
        expires_at=timezone.now() + timedelta(days=DAYS),
    )  # fmt: skip
    if now.substantiation == Outcome.Substantiation.UNVERIFIED:
        named = Outcome.Substantiation.SOURCE_NAMED
        outcomes.set_one(outcome, "substantiation", named, by, _("A source was asked."))
    transaction.on_commit(lambda: letters.hand_over(SEND, row.pk), robust=True)
    return row


@transaction.atomic
def withdraw(*, ask: OutcomeAsk, by: User) -> None:
    """Let the link open nothing any more; raises Refused when it was answered or has ended."""
    if not OutcomeAsk.objects.unanswered().filter(pk=ask.pk).update(expires_at=timezone.now()):
        raise Refused(_("This letter was answered or has ended."))
    fields = {"asked": [ask.name, None]}
    history.record(ask, kind=Change.Kind.DELETED, fields=fields, by=by, portfolio=ask.outcome.portfolio)


@transaction.atomic
def answer(*, ask: OutcomeAsk, answer: str, note: str = "") -> None:
    """Keep what the source says, once, and have the asker told; raises Refused when the link takes no answer any more.

    The claim is of the row's own columns: of two answers at once, the second finds the row answered.
    """
    outcome = Outcome.objects.standing().select_for_update(of=("self",)).filter(pk=ask.outcome_id).first()
    taken = OutcomeAsk.objects.unanswered().filter(pk=ask.pk, digest=ask.digest)
    if outcome is None or not taken.update(answer=answer, note=note.strip(), answered_at=timezone.now()):
        raise Refused(_("This link was used already, or has ended."))
    transaction.on_commit(lambda: letters.hand_over(TELL, ask.pk), robust=True)


def send(*, pk: int) -> bool:
    """Mail an open letter with a fresh key, once; True when it left now."""
    key = new_token()
    if not OutcomeAsk.objects.open().filter(pk=pk).exists():
        return False
    waiting = OutcomeAsk.objects.unanswered().filter(pk=pk, mailed_at__isnull=True)
    return letters.leave_once(waiting, lambda: letter(_whole(pk), key), digest=digest_of(key))


def tell(*, pk: int) -> bool:
    """Mail whoever asked that the source answered, if they want such mail and may still read it."""
    row = OutcomeAsk.objects.to_tell().filter(pk=pk).select_related("outcome__portfolio", "asked_by").first()
    if row is None or not _wants(row):
        return False
    return letters.leave_once(OutcomeAsk.objects.to_tell().filter(pk=pk), lambda: told(_whole(pk)), mark="told_at")


def _wants(row: OutcomeAsk) -> bool:
    asker = row.asked_by
    if asker is None or not asker.wants_mail or not asker.is_active or row.outcome.removed_at is not None:
        return False
    access = access_for(asker, row.outcome.portfolio)
    return access is not None and access.may(Permission.CURATE)


def _whole(pk: int) -> OutcomeAsk:
    return OutcomeAsk.objects.select_related("outcome__portfolio", "asked_by").get(pk=pk)


def letter(row: OutcomeAsk, key: str) -> EmailMultiAlternatives:
    """The letter to the source, in the language of the portfolio."""
    portfolio = row.outcome.portfolio
    link = settings.SITE_URL + reverse("funding-link:outcome", args=[key])
    with translation.override(language_of(portfolio)):
        context = {"asked": row, "outcome": row.outcome, "portfolio": portfolio, "link": link}
        return letters.letter("outcome_ask", to=row.email, context=context)


def told(row: OutcomeAsk) -> EmailMultiAlternatives:
    """The letter to whoever asked, in their language."""
    asker, outcome = row.asked_by, row.outcome
    if asker is None:
        raise ValueError("Nobody asked.")
    with translation.override(asker.language or language_of(outcome.portfolio)):
        link = settings.SITE_URL + outcome.get_absolute_url()
        context = {"asked": row, "outcome": outcome, "portfolio": outcome.portfolio, "link": link}
        return letters.letter("outcome_answered", to=asker.email, context=context)


def requeue() -> None:
    """Hand over again the letters that have waited for longer than a minute."""
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    unsent = OutcomeAsk.objects.open().filter(mailed_at__isnull=True, asked_at__lt=a_minute_ago)
    untold = OutcomeAsk.objects.to_tell().filter(
        answered_at__lt=a_minute_ago, answered_at__gt=timezone.now() - timedelta(days=TOLD_WITHIN),
        asked_by__wants_mail=True, asked_by__is_active=True, outcome__removed_at__isnull=True,
    )  # fmt: skip
    for task, rows in ((SEND, unsent), (TELL, untold)):
        for pk in rows.values_list("pk", flat=True)[:AT_ONCE]:
            letters.hand_over(task, pk)
