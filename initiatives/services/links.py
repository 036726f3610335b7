"""Makes, mails, renews and revokes the links by which somebody without an account posts."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from initiatives.models import Initiative, PostingLink
from initiatives.models.posting import link_end
from portfolio_hub.lib.letters import leave_once
from portfolio_hub.lib.letters import letter as letter_of
from stakeholders.models import Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services.invitations import language_of

RESEND_AFTER = timedelta(minutes=2)
MOST_LIVE_LINKS = 50


@transaction.atomic
def create(*, portfolio: Portfolio, initiative: Initiative, by: User, email: str, name: str = "") -> PostingLink:
    """Make a link for one person and one initiative, and mail it.

    Raises Refused when this person has a live link here, or when the initiative has fifty.
    """
    live = PostingLink.objects.live().filter(portfolio=portfolio, initiative=initiative)
    if live.filter(email__iexact=email.strip()).exists():
        raise Refused(_("%(email)s has a link to this initiative already. Send it again instead.") % {"email": email})
    if live.count() >= MOST_LIVE_LINKS:
        raise Refused(_("This initiative has fifty open links. Revoke those nobody uses."))
    link = PostingLink.objects.create(
        portfolio=portfolio, initiative=initiative, email=email.strip().lower(), name=name.strip(), created_by=by
    )
    _mail(link)
    return link


@transaction.atomic
def resend(*, link: PostingLink) -> PostingLink:
    """Mail the link once more and let it live for another 30 days; raises Refused for a revoked one."""
    link = PostingLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.revoked_at is not None:
        raise Refused(_("This link is revoked. Make a new one."))
    if link.mailed_at is not None and timezone.now() - link.mailed_at < RESEND_AFTER:
        raise Refused(_("This link was sent a moment ago. Give the letter two minutes to arrive."))
    link.expires_at, link.mailed_at = link_end(), None
    link.save(update_fields=["expires_at", "mailed_at"])
    _mail(link)
    return link


def revoke(*, link: PostingLink) -> None:
    """Close the link at once; what was posted by it stays."""
    PostingLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())


def address(link: PostingLink) -> str:
    """The whole web address of the link."""
    return f"{settings.SITE_URL}{link.get_absolute_url()}"


def send(*, link_id: int) -> bool:
    """Mail a live link, once for each time it was asked for; True when it left now."""
    waiting = PostingLink.objects.live().filter(pk=link_id, mailed_at__isnull=True)
    rows = PostingLink.objects.select_related("portfolio", "initiative", "created_by")
    return leave_once(waiting, lambda: letter(rows.get(pk=link_id)))


def letter(link: PostingLink) -> EmailMultiAlternatives:
    """Return the letter, in the language of the portfolio."""
    context = {"link": link, "address": address(link), "sender": link.created_by, "portfolio": link.portfolio}
    with translation.override(language_of(link.portfolio)):
        return letter_of("posting_link", to=link.email, context=context)


def _mail(link: PostingLink) -> None:
    """Ask the mail queue to send it, once the row is surely there."""
    from initiatives.tasks import send_posting_link

    send_posting_link.delay_on_commit(link.pk)  # type: ignore[attr-defined]  # the stubs know plain tasks only
