"""Questions about how initiatives hang together: connections, combinations, offers and needs, readings."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from initiatives.querysets import reached_by, seen_by_circle
from portfolio_hub.lib.jobs import JobQuerySet
from stakeholders.querysets import circles_of_roles

if TYPE_CHECKING:
    from stakeholders.access import Access
    from stakeholders.querysets import Viewer


class ConnectionQuerySet(models.QuerySet[Any]):
    """Questions about connections: each is seen by whoever may see it and both of its ends."""

    def visible_to(self, user: "Viewer") -> Self:
        """Connections whose ends the user may see, wherever they are placed."""
        from initiatives.models import Initiative

        seen = Initiative.objects.visible_to(user).values("pk")
        return self.filter(circles_of_roles(user), source__in=seen, target__in=seen)

    def seen_with(self, access: "Access") -> Self:
        """Connections between initiatives of the portfolio that this access reaches and that are not merged away."""
        from initiatives.models import Initiative

        seen = Initiative.objects.seen_with(access).values("pk")
        return self.said_to(access).filter(source__in=seen, target__in=seen)

    def said_to(self, access: "Access") -> Self:
        """Connections of circles that this access reaches, no end merged away; whether it sees the ends is not asked.

        What was said in another portfolio is for the circles that the reader's role there reaches.
        """
        here = Q(portfolio=access.portfolio, circle__in=access.circles)
        unmerged = Q(source__merged_into__isnull=True, target__merged_into__isnull=True)
        return self.filter(here | circles_of_roles(access.user), unmerged)

    def touching(self, access: "Access") -> Self:
        """Connections that the reader may see with at least one end in the portfolio and none merged away."""
        from initiatives.models import Initiative

        seen = Initiative.objects.seen_with(access).values("pk")
        merged = Initiative.objects.filter(merged_into__isnull=False).values("pk")
        rows = self.visible_to(access.user).filter(Q(source__in=seen) | Q(target__in=seen))
        return rows.exclude(source__in=merged).exclude(target__in=merged)

    def of(self, *initiatives: int) -> Self:
        """Connections with one of the initiatives at either end."""
        return self.filter(Q(source__in=initiatives) | Q(target__in=initiatives))

    def holding(self) -> Self:
        """Connections that are neither refuted nor over."""
        return self.filter(status__in=("hypothesised", "observed"))


class CombinationQuerySet(models.QuerySet[Any]):
    """Questions about combinations; whoever lists members shows only those that the reader may see."""

    def visible_to(self, user: "Viewer") -> Self:
        """Combinations that the user's circle reaches."""
        return self.filter(circles_of_roles(user))

    def seen_with(self, access: "Access") -> Self:
        """Combinations of the portfolio that this access reaches."""
        return self.filter(portfolio=access.portfolio, circle__in=access.circles)

    def current(self) -> Self:
        """Combinations that are not over."""
        return self.filter(ended_on__isnull=True)


class OfCombinationQuerySet(models.QuerySet[Any]):
    """Questions about members of combinations."""

    def seen_with(self, access: "Access") -> Self:
        """Members that this access reaches, of combinations that it reaches."""
        from initiatives.models import Combination, Initiative

        return self.filter(
            combination__in=Combination.objects.seen_with(access).values("pk"),
            initiative__in=Initiative.objects.seen_with(access).filter(merged_into__isnull=True).values("pk"),
        )


class GivenQuerySet(models.QuerySet[Any]):
    """Questions about offers and needs."""

    def visible_to(self, user: "Viewer") -> Self:
        """Those that the user's circle reaches, of initiatives that they may see."""
        from initiatives.models import Initiative

        seen = Q(initiative__isnull=True) | Q(initiative__in=Initiative.objects.visible_to(user).values("pk"))
        return self.filter(seen_by_circle(user)).filter(seen)

    def seen_with(self, access: "Access") -> Self:
        """Those of the portfolio that this access reaches, of initiatives that it reaches."""
        from initiatives.models import Initiative

        seen = Q(initiative__isnull=True) | Q(initiative__in=Initiative.objects.seen_with(access).values("pk"))
        return self.filter(reached_by(access), portfolio=access.portfolio).filter(seen)

    def open(self) -> Self:
        """Those that still look for their other half."""
        return self.filter(status="open")


class NetworkReadingQuerySet(JobQuerySet):
    """Questions about readings of a network."""

    def ready(self) -> Self:
        """Readings that can be shown."""
        return self.filter(status="ready")

    def finished(self) -> Self:
        """Readings that can be shown, those among them that are being made anew too: they keep what they held."""
        return self.filter(finished_at__isnull=False)
