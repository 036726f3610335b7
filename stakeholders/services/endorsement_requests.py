"""Letters that ask an organisation to endorse: write, send again, revoke, answer, remind."""

from collections.abc import Sequence
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
from stakeholders.addresses import Address
from stakeholders.link_keys import digest_of, unknown_digest
from stakeholders.models import Endorsement, EndorsementRequest, IntentVersion, Organisation, Portfolio, User
from stakeholders.models.endorsement import day_after, request_end
from stakeholders.models.membership import new_token
from stakeholders.policies import Refused, why_not_endorse
from stakeholders.services import endorsements
from stakeholders.services.endorsements import Signature
from stakeholders.services.invitations import language_of

MAILS_PER_HOUR = 200
RESEND_AFTER = timedelta(minutes=2)
REMIND_DAYS = 30
"""How many days before an endorsement lapses its signer is asked whether it still holds."""

Letter = tuple[Organisation, Address]


@dataclass
class Asked:
    """What became of each address."""

    on_their_way: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    endorsed: list[str] = field(default_factory=list)


@transaction.atomic
def ask(
    *, version: IntentVersion, letters: Sequence[Letter], by: User | None, note: str = "", is_renewal: bool = False
) -> Asked:
    """Ask each address to sign for its organisation; who is asked already gets no second letter.

    Raises Refused when the version can't be endorsed, or the portfolio has sent too many letters within the hour.
    """
    if refusal := why_not_endorse(version):
        raise Refused(refusal)
    _hold_back(version.portfolio, len(letters))
    result = Asked()
    standing = version.endorsements.standing().filter(organisation__in=[organisation for organisation, _to in letters])
    signed = {row.organisation_id for row in standing if not (is_renewal and row.lapses_soon)}
    for organisation, address in letters:
        if organisation.pk in signed:
            result.endorsed.append(organisation.name)
        elif _write(version, organisation, address, by, note):
            result.on_their_way.append(address.email)
        else:
            result.waiting.append(address.email)
    return result


def _write(version: IntentVersion, organisation: Organisation, to: Address, by: User | None, note: str) -> bool:
    """Save one letter; False when the address has an open one. One that nobody answered in time is written anew."""
    same = EndorsementRequest.objects.filter(version=version, organisation=organisation, email=to.email)
    same.filter(status=EndorsementRequest.Status.ASKED, expires_at__lte=timezone.now()).update(
        status=EndorsementRequest.Status.REVOKED
    )
    request = EndorsementRequest(
        version=version, organisation=organisation, email=to.email, name=to.name, note=note, asked_by=by,
        digest=unknown_digest(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:
        return False
    _mail_after_commit(request)
    return True


def _hold_back(portfolio: Portfolio, more: int) -> None:
    if more > room(portfolio):
        raise Refused(
            _("A portfolio sends at most %(limit)d of these letters an hour. Nothing was sent; try again later.")
            % {"limit": MAILS_PER_HOUR}
        )


def room(portfolio: Portfolio) -> int:
    """How many letters the portfolio may still send within this hour."""
    hour_ago = timezone.now() - timedelta(hours=1)
    sent = EndorsementRequest.objects.filter(version__portfolio=portfolio, asked_at__gt=hour_ago).count()
    return max(MAILS_PER_HOUR - sent, 0)


def _mail_after_commit(request: EndorsementRequest) -> None:
    """Ask for the letter; when the broker does not answer, `requeue` asks again."""
    from stakeholders.tasks import send_endorsement_request

    transaction.on_commit(lambda: send_endorsement_request.delay(request.pk), robust=True)


def requeue() -> int:
    """Ask again for letters that were not sent within a minute; return how many."""
    from stakeholders.tasks import send_endorsement_request

    a_minute_ago = timezone.now() - timedelta(minutes=1)
    waiting = EndorsementRequest.objects.open().filter(mailed_at__isnull=True, asked_at__lt=a_minute_ago)
    ids = list(waiting.values_list("pk", flat=True)[:MAILS_PER_HOUR])
    for pk in ids:
        send_endorsement_request.delay(pk)
    return len(ids)


@transaction.atomic
def resend(*, request: EndorsementRequest, by: User) -> EndorsementRequest:
    """Send the letter once more with a new link and a new end; the old link opens nothing any more."""
    rows = EndorsementRequest.objects.select_for_update(of=("self",)).select_related("version__portfolio")
    request = rows.get(pk=request.pk)
    if request.status not in (EndorsementRequest.Status.ASKED, EndorsementRequest.Status.DECLINED):
        raise Refused(_("This letter has been answered or revoked."))
    if refusal := why_not_endorse(request.version):
        raise Refused(refusal)
    if timezone.now() - request.asked_at < RESEND_AFTER:
        raise Refused(_("This letter was sent a moment ago. Give it two minutes to arrive."))
    _hold_back(request.version.portfolio, 1)
    request.status, request.answer, request.answered_at = EndorsementRequest.Status.ASKED, "", None
    request.asked_at, request.expires_at, request.mailed_at = timezone.now(), request_end(), None
    request.asked_by, request.digest = by, unknown_digest()
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:
        raise Refused(_("This address has another letter that is still open.")) from None
    _mail_after_commit(request)
    return request


@transaction.atomic
def revoke(*, request: EndorsementRequest, by: User) -> None:
    """Let the link of a letter open nothing any more; raises Refused when it has been answered."""
    waiting = EndorsementRequest.objects.filter(pk=request.pk, status=EndorsementRequest.Status.ASKED)
    if not waiting.update(status=EndorsementRequest.Status.REVOKED, answered_at=timezone.now()):
        raise Refused(_("This letter has been answered or revoked."))


def close_earlier(*, earlier: IntentVersion | None, **_facts: object) -> None:
    """When a version becomes the shared one, letters that ask for the one before it open nothing any more.

    Who is asked again, and when, is the steward's to say: the page of earlier endorsers shows who gets a letter.
    """
    if earlier is not None:
        earlier.requests.filter(status=EndorsementRequest.Status.ASKED).update(
            status=EndorsementRequest.Status.REVOKED, answered_at=timezone.now()
        )


def send(*, request_id: int) -> bool:
    """Mail an open letter with a fresh key, once for each time it was asked for; True when it left now."""
    key = new_token()
    waiting = EndorsementRequest.objects.open().filter(pk=request_id, mailed_at__isnull=True)
    rows = EndorsementRequest.objects.select_related("version__portfolio", "organisation", "asked_by")
    return leave_once(waiting, lambda: letter(rows.get(pk=request_id), key), digest=digest_of(key))


def letter(request: EndorsementRequest, key: str) -> EmailMultiAlternatives:
    """Return the letter, in the language of the portfolio."""
    portfolio = request.version.portfolio
    context = {
        "asked": request,
        "version": request.version,
        "portfolio": portfolio,
        "is_renewal": request.version.endorsements.standing().filter(organisation=request.organisation).exists(),
        "link": settings.SITE_URL + reverse("people:endorse-link", args=[key]),
    }
    with translation.override(language_of(portfolio)):
        return letter_of("endorsement_request", to=request.email, context=context)


@transaction.atomic
def sign_by_link(*, request: EndorsementRequest, signature: Signature) -> Endorsement:
    """Sign with the mailed link, and use it up; raises Refused when it opens nothing any more."""
    taken = EndorsementRequest.objects.open().filter(pk=request.pk, digest=request.digest)
    if not taken.update(status=EndorsementRequest.Status.SIGNED, answered_at=timezone.now()):
        raise Refused(_("This link has been used or revoked."))
    signed = endorsements.sign(version=request.version, organisation=request.organisation, signature=signature, by=None)
    EndorsementRequest.objects.filter(pk=request.pk).update(endorsement=signed)
    return signed


@transaction.atomic
def decline(*, request: EndorsementRequest, answer: str) -> None:
    """Say "not now", with or without words; raises Refused when the link opens nothing any more."""
    taken = EndorsementRequest.objects.open().filter(pk=request.pk, digest=request.digest)
    if not taken.update(status=EndorsementRequest.Status.DECLINED, answer=answer, answered_at=timezone.now()):
        raise Refused(_("This link has been used or revoked."))


def remind_due() -> int:
    """Ask the signers of endorsements that lapse soon whether they still hold, once each; return how many letters."""
    due = Endorsement.objects.standing().filter(
        version__status=IntentVersion.Status.SHARED,
        valid_until__lte=day_after(REMIND_DAYS),
        valid_until__gte=timezone.localdate(),
        reminded_at__isnull=True,
    )
    written = 0
    for row in due.select_related("version__portfolio", "organisation", "signed_by"):
        try:
            written += _remind(row)
        except Refused:
            continue  # Too many letters within the hour: this one stays due, and tomorrow is another day.
    return written


@transaction.atomic
def _remind(row: Endorsement) -> int:
    claimed = Endorsement.objects.filter(pk=row.pk, reminded_at__isnull=True).update(reminded_at=timezone.now())
    to = address_of(row)
    if not claimed or to is None:
        return 0
    result = ask(version=row.version, letters=[(row.organisation, to)], by=None, is_renewal=True)
    return len(result.on_their_way)


def address_of(endorsement: Endorsement) -> Address | None:
    """Where the signer can be reached: their account, or the letter they signed with."""
    if endorsement.signed_by is not None:
        return Address(endorsement.signed_by.email.lower(), endorsement.signer_name)
    letter = endorsement.requests.order_by("-answered_at").first()
    return Address(letter.email, endorsement.signer_name) if letter else None
