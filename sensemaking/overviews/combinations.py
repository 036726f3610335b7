"""What shows that initiatives together give what none gives alone, and what they learn; as a reader may see it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from initiatives.models import Combination
from initiatives.overviews.combinations.filters import members_seen
from sensemaking.models import LearningLog, Theme, TieEvidence
from sensemaking.overviews.tie_evidence import Evidence, both_sides
from stakeholders.access import Access

YEAR = timedelta(days=365)
MOST_COUNTED = 1000
SHOWN = 4
THEMES = 8


def members_of(access: Access, combination: Combination) -> dict[int, str]:
    """The members that the reader may see: title by id."""
    rows = members_seen(access).filter(combination=combination).order_by("initiative__title", "pk")
    return dict(rows.values_list("initiative", "initiative__title"))


def evidence_for(access: Access, combination: Combination, *, may_change: bool) -> Evidence:
    """What speaks for a combination and against it, the newest first, in a fixed number of queries."""
    rows = TieEvidence.objects.filter(combination=combination)
    return both_sides(access, rows, members_of(access, combination), lambda _row: may_change)


@dataclass(frozen=True)
class CombinationLearning:
    """How much its members learned in a year, the latest of it, and the themes in which it was heard.

    `count` stops at `MOST_COUNTED`, so that the page costs the same however much is learned.
    """

    count: int
    since_on: date
    logs: list[LearningLog]
    themes: list[Theme]
    members: dict[int, str]

    @property
    def is_many(self) -> bool:
        """Whether there are at least as many as are counted."""
        return self.count >= MOST_COUNTED

    @property
    def told(self) -> list[tuple[LearningLog, str]]:
        """The latest logs, each with the title of its initiative."""
        return [(log, self.members.get(log.initiative_id or 0, "")) for log in self.logs]


def learning_of(access: Access, combination: Combination) -> CombinationLearning:
    """Read what its members learned, as far as this reader may see it; each log once."""
    members = members_of(access, combination)
    since = timezone.localdate() - YEAR
    rows = LearningLog.objects.seen_with(access).filter(initiative__in=list(members), happened_on__gte=since)
    return CombinationLearning(
        count=len(rows.order_by().values_list("pk", flat=True)[:MOST_COUNTED]),
        since_on=since,
        logs=list(rows.defer("search").order_by("-happened_on", "-pk")[:SHOWN]),
        themes=_themes(access, rows),
        members=members,
    )


def _themes(access: Access, logs: QuerySet[LearningLog]) -> list[Theme]:
    """Themes whose report cites a log of a member, those heard last first."""
    cited = logs.order_by().values("pk")[:MOST_COUNTED]
    rows = Theme.objects.seen_with(access).shown().filter(found__finding__citations__log__in=cited)
    return list(rows.select_related("portfolio").distinct().order_by("-last_on", "pk")[:THEMES])
