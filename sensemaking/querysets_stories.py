"""Questions about stories."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from stakeholders.access import Access


class StoryQuerySet(models.QuerySet[Any]):
    """Questions about stories."""

    def seen_with(self, access: "Access") -> Self:
        """All states for stewards, published ones for everybody else who reads the portfolio."""
        rows = self.filter(portfolio=access.portfolio)
        return rows if access.is_steward else rows.filter(status="published")
