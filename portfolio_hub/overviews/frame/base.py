"""What every count of the frame begins with: the initiatives that a reader sees here."""

from typing import Any

from django.db.models import QuerySet

from initiatives.models import Initiative, Placement
from stakeholders.access import Access

Sql = tuple[str, tuple[Any, ...]]
"""A statement and its parameters."""


def placed(access: Access) -> QuerySet[Placement]:
    """The live placements whose initiative this reader may see."""
    rows = Placement.objects.live().filter(portfolio=access.portfolio)
    if access.is_steward:
        return rows
    return rows.filter(initiative__in=Initiative.objects.seen_with(access).values("pk"))


def sql_of(rows: QuerySet[Any, Any]) -> Sql:
    """A queryset as a part of a larger statement."""
    statement, params = rows.order_by().query.sql_with_params()
    return statement, tuple(params)
