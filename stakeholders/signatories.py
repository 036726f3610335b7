"""The list of signatories: who stands behind which version, as a page and as a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.exports import PlainTable
from portfolio_hub.lib.keyset import Page, page_of
from stakeholders.access import Access, Permission
from stakeholders.models import Endorsement, IntentVersion, Organisation, Sector, SectorThreshold
from stakeholders.sectors import counted_version

PAGE_SIZE = 50
AT_ONCE = 500

COLUMNS = (
    _("Organisation"), _("Sector"), _("Version"), _("State"), _("Promise"), _("Brings"), _("Signed"),
    _("Valid until"), _("Ended"), _("Number"),
)  # fmt: skip
SIGNERS = (_("Signed by"), _("Role there"))


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for; empty values ask for the standing endorsements of the version that counts."""

    text: str = ""
    sector: str = ""
    """A sector, or `group-` and the id of a group of sectors."""
    state: str = ""
    version: str = ""


@dataclass(frozen=True)
class Signatories:
    """One page of the list, and what it may be narrowed by."""

    version: IntentVersion | None
    versions: tuple[IntentVersion, ...]
    groups: tuple[SectorThreshold, ...]
    page: Page[Endorsement]
    total: int


def version_of(access: Access, wanted: str) -> IntentVersion | None:
    """The version asked for by its number, or else the one that counts."""
    seen = IntentVersion.objects.seen_with(access)
    if wanted.isdecimal() and len(wanted) < 6 and (found := seen.filter(number=int(wanted)).first()):
        return found
    return counted_version(access)


def endorsements(access: Access, version: IntentVersion | None, wanted: Wanted) -> QuerySet[Endorsement]:
    """The endorsements asked for, unordered."""
    rows = Endorsement.objects.seen_with(access).filter(version=version)
    if wanted.state in Endorsement.Status.values:
        rows = rows.filter(status=wanted.state)
    elif wanted.state != "all":
        rows = rows.standing()
    if sectors := _sectors(access, wanted.sector):
        rows = rows.filter(organisation__sector__in=sectors)
    for word in wanted.text.split()[:8]:
        rows = rows.filter(Q(organisation__name__icontains=word) | Q(promise__icontains=word))
    return rows


def _sectors(access: Access, wanted: str) -> list[str]:
    """The sectors that a filter names; an unknown one asks for nothing."""
    pk = wanted.removeprefix("group-")
    if pk != wanted and pk.isdecimal() and len(pk) < 18:
        found = SectorThreshold.objects.filter(portfolio=access.portfolio, pk=int(pk)).values_list("sectors__sector")
        return [sector for (sector,) in found if sector]
    return [wanted] if wanted in Sector.values else []


def signatories_of(access: Access, wanted: Wanted, *, after: str = "") -> Signatories:
    """One page of the list, in a fixed number of queries."""
    version = version_of(access, wanted.version)
    rows = endorsements(access, version, wanted)
    by_name = rows.select_related("organisation", "version").annotate(sort_name=Lower("organisation__name"))
    page = page_of(by_name, order=("sort_name", "pk"), after=after, size=PAGE_SIZE)
    versions = tuple(IntentVersion.objects.seen_with(access).exclude(status="draft").order_by("-number"))
    groups = tuple(SectorThreshold.objects.filter(portfolio=access.portfolio))
    return Signatories(version, versions, groups, page, rows.count())


def signatories_table(access: Access, wanted: Wanted) -> PlainTable:
    """Everything the list shows, as a table; members also get who signed."""
    version = version_of(access, wanted.version)
    rows = endorsements(access, version, wanted)
    return _table(access, rows)


def all_endorsements(access: Access) -> PlainTable:
    """Every endorsement of every version that this reader may see."""
    return _table(access, Endorsement.objects.seen_with(access))


def _table(access: Access, rows: QuerySet[Endorsement]) -> PlainTable:
    with_signers = access.may(Permission.SEE_PEOPLE)
    return PlainTable((*COLUMNS, *SIGNERS) if with_signers else COLUMNS, _rows(rows, with_signers))


def _rows(rows: QuerySet[Endorsement], with_signers: bool) -> Iterator[tuple[Any, ...]]:
    ordered = rows.select_related("organisation", "version").order_by("version__number", "organisation__name", "pk")
    for row in ordered.iterator(AT_ONCE):
        facts = (
            row.organisation.name, row.organisation.get_sector_display(), row.version.number,
            row.get_status_display(), row.promise, row.brings, row.signed_on, row.valid_until, row.ended_on, row.pk,
        )  # fmt: skip
        yield (*facts, row.signer_name, row.signer_role) if with_signers else facts


def endorsed_by(access: Access, organisation: Organisation) -> list[Endorsement]:
    """What one organisation endorsed here, the newest version first."""
    rows = Endorsement.objects.seen_with(access).filter(organisation=organisation)
    return list(rows.select_related("version").order_by("-version__number", "-pk"))
