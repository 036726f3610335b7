"""Questions about where initiatives came from and what they became."""

from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models
from django.db.models import Q

if TYPE_CHECKING:
    from stakeholders.access import Access

BACKWARD = ("came_from", "split_from")
"""Kinds that are said by the later one; the others are said by the earlier one."""

UP = (
    "(step.kind IN ('came_from', 'split_from') AND step.initiative_id = walk.id)"
    " OR (step.kind NOT IN ('came_from', 'split_from') AND step.other_id = walk.id)"
)
DOWN = (
    "(step.kind IN ('came_from', 'split_from') AND step.other_id = walk.id)"
    " OR (step.kind NOT IN ('came_from', 'split_from') AND step.initiative_id = walk.id)"
)
OTHER_END = "CASE WHEN step.initiative_id = walk.id THEN step.other_id ELSE step.initiative_id END"

FAMILY = f"""
WITH RECURSIVE walk(id, way, far) AS (
    SELECT initiative.id, way.way, 0 FROM initiatives_initiative initiative
    CROSS JOIN (SELECT -1 AS way UNION ALL SELECT 1) way WHERE initiative.id = %s
    UNION
    SELECT {OTHER_END}, walk.way, walk.far + 1 FROM walk
    JOIN initiatives_lineage step ON (walk.way = -1 AND ({UP})) OR (walk.way = 1 AND ({DOWN}))
    WHERE step.other_id IS NOT NULL AND walk.far < %s
)
SELECT DISTINCT id FROM walk
"""
"""As far as was asked for, so that even a circle that came in from elsewhere has an end."""

EARLIER = f"""
WITH RECURSIVE walk(id) AS (
    SELECT initiative.id FROM initiatives_initiative initiative WHERE initiative.id = %s
    UNION
    SELECT {OTHER_END} FROM walk JOIN initiatives_lineage step ON {UP} WHERE step.other_id IS NOT NULL
)
SELECT COUNT(*) FROM walk WHERE id = %s
"""


class LineageQuerySet(models.QuerySet[Any]):
    """Questions about steps in the life of initiatives."""

    def seen_with(self, access: "Access") -> Self:
        """Steps of initiatives that this access reaches, to ends that it reaches as well."""
        from initiatives.models import Challenge, Initiative

        seen = Initiative.objects.seen_with(access).values("pk")
        challenges = Challenge.objects.seen_with(access).values("pk")
        return self.filter(
            Q(other__isnull=True) | Q(other__in=seen),
            Q(challenge__isnull=True) | Q(challenge__in=challenges),
            Q(policy__isnull=True) | Q(policy__portfolio=access.portfolio),
            initiative__in=seen,
        )

    def in_family_of(self, initiative: int, *, generations: int) -> Self:
        """Steps of the initiative, of what it came from and of what it became, as many generations away."""
        with connection.cursor() as cursor:
            cursor.execute(FAMILY, [initiative, generations])
            family = [row[0] for row in cursor.fetchall()]
        return self.filter(Q(initiative__in=family) | Q(other__in=family))

    def is_before(self, earlier: int, later: int) -> bool:
        """Whether the one came before the other, over however many generations; each one stands before itself."""
        with connection.cursor() as cursor:
            cursor.execute(EARLIER, [later, earlier])
            return bool(cursor.fetchone()[0])
