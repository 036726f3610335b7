"""Questions about what the hub suggests to connect."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from initiatives.querysets import team_initiatives
from portfolio_hub.lib.jobs import JobQuerySet
from stakeholders.models import Role

if TYPE_CHECKING:
    from stakeholders.access import Access


class SuggestionQuerySet(models.QuerySet[Any]):
    """Questions about suggested pairs."""

    def open(self) -> Self:
        """Those that wait for a person."""
        return self.filter(status="open")

    def of(self, initiative: int) -> Self:
        """Pairs with this initiative at either end."""
        return self.filter(Q(first=initiative) | Q(second=initiative))

    def decided(self) -> Self:
        """Those that a person accepted or dismissed; they never come back."""
        return self.exclude(status="open")

    def seen_with(self, access: "Access") -> Self:
        """Pairs of the portfolio of which this access reaches both."""
        from initiatives.models import Initiative

        seen = Initiative.objects.seen_with(access).values("pk")
        return self.filter(portfolio=access.portfolio, first__in=seen, second__in=seen)

    def shown_to(self, access: "Access") -> Self:
        """Those that this reader has to do with: stewards all, contributors those of an initiative of their own."""
        rows = self.seen_with(access)
        if access.is_steward:
            return rows
        if access.role != Role.CONTRIBUTOR:
            return rows.none()
        own = team_initiatives(access.user)
        return rows.filter(Q(first__in=own) | Q(second__in=own))


class SuggestionRunQuerySet(JobQuerySet):
    """Questions about searches for suggestions."""

    def ready(self) -> Self:
        """Searches that came to their end."""
        return self.filter(status="ready")
