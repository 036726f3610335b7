"""Questions about concerns and what contributes to them."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from stakeholders.access import Access


class ConcernQuerySet(models.QuerySet[Any]):
    """Questions about concerns: whoever sees the portfolio's funding sees what it cares for."""

    def current(self) -> Self:
        """Concerns that are still looked at."""
        return self.filter(retired_on__isnull=True)


class ContributionQuerySet(models.QuerySet[Any]):
    """Questions about judgements."""

    def current(self) -> Self:
        """The judgements that count now."""
        return self.filter(is_current=True)

    def seen_with(self, access: "Access") -> Self:
        """Judgements of initiatives and combinations of the portfolio that this access reaches."""
        from initiatives.models import Combination, Initiative

        return self.filter(
            Q(initiative__in=Initiative.objects.seen_with(access).values("pk"))
            | Q(combination__in=Combination.objects.seen_with(access).values("pk")),
            concern__portfolio=access.portfolio,
        )
