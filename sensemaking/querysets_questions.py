"""Questions about many learning questions and the logs that speak to them."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Q

from initiatives.models import Initiative
from initiatives.querysets import reached_by

if TYPE_CHECKING:
    from stakeholders.access import Access


class LearningQuestionQuerySet(models.QuerySet[Any]):
    """Questions about learning questions and assumptions."""

    def seen_with(self, access: "Access") -> Self:
        """Those of the portfolio that this access reaches, never past their initiative."""
        named = Initiative.objects.seen_with(access).values("pk")
        rows = self.filter(reached_by(access), portfolio=access.portfolio)
        return rows.filter(Q(initiative__isnull=True) | Q(initiative__in=named))

    def live(self) -> Self:
        """Those that were not put to rest."""
        return self.filter(retired_on__isnull=True)

    def about(self, initiative_id: int | None) -> Self:
        """Those of the portfolio itself, and of this initiative, its own first."""
        mine = Q(initiative=initiative_id) if initiative_id else Q(pk__in=())
        rows = self.filter(Q(initiative__isnull=True) | mine)
        return rows.order_by(models.F("initiative").desc(nulls_last=True), "-created_at", "-pk")


class BearingQuerySet(models.QuerySet[Any]):
    """Questions about the logs that speak for or against something."""

    def seen_with(self, access: "Access") -> Self:
        """Those whose log this access reaches."""
        from sensemaking.models import LearningLog

        return self.filter(log__in=LearningLog.objects.seen_with(access).values("pk"))

    def counts(self) -> dict[int, tuple[int, int]]:
        """By question: how many logs speak for it, and how many against it."""
        rows = (
            self.order_by()
            .values_list("question")
            .annotate(helping=Count("pk", filter=Q(side="for")), against=Count("pk", filter=Q(side="against")))
        )
        return {question: (helping, against) for question, helping, against in rows}
