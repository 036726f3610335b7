"""Questions about outcomes, and about who was asked whether they are true."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from initiatives.querysets import reached_by

if TYPE_CHECKING:
    from stakeholders.access import Access


class OutcomeQuerySet(models.QuerySet[Any]):
    """Questions about outcomes."""

    def standing(self) -> Self:
        """Those that were not taken out."""
        return self.filter(removed_at__isnull=True)

    def seen_with(self, access: "Access") -> Self:
        """Outcomes of the portfolio that this access reaches, never past their initiative and combination."""
        from initiatives.models import Combination, Initiative

        rows = self.standing().filter(portfolio=access.portfolio)
        if access.is_steward:
            return rows
        initiatives = Initiative.objects.seen_with(access).values("pk")
        combinations = Combination.objects.seen_with(access).values("pk")
        reach = reached_by(access)
        return rows.filter(
            reach | Q(by_id=access.user.pk) if access.role else reach,
            Q(initiative__isnull=True) | Q(initiative__in=initiatives),
            Q(combination__isnull=True) | Q(combination__in=combinations),
        )


class OutcomeAskQuerySet(models.QuerySet[Any]):
    """Questions about questions to sources."""

    def unanswered(self) -> Self:
        """Those whose time has not run out; of their own columns alone, so that an update can claim them."""
        return self.filter(answered_at__isnull=True, expires_at__gt=timezone.now())

    def open(self) -> Self:
        """Those whose link still takes an answer."""
        return self.unanswered().filter(outcome__removed_at__isnull=True)

    def to_tell(self) -> Self:
        """Those that were answered and whose asker has not been told; of their own columns alone."""
        return self.filter(answered_at__isnull=False, told_at__isnull=True, asked_by__isnull=False)
