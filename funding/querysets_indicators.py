"""Questions about indicators and what was observed."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from stakeholders.access import Access
    from stakeholders.querysets import Viewer


class IndicatorQuerySet(models.QuerySet[Any]):
    """Questions about indicators: everybody with a role sees them."""

    def visible_to(self, user: "Viewer") -> Self:
        """Indicators of the portfolios in which the user has a role."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(portfolio__in=user.memberships.values("portfolio"))

    def current(self) -> Self:
        """Indicators that are still measured."""
        return self.filter(retired_on__isnull=True)


class ObservationQuerySet(models.QuerySet[Any]):
    """Questions about observations: each is as visible as what it was made of."""

    def visible_to(self, user: "Viewer") -> Self:
        """Observations of initiatives and combinations that the user sees, and those of portfolios and places."""
        from funding.models import Indicator
        from initiatives.models import Combination, Initiative

        return self.filter(
            Q(initiative__isnull=True) | Q(initiative__in=Initiative.objects.visible_to(user).values("pk")),
            Q(combination__isnull=True) | Q(combination__in=Combination.objects.visible_to(user).values("pk")),
            indicator__in=Indicator.objects.visible_to(user).values("pk"),
        )

    def seen_with(self, access: "Access") -> Self:
        """Observations in the portfolio that this access reaches."""
        from initiatives.models import Combination, Initiative

        return self.filter(
            Q(initiative__isnull=True) | Q(initiative__in=Initiative.objects.seen_with(access).values("pk")),
            Q(combination__isnull=True) | Q(combination__in=Combination.objects.seen_with(access).values("pk")),
            indicator__portfolio=access.portfolio,
        )

    def standing(self) -> Self:
        """Observations that no later row corrects."""
        return self.filter(corrected_by__isnull=True)
