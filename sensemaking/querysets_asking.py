"""Questions about words that go to a wider circle, and about what was done with logs."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from stakeholders.access import Access


class InquiryQuerySet(models.QuerySet[Any]):
    """Questions about questions to authors."""

    def open(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(answered_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now())

    def seen_with(self, access: "Access") -> Self:
        """All for stewards, the answered ones of logs that this access reaches, and those to the reader."""
        from sensemaking.models import LearningLog

        rows = self.filter(log__portfolio=access.portfolio)
        if access.is_steward:
            return rows
        rows = rows.filter(withdrawn_at__isnull=True)
        answered = Q(answered_at__isnull=False) & Q(log__in=LearningLog.objects.seen_with(access).values("pk"))
        own = Q(log__by_id=access.user.pk) if access.role and access.user.pk else Q(pk__in=())
        return rows.filter(answered | own)


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

    def open(self) -> Self:
        """Those that the author can still answer."""
        return self.filter(status="asked", expires_at__gt=timezone.now())


class RethinkQuerySet(models.QuerySet[Any]):
    """Questions about what a context shift may touch."""

    def open(self) -> Self:
        """Those about which nobody said yet whether they still hold."""
        return self.filter(Q(verdict=""))
