"""Questions about what the hub suggests to connect."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from portfolio_hub.lib.jobs import JobQuerySet

if TYPE_CHECKING:
    from stakeholders.access import Access


class SuggestionQuerySet(models.QuerySet[Any]):
    """Questions about suggested pairs."""

    def open(self) -> Self:
        """Those that wait for a person."""
        return self.filter(status="open")

    def decided(self) -> Self:
        """Those that a person accepted or dismissed; they never come back."""
        return self.exclude(status="open")

    def seen_with(self, access: "Access") -> Self:
        """Pairs of the portfolio of which this access reaches both."""
        from initiatives.models import Initiative

        seen = Initiative.objects.seen_with(access).values("pk")
        return self.filter(portfolio=access.portfolio, first__in=seen, second__in=seen)


class SuggestionRunQuerySet(JobQuerySet):
    """Questions about searches for suggestions."""

    def ready(self) -> Self:
        """Searches that came to their end."""
        return self.filter(status="ready")
