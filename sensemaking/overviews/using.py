"""What people added to logs: where one was used, and the tags of the portfolio."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sensemaking.models import LearningLog, LogTag, LogUse
from sensemaking.policies import may_remove_use
from stakeholders.access import Access

TAGS_READ, TAGS_OFFERED = 1000, 40


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a log, and whether this reader may take it away; people are named to those with a role."""

    use: LogUse
    by: str
    may_remove: bool


def uses_of(access: Access, log: LearningLog) -> Sequence[Use]:
    """Where the log was used, the latest first."""
    rows = LogUse.objects.filter(log=log).select_related("by")
    return [Use(row, str(row.by) if row.by and access.role else "", may_remove_use(access, row)) for row in rows]


def tags_known(access: Access) -> list[str]:
    """The tags that people here used most of late, on logs that this reader may see."""
    seen = LearningLog.objects.seen_with(access).values("pk")
    rows = LogTag.objects.filter(log__in=seen).order_by("-pk").values_list("name", flat=True)[:TAGS_READ]
    return [name for name, _many in Counter(rows).most_common(TAGS_OFFERED)]
