"""The shared intent on the pages of the roof: the intent's own page, and the head of the overview."""

from dataclasses import dataclass

from stakeholders import intent_overviews
from stakeholders.access import Access
from stakeholders.intent_overviews import Credit, Reading
from stakeholders.models import IntentVersion

Status = IntentVersion.Status


@dataclass(frozen=True)
class IntentPage:
    """The version that holds, how it is read, and the versions around it."""

    versions: tuple[IntentVersion, ...]
    standing: IntentVersion | None
    making: IntentVersion | None
    reading: Reading | None
    credits: tuple[Credit, ...]


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
    )


def intent_head(access: Access) -> IntentHead:
    """The shared version, and whether there is one before it to compare with."""
    shared = IntentVersion.objects.seen_with(access).shared().select_related("portfolio").first()
    return IntentHead(version=shared, has_earlier=shared is not None and shared.number > 1)
