"""Asking people to the table: invite, send again, withdraw, accept."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portfolio_hub.lib.letters import leave_once
from portfolio_hub.lib.letters import letter as letter_of
from stakeholders.access import ROLE_SENTENCES
from stakeholders.addresses import Address
from stakeholders.models import Affiliation, Invitation, Membership, Organisation, Portfolio, User
from stakeholders.models.membership import invitation_end, new_token
from stakeholders.policies import Refused
from stakeholders.services import accounts, members

MAILS_PER_HOUR = 200
RESEND_AFTER = timedelta(minutes=2)


@dataclass
class Invited:
    """What became of each address."""

    on_their_way: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


@transaction.atomic
def invite(
    *,
    portfolio: Portfolio,
    addresses: tuple[Address, ...],
    role: str,
    by: User,
    organisation: Organisation | None = None,
    note: str = "",
) -> Invited:
    """Ask each address to take the role; members and those who are asked already get no second letter.

    Raises Refused when the portfolio has sent too many letters within the hour.
    """
    _hold_back(portfolio, len(addresses))
    result = Invited()
    emails = [address.email for address in addresses]
    here = Membership.objects.filter(portfolio=portfolio, user__email__in=emails)
    member_emails = set(here.values_list("user__email", flat=True))
    portfolio.invitations.overdue().filter(email__in=emails).update(status=Invitation.Status.EXPIRED)
    for address in addresses:
        if address.email in member_emails:
            result.members.append(address.email)
            continue
        invitation = Invitation(
            portfolio=portfolio,
            email=address.email,
            name=address.name,
            role=role,
            organisation=organisation,
            note=note,
            invited_by=by,
        )
        if _add(invitation):
            _mail_after_commit(invitation)
            result.on_their_way.append(address.email)
        else:
            result.waiting.append(address.email)
    return result


def _add(invitation: Invitation) -> bool:
    """Save the invitation; False when the address has an open one here."""
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:
        return False
    return True


def _hold_back(portfolio: Portfolio, more: int) -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    if portfolio.invitations.filter(sent_at__gt=hour_ago).count() + more > MAILS_PER_HOUR:
        raise Refused(
            _("A portfolio sends at most %(limit)d invitations an hour. Nothing was sent; try again later.")
            % {"limit": MAILS_PER_HOUR}
        )


def _mail_after_commit(invitation: Invitation) -> None:
    """Ask for the letter; when the broker does not answer, `requeue` asks again."""
    from stakeholders.tasks import send_invitation

    transaction.on_commit(lambda: send_invitation.delay(invitation.pk), robust=True)


def requeue() -> int:
    """Ask again for letters that were not sent within a minute; return how many."""
    from stakeholders.tasks import send_invitation

    a_minute_ago = timezone.now() - timedelta(minutes=1)
    waiting = Invitation.objects.open().filter(mailed_at__isnull=True, sent_at__lt=a_minute_ago)
    ids = list(waiting.values_list("pk", flat=True)[:MAILS_PER_HOUR])
    for pk in ids:
        send_invitation.delay(pk)
    return len(ids)


@transaction.atomic
def resend(*, invitation: Invitation, by: User) -> Invitation:
    """Send the letter once more with a new link and a new end; the old link opens nothing any more."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.status not in (Invitation.Status.PENDING, Invitation.Status.EXPIRED):
        raise Refused(_("This invitation has been answered or withdrawn."))
    if timezone.now() - invitation.sent_at < RESEND_AFTER:
        raise Refused(_("This invitation was sent a moment ago. Give the letter two minutes to arrive."))
    _hold_back(invitation.portfolio, 1)
    invitation.token, invitation.status = new_token(), Invitation.Status.PENDING
    invitation.sent_at, invitation.expires_at, invitation.mailed_at = timezone.now(), invitation_end(), None
    invitation.invited_by = by
    if not _add(invitation):
        raise Refused(_("This address has another invitation that is still open."))
    _mail_after_commit(invitation)
    return invitation


@transaction.atomic
def revoke(*, invitation: Invitation, by: User) -> None:
    """Withdraw an invitation that nobody has accepted; raises Refused when somebody has."""
    waiting = Invitation.objects.filter(
        pk=invitation.pk, status__in=(Invitation.Status.PENDING, Invitation.Status.EXPIRED)
    )
    if not waiting.update(status=Invitation.Status.REVOKED, answered_at=timezone.now()):
        raise Refused(_("This invitation has been answered or withdrawn already."))


def send(*, invitation_id: int) -> bool:
    """Mail the letter of an open invitation, once for each time it was asked for; True when it left now."""
    waiting = Invitation.objects.open().filter(pk=invitation_id, mailed_at__isnull=True)
    rows = Invitation.objects.select_related("portfolio", "invited_by", "organisation")
    return leave_once(waiting, lambda: letter(rows.get(pk=invitation_id)))


def letter(invitation: Invitation) -> EmailMultiAlternatives:
    """Return the letter, in the language of the portfolio."""
    context = {
        "invitation": invitation,
        "portfolio": invitation.portfolio,
        "sentence": ROLE_SENTENCES[invitation.role],
        "link": settings.SITE_URL + reverse("people:invitation", args=[invitation.token]),
    }
    with translation.override(language_of(invitation.portfolio)):
        return letter_of("invitation", to=invitation.email, context=context)


def language_of(portfolio: Portfolio) -> str:
    """The code of the language in which a portfolio writes its letters."""
    codes = [code for code, _name in settings.LANGUAGES]
    return next((code for code in codes if code.split("-")[0] == portfolio.language), settings.LANGUAGE_CODE)


@transaction.atomic
def accept(*, invitation: Invitation, user: User) -> Membership:
    """Give the user the role they were asked to take; raises Refused when the invitation is no longer open."""
    taken = Invitation.objects.open().filter(pk=invitation.pk, token=invitation.token)
    if not taken.update(status=Invitation.Status.ACCEPTED, answered_at=timezone.now()):
        raise Refused(_("This invitation is no longer open."))
    membership = members.admit(
        portfolio=invitation.portfolio, user=user, role=invitation.role, by=invitation.invited_by or user
    )
    if invitation.organisation is not None:
        live = Affiliation.objects.filter(user=user, organisation=invitation.organisation, until_on__isnull=True)
        if not live.exists():
            Affiliation.objects.create(user=user, organisation=invitation.organisation, since_on=timezone.localdate())
    return membership


@transaction.atomic
def accept_as_newcomer(*, invitation: Invitation, name: str, password: str) -> User:
    """Make an account for the invited address and accept with it; without a password, codes by mail open it.

    Raises Refused when the address has got an account meanwhile or the invitation is no longer open.
    """
    user = accounts.open_account(email=invitation.email, name=name, password=password)
    accept(invitation=invitation, user=user)
    return user
