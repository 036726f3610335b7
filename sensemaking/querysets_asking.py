"""Questions about words that go to a wider circle, and about what was done with logs."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from stakeholders.access import Access


class ReleaseQuerySet(models.QuerySet[Any]):
    """Questions about releases."""

    def given(self) -> Self:
        """Those to which the author agreed and has not taken it back."""
        return self.filter(status="given")

    def seen_with(self, access: "Access") -> Self:
        """Those of the portfolio whose wording this access may read; stewards see all states."""
        rows = self.filter(log__portfolio=access.portfolio)
        return rows if access.is_steward else rows.given().filter(circle__in=access.circles)

    def reaching(self, circle: str) -> Self:
        """Given ones that everybody of `circle` may read."""
        from sensemaking.querysets import at_least_as_wide_as

        return self.given().filter(circle__in=at_least_as_wide_as(circle))


class RethinkQuerySet(models.QuerySet[Any]):
    """Questions about what a context shift may touch."""

    def open(self) -> Self:
        """Those about which nobody said yet whether they still hold."""
        return self.filter(Q(verdict=""))
