"""Asking the leads of both whether they belong together: letters with a link, and what comes back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from initiatives.models import Initiative, Participation, ParticipationRole, PostingLink
from portfolio_hub.lib import letters
from sensemaking.models import ConnectionSuggestion, SuggestionAsk
from stakeholders.access import READING, Access
from stakeholders.link_keys import digest_of, unknown_digest
from stakeholders.models import ROLE_CIRCLES, Affiliation, Circle, Portfolio, Role, User
from stakeholders.models.membership import new_token
from stakeholders.policies import Refused
from stakeholders.services.invitations import language_of

TASK = "sensemaking.tasks.send_suggestion_ask"
MAILS_PER_HOUR = 200
LINK_DAYS = 60
AT_ONCE = 200
LEADING = (ParticipationRole.LEAD, ParticipationRole.CHALLENGE_OWNER)
Letter = tuple[Initiative, str]


@dataclass
class Asked:
    """What became of each address."""

    on_their_way: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    want_no_mail: list[str] = field(default_factory=list)


@transaction.atomic
def ask_leads(*, suggestion: ConnectionSuggestion, letters_to: Sequence[Letter], by: User, words: str = "") -> Asked:
    """Ask each address for one of the two; whoever was asked and has not answered gets a new link.

    Raises Refused when it is decided, when one of the two is for its team alone, or when too many letters left.
    """
    if not suggestion.is_open:
        raise Refused(_("This one is decided already. Take the decision back to ask."))
    if not may_be_shown(suggestion):
        raise Refused(_("One of the two is seen by its team alone, so others can't be asked about it."))
    result = Asked()
    unwilling = set(
        User.objects.filter(email__in=[email for _one, email in letters_to], wants_mail=False).values_list(
            "email", flat=True
        )
    )
    _hold_back(suggestion.portfolio, len(letters_to))
    for initiative, email in letters_to:
        if email in {address.lower() for address in unwilling}:
            result.want_no_mail.append(email)
        elif _write(suggestion, initiative, email, by, words):
            result.on_their_way.append(email)
        else:
            result.answered.append(email)
    return result


def _write(suggestion: ConnectionSuggestion, initiative: Initiative, email: str, by: User, words: str) -> bool:
    """Save one letter, or write it anew; False when this address has answered."""
    facts = {
        "words": words.strip(), "asked_by": by, "asked_at": timezone.now(), "expires_at": link_end(),
        "mailed_at": None, "digest": unknown_digest(),
    }  # fmt: skip
    row, is_new = SuggestionAsk.objects.get_or_create(
        suggestion=suggestion, initiative=initiative, email=email, defaults=facts
    )
    if not is_new and not SuggestionAsk.objects.filter(pk=row.pk, answer="").update(**facts):
        return False
    transaction.on_commit(lambda: letters.hand_over(TASK, row.pk), robust=True)
    return True


def link_end() -> datetime:
    """The moment a new link expires."""
    return timezone.now() + timedelta(days=LINK_DAYS)


def _hold_back(portfolio: Portfolio, more: int) -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    sent = SuggestionAsk.objects.filter(suggestion__portfolio=portfolio, asked_at__gt=hour_ago).count()
    if sent + more > MAILS_PER_HOUR:
        raise Refused(
            _("A portfolio sends at most %(limit)d of these letters an hour. Nothing was sent; try again later.")
            % {"limit": MAILS_PER_HOUR}
        )


def lead_access(portfolio: Portfolio) -> Access:
    """What somebody who leads an initiative here may read by a link: what is shared in the portfolio, and no people."""
    return Access(portfolio, AnonymousUser(), "", READING, ROLE_CIRCLES[Role.OBSERVER])


def may_be_shown(suggestion: ConnectionSuggestion) -> bool:
    """Whether both may be shown to the lead of either: none is its team's alone, and both are in the portfolio."""
    here = Initiative.objects.placed_in(suggestion.portfolio).exclude(circle=Circle.TEAM)
    return here.filter(pk__in=(suggestion.first_id, suggestion.second_id)).count() == 2


def contacts(suggestion: ConnectionSuggestion) -> dict[int, list[str]]:
    """By initiative the addresses of those who speak for its leads, and of whom a posting link was sent to."""
    two = (suggestion.first_id, suggestion.second_id)
    leads = Participation.objects.live().filter(initiative__in=two, role__in=LEADING)
    of: dict[int, set[int]] = {}
    for initiative, organisation in leads.values_list("initiative", "organisation"):
        of.setdefault(organisation, set()).add(initiative)
    found: dict[int, dict[str, None]] = {one: {} for one in two}
    speak = Affiliation.objects.live().filter(organisation__in=of, user__is_active=True, user__wants_mail=True)
    for organisation, email in speak.order_by("pk").values_list("organisation", "user__email"):
        for initiative in of[organisation]:
            found[initiative][email.lower()] = None
    links = PostingLink.objects.live().filter(initiative__in=two, portfolio=suggestion.portfolio)
    for initiative, email in links.order_by("pk").values_list("initiative", "email"):
        found[initiative][email.lower()] = None
    return {one: list(emails) for one, emails in found.items()}


def unsent() -> QuerySet[SuggestionAsk]:
    """Open questions whose letter has not left."""
    rows = SuggestionAsk.objects.filter(mailed_at__isnull=True, answer="", expires_at__gt=timezone.now())
    return rows.filter(suggestion__status=ConnectionSuggestion.Status.OPEN, asked_by__isnull=False)


def requeue() -> None:
    """Hand over again what has waited for longer than a minute."""
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    for pk in unsent().filter(asked_at__lt=a_minute_ago).values_list("pk", flat=True)[:AT_ONCE]:
        letters.hand_over(TASK, pk)


def send(*, ask_id: int) -> bool:
    """Mail one question with a fresh key, once for each time it was asked; True when it left now."""
    key = new_token()
    rows = SuggestionAsk.objects.select_related(
        "suggestion__portfolio", "suggestion__first", "suggestion__second", "initiative", "asked_by"
    )
    return letters.leave_once(
        unsent().filter(pk=ask_id), lambda: letter(rows.get(pk=ask_id), key), digest=digest_of(key)
    )


def letter(ask: SuggestionAsk, key: str) -> EmailMultiAlternatives:
    """The letter, in the language of the portfolio."""
    portfolio = ask.suggestion.portfolio
    link = settings.SITE_URL + reverse("sensemaking-link:suggestion", args=[key])
    with translation.override(language_of(portfolio)):
        context = {"asked": ask, "other": other_of(ask), "portfolio": portfolio, "link": link}
        return letters.letter("suggestion_ask", to=ask.email, context=context)


def other_of(ask: SuggestionAsk) -> Initiative:
    """The one of the two that the asked person does not lead."""
    suggestion = ask.suggestion
    return suggestion.second if ask.initiative_id == suggestion.first_id else suggestion.first


@transaction.atomic
def answer(*, ask: SuggestionAsk, answer: str, note: str = "") -> None:
    """Keep what a lead said by their link, once; raises Refused when the link opens nothing any more."""
    waiting = SuggestionAsk.objects.filter(pk=ask.pk, digest=ask.digest, answer="", expires_at__gt=timezone.now())
    if not waiting.update(answer=answer, note=note.strip(), answered_at=timezone.now()):
        raise Refused(_("This link has been used, or its time is over."))


@transaction.atomic
def answer_here(
    *, suggestion: ConnectionSuggestion, initiative: Initiative, by: User, answer: str, note: str = ""
) -> SuggestionAsk:
    """Keep what somebody of the team said on the page; they may say it anew while it waits. Raises Refused."""
    if not suggestion.is_open:
        raise Refused(_("This one is decided already."))
    now = timezone.now()
    row, _is_new = SuggestionAsk.objects.update_or_create(
        suggestion=suggestion, initiative=initiative, email=by.email.lower(),
        defaults={"answer": answer, "note": note.strip(), "answered_at": now},
        create_defaults={
            "answer": answer, "note": note.strip(), "answered_at": now, "expires_at": now, "digest": unknown_digest(),
        },
    )  # fmt: skip
    return row
