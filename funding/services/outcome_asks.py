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
from stakeholders.link_keys import digest_of, unknown_digest
from stakeholders.models import Change, Portfolio, User
from stakeholders.models.membership import new_token
from stakeholders.policies import Refused
from stakeholders.services import history
from stakeholders.services.invitations import language_of

SEND = "funding.tasks.send_outcome_ask"
MAILS_PER_HOUR = 100
DAYS = 60
AT_ONCE = 200


@transaction.atomic
def ask(*, outcome: Outcome, name: str, email: str, by: User, words: str = "") -> OutcomeAsk:
    """Ask one source; raises Refused when they have an open letter, or too many letters left within the hour."""
    Portfolio.objects.select_for_update().get(pk=outcome.portfolio_id)
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
    if outcome.substantiation == Outcome.Substantiation.UNVERIFIED:
        named = Outcome.Substantiation.SOURCE_NAMED
        outcomes.set_one(outcome, "substantiation", named, by, _("%(name)s was asked.") % {"name": name})
    transaction.on_commit(lambda: letters.hand_over(SEND, row.pk), robust=True)
    return row


@transaction.atomic
def withdraw(*, ask: OutcomeAsk, by: User) -> None:
    """Let the link open nothing any more; raises Refused when it was answered or has ended."""
    if not OutcomeAsk.objects.open().filter(pk=ask.pk).update(expires_at=timezone.now()):
        raise Refused(_("This letter was answered or has ended."))
    fields = {"asked": [ask.name, None]}
    history.record(ask, kind=Change.Kind.DELETED, fields=fields, by=by, portfolio=ask.outcome.portfolio)


@transaction.atomic
def answer(*, ask: OutcomeAsk, answer: str, note: str = "") -> None:
    """Keep what the source says, once; raises Refused when the link takes no answer any more."""
    taken = OutcomeAsk.objects.open().filter(pk=ask.pk, digest=ask.digest)
    if not taken.update(answer=answer, note=note.strip(), answered_at=timezone.now()):
        raise Refused(_("This link was used already, or has ended."))


def send(*, pk: int) -> bool:
    """Mail an open letter with a fresh key, once; True when it left now."""
    key = new_token()
    waiting = OutcomeAsk.objects.open().filter(pk=pk, mailed_at__isnull=True)
    rows = OutcomeAsk.objects.select_related("outcome__portfolio", "asked_by")
    return letters.leave_once(waiting, lambda: letter(rows.get(pk=pk), key), digest=digest_of(key))


def letter(row: OutcomeAsk, key: str) -> EmailMultiAlternatives:
    """The letter to the source, in the language of the portfolio."""
    portfolio = row.outcome.portfolio
    link = settings.SITE_URL + reverse("funding-link:outcome", args=[key])
    with translation.override(language_of(portfolio)):
        context = {"asked": row, "outcome": row.outcome, "portfolio": portfolio, "link": link}
        return letters.letter("outcome_ask", to=row.email, context=context)


def requeue() -> None:
    """Hand over again the letters that have waited for longer than a minute."""
    waiting = OutcomeAsk.objects.open().filter(
        mailed_at__isnull=True, asked_at__lt=timezone.now() - timedelta(minutes=1)
    )
    for pk in waiting.values_list("pk", flat=True)[:AT_ONCE]:
        letters.hand_over(SEND, pk)
