"""Standing behind a version of the intent: sign, confirm, renew, withdraw, lapse."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stakeholders.models import Change, Endorsement, EndorsementRequest, IntentVersion, Organisation, User
from stakeholders.policies import Refused, speaks_for, why_not_endorse
from stakeholders.services import edits, history

Status = Endorsement.Status


@dataclass(frozen=True)
class Signature:
    """What an organisation signs: its promise, what it brings, who signs as what, and until when it holds."""

    promise: str
    brings: str
    name: str
    role: str
    valid_until: date | None

    @property
    def values(self) -> dict[str, Any]:
        """The fields of an endorsement."""
        return {
            "promise": self.promise,
            "brings": self.brings,
            "signer_name": self.name,
            "signer_role": self.role,
            "valid_until": self.valid_until,
        }


@transaction.atomic
def sign(
    *,
    version: IntentVersion,
    organisation: Organisation,
    signature: Signature,
    by: User | None,
    recorded_by: User | None = None,
    is_offer: bool = False,
    signed_on: date | None = None,
) -> Endorsement:
    """Put an organisation's name under a version; what it offered is confirmed, what lapsed or lapses soon is renewed.

    `by` signs for the organisation and has to speak for it; nobody does when it was signed with a mailed link, or on
    paper and `recorded_by` a steward. Raises Refused when the version is neither in dialogue nor shared, or when the
    organisation stands behind it already.
    """
    version = _live(version)
    if by is not None and not speaks_for(by, organisation):
        raise Refused(_("Only somebody who speaks for %(name)s can sign for it.") % {"name": organisation.name})
    standing = version.endorsements.exclude(status=Status.WITHDRAWN).filter(organisation=organisation).first()
    if standing is not None:
        return _take_up(standing, signature, by, by or recorded_by, is_offer=is_offer)
    endorsement = Endorsement(version=version, organisation=organisation, signed_by=by)
    values = {
        **signature.values,
        "status": Status.OFFERED if is_offer else Status.CONFIRMED,
        "signed_on": signed_on or timezone.localdate(),
        "earlier": _earlier(version, organisation),
    }
    try:
        with transaction.atomic():
            edits.save(endorsement, values=values, by=by or recorded_by, portfolio=version.portfolio)
    except IntegrityError:
        raise Refused(_already(endorsement)) from None
    if not is_offer:
        _answer_letters(endorsement)
    return endorsement


def _take_up(
    standing: Endorsement, signature: Signature, signer: User | None, by: User | None, *, is_offer: bool
) -> Endorsement:
    """Confirm what was offered, renew what lapsed or is about to."""
    if is_offer or (standing.stands and not standing.lapses_soon):
        raise Refused(_already(standing))
    today = timezone.localdate()
    if standing.status == Status.OFFERED:
        state = {"status": Status.CONFIRMED, "signed_on": today}
    else:
        state = {"status": Status.RENEWED, "renewed_on": today, "ended_on": None}
    _save(standing, {**signature.values, **state, "reminded_at": None, "signed_by": signer}, by)
    _answer_letters(standing)
    return standing


def _already(endorsement: Endorsement) -> str:
    facts = {"name": endorsement.organisation.name, "number": endorsement.version.number}
    return _("%(name)s has endorsed version %(number)d already.") % facts


def _live(version: IntentVersion) -> IntentVersion:
    """The version as it stands now, held until we are done; raises Refused when it can't be endorsed."""
    version = IntentVersion.objects.select_for_update(of=("self",)).select_related("portfolio").get(pk=version.pk)
    if refusal := why_not_endorse(version):
        raise Refused(refusal)
    return version


def _held(endorsement: Endorsement) -> Endorsement:
    rows = Endorsement.objects.select_for_update(of=("self",)).select_related("version__portfolio", "organisation")
    return rows.get(pk=endorsement.pk)


def _earlier(version: IntentVersion, organisation: Organisation) -> Endorsement | None:
    """The endorsement with which the organisation stood behind the version before, if it moves along now."""
    rows = Endorsement.objects.filter(
        organisation=organisation, version__portfolio=version.portfolio_id, version__number__lt=version.number
    )
    return rows.exclude(status=Status.WITHDRAWN).filter(later__isnull=True).order_by("-version__number").first()


def _save(endorsement: Endorsement, values: dict[str, Any], by: User | None, why: str = "") -> None:
    edits.save(endorsement, values=values, by=by, portfolio=endorsement.version.portfolio, why=why)


def _answer_letters(endorsement: Endorsement) -> None:
    """Letters that asked for this very endorsement have their answer."""
    EndorsementRequest.objects.filter(
        version=endorsement.version, organisation=endorsement.organisation, status=EndorsementRequest.Status.ASKED
    ).update(status=EndorsementRequest.Status.SIGNED, endorsement=endorsement, answered_at=timezone.now())


@transaction.atomic
def confirm(*, endorsement: Endorsement, by: User) -> Endorsement:
    """Count what was only offered, once the organisation has given its word; raises Refused for anything else."""
    _live(endorsement.version)
    endorsement = _held(endorsement)
    if endorsement.status != Status.OFFERED:
        raise Refused(_("Only what was offered can be confirmed."))
    _save(endorsement, {"status": Status.CONFIRMED}, by)
    _answer_letters(endorsement)
    return endorsement


@transaction.atomic
def renew(*, endorsement: Endorsement, promise: str, brings: str, valid_until: date | None, by: User) -> Endorsement:
    """Let an endorsement hold longer, with the promise as it reads now.

    Raises Refused when it was withdrawn or only offered, or when its version can't be endorsed any more.
    """
    _live(endorsement.version)
    endorsement = _held(endorsement)
    if endorsement.status in (Status.OFFERED, Status.WITHDRAWN):
        raise Refused(_("Only an endorsement that was confirmed can be renewed."))
    values = {"promise": promise, "brings": brings, "valid_until": valid_until, "status": Status.RENEWED}
    _save(endorsement, {**values, "renewed_on": timezone.localdate(), "ended_on": None, "reminded_at": None}, by)
    _answer_letters(endorsement)
    return endorsement


@transaction.atomic
def withdraw(*, endorsement: Endorsement, by: User, why: str = "") -> Endorsement:
    """Take an organisation's name from under a version; it can come back. Raises Refused the second time."""
    endorsement = _held(endorsement)
    if endorsement.status == Status.WITHDRAWN:
        raise Refused(_("This endorsement has been withdrawn already."))
    values = {"status": Status.WITHDRAWN, "ended_on": timezone.localdate(), "ended_why": why}
    _save(endorsement, values, by, why)
    return endorsement


@transaction.atomic
def lapse_due() -> int:
    """Let every endorsement lapse whose last day has passed; return how many."""
    today = timezone.localdate()
    due = Endorsement.objects.standing().filter(valid_until__lt=today).select_for_update(of=("self",))
    rows = list(due.select_related("version__portfolio"))
    Endorsement.objects.filter(pk__in=[row.pk for row in rows]).update(status=Status.LAPSED, ended_on=today)
    history.record_many(
        history.build(
            row,
            kind=Change.Kind.EDITED,
            fields={"status": [row.status, Status.LAPSED.value]},
            by=None,
            portfolio=row.version.portfolio,
        )
        for row in rows
    )
    return len(rows)


@transaction.atomic
def merge(*, duplicate: Organisation, into: Organisation) -> None:
    """Before two organisations become one: where both endorsed a version, keep the endorsement that counts.

    The other one stays as a withdrawn row that says why, so that no promise is lost.
    """
    theirs = {row.version_id: row for row in _endorsed_by(into)}
    for row in _endorsed_by(duplicate):
        kept = theirs.get(row.version_id)
        if kept is None:
            continue
        spare = kept if row.stands and not kept.stands else row
        spare.status, spare.ended_on = Status.WITHDRAWN, timezone.localdate()
        spare.ended_why = _("Two entries of one organisation were merged, and both had endorsed this version.")
        spare.save(update_fields=["status", "ended_on", "ended_why"])


def _endorsed_by(organisation: Organisation) -> list[Endorsement]:
    return list(Endorsement.objects.filter(organisation=organisation).exclude(status=Status.WITHDRAWN))
