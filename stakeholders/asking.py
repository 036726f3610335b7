"""Whom a steward can ask to endorse a version, at which addresses, and whom somebody asked already."""

from collections import defaultdict
from dataclasses import dataclass

from stakeholders.access import Access
from stakeholders.addresses import Address
from stakeholders.involvement import active_organisations
from stakeholders.models import Affiliation, EndorsementRequest, IntentVersion, Organisation

MOST_CANDIDATES = 40
MOST_LETTERS = 200


@dataclass(frozen=True)
class Candidate:
    """An organisation that is active here and has not signed, with the addresses of those who speak for it."""

    organisation: Organisation
    initiatives: int
    addresses: tuple[Address, ...]


@dataclass(frozen=True)
class Asking:
    """What the page of a steward who asks needs; `known` gives addresses by organisation."""

    candidates: tuple[Candidate, ...]
    known: dict[int, tuple[Address, ...]]
    letters: tuple[EndorsementRequest, ...]


def asking_of(access: Access, version: IntentVersion) -> Asking:
    """Gather candidates, addresses and letters, in a fixed number of queries."""
    known = _known_addresses(access)
    active = active_organisations(access)
    rows = version.requests.select_related("organisation", "asked_by", "version")[:MOST_LETTERS]
    settled = set(version.endorsements.exclude(status="lapsed").values_list("organisation", flat=True))
    settled |= set(version.requests.exclude(status="revoked").values_list("organisation", flat=True))
    listed = Organisation.objects.listed_in(access.portfolio).filter(pk__in=list(known)[:5000])
    found = [
        Candidate(one, active[one.pk], known[one.pk]) for one in listed if one.pk in active and one.pk not in settled
    ]
    found.sort(key=lambda one: (-one.initiatives, one.organisation.name))
    return Asking(tuple(found[:MOST_CANDIDATES]), known, tuple(rows))


def _known_addresses(access: Access) -> dict[int, tuple[Address, ...]]:
    """By organisation: the members of this portfolio who speak for it today."""
    here = Affiliation.objects.live().filter(user__memberships__portfolio=access.portfolio, user__is_active=True)
    known: dict[int, list[Address]] = defaultdict(list)
    for affiliation in here.select_related("user").order_by("user__name"):
        known[affiliation.organisation_id].append(Address(affiliation.user.email.lower(), str(affiliation.user)))
    return {pk: tuple(addresses) for pk, addresses in known.items()}
