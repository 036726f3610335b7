"""Questions about stories and their blocks."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import StrIndex

if TYPE_CHECKING:
    from stakeholders.access import Access

QUOTABLE = ("saw", "tried", "next", "title")
"""The fields of a log whose words may stand in a story."""


class StoryQuerySet(models.QuerySet[Any]):
    """Questions about stories."""

    def seen_with(self, access: "Access") -> Self:
        """All states for stewards, published ones for everybody else who reads the portfolio."""
        rows = self.filter(portfolio=access.portfolio)
        return rows if access.is_steward else rows.published()

    def published(self) -> Self:
        """Those that are there to be read."""
        return self.filter(status="published")


class StoryBlockQuerySet(models.QuerySet[Any]):
    """Questions about parts of stories."""

    def kept(self) -> Self:
        """Those that no steward took out."""
        return self.filter(removed_at__isnull=True)

    def quotes(self) -> Self:
        """Words of logs."""
        return self.filter(kind="quote")

    def standing(self) -> Self:
        """Quotes that everybody may read today: exact words of a public log, or a release given to everybody."""
        rows = self.quotes().annotate(**{f"in_{name}": StrIndex(F(f"log__{name}"), F("body")) for name in QUOTABLE})
        in_log = Q(*((f"in_{name}__gt", 0) for name in QUOTABLE), _connector=Q.OR)
        public = Q(release__isnull=True, log__circle="public") & ~Q(log__status="draft") & ~Q(body="") & in_log
        return rows.filter(public | Q(release__status="given", release__circle="public"))

    def taken_back(self) -> Self:
        """Quotes whose words nobody may read any more, or not yet."""
        from sensemaking.models import StoryBlock

        return self.quotes().exclude(pk__in=StoryBlock.objects.standing().order_by().values("pk"))
