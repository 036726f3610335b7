"""Who made it possible: what people and organisations did for others in the period of a report."""

from django.contrib.auth.models import AnonymousUser

from sensemaking.models import SenseMakingReport
from sensemaking.querysets import at_least_as_wide_as
from stakeholders import credits
from stakeholders.access import Access

MOST_NAMED = 12


def credited_in(report: SenseMakingReport, access: Access) -> tuple[credits.Credit, ...]:
    """Deeds of the period as its circle sees them, the newest first; whoever no longer wants to be named is gone.

    People are named only to those who may see people. Nothing of it is kept with the report.
    """
    circles = frozenset(at_least_as_wide_as(report.circle))
    reader = Access(report.portfolio, AnonymousUser(), "", access.permissions, circles)
    page = credits.of_all(reader, since=report.from_on, until=report.to_on, size=MOST_NAMED)
    return tuple(row for row in page.rows if row.who)
