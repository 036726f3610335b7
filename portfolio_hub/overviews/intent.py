"""The shared intent on the pages of the roof: the intent's own page, and the head of the overview."""

from dataclasses import dataclass

from initiatives.overviews.coverage import ImplementationGap, implementation_gap
from stakeholders import intent_overviews
from stakeholders.access import Access
from stakeholders.intent_overviews import Credit, Reading
from stakeholders.models import IntentVersion, PolicyLink
from stakeholders.sectors import Sectors, sectors_of


@dataclass(frozen=True)
class IntentPage:
    """The version that holds, how it is read, the versions around it, and what it stands on."""

    versions: tuple[IntentVersion, ...]
    standing: IntentVersion | None
    making: IntentVersion | None
    reading: Reading | None
    credits: tuple[Credit, ...]
    policies: tuple[PolicyLink, ...]
    sectors: Sectors
    gap: ImplementationGap


@dataclass(frozen=True)
class IntentHead:
    """What the overview says on top: the version that holds, or the portfolio's own sentence before there is one."""

    version: IntentVersion | None
    has_earlier: bool


def intent_page(access: Access, *, show: str, since: str) -> IntentPage:
    """Read the page in a fixed number of queries."""
    rows = intent_overviews.versions(access)
    standing = intent_overviews.standing(rows)
    making = next((row for row in rows if row.is_in_the_making and row is not standing), None)
    return IntentPage(
        versions=tuple(rows),
        standing=standing,
        making=making,
        reading=intent_overviews.reading(standing, rows, show=show, since=since) if standing else None,
        credits=intent_overviews.credits_of(access, standing) if standing else (),
        policies=tuple(access.portfolio.policy_links.select_related("portfolio", "version", "made_by")),
        sectors=sectors_of(access),
        gap=implementation_gap(access),
    )


def intent_head(version: IntentVersion | None) -> IntentHead:
    """The shared version, if that is what it is, and whether there is one before it to compare with."""
    shared = version if version is not None and version.status == IntentVersion.Status.SHARED else None
    return IntentHead(version=shared, has_earlier=shared is not None and shared.number > 1)
