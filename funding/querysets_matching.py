"""Questions about calls, what would help, and where they meet."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from stakeholders.models import ROLE_CIRCLES, Comment, Organisation, Role

if TYPE_CHECKING:
    from stakeholders.access import Access

FUNDERS_SEE = ROLE_CIRCLES[Role.FUNDER]


class CallQuerySet(models.QuerySet[Any]):
    """Questions about calls."""

    def of(self, access: "Access") -> Self:
        """Calls of the organisations for which this funder speaks."""
        rows = self.filter(portfolio=access.portfolio)
        if access.role != Role.FUNDER:
            return rows.none()
        return rows.filter(funder__in=Organisation.objects.spoken_for_by(access.user).values("pk"))

    def seen_with(self, access: "Access") -> Self:
        """Stewards see all; funders their own; others, and of other funders, those in circles they reach."""
        rows = self.filter(portfolio=access.portfolio)
        if access.is_steward:
            return rows
        reached = Q(circle__in=access.circles)
        if access.role == Role.FUNDER:
            reached |= Q(funder__in=Organisation.objects.spoken_for_by(access.user).values("pk"))
        return rows.filter(reached)

    def open(self) -> Self:
        """Those that still look for something."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=timezone.localdate()), withdrawn_at__isnull=True)


class SoughtQuerySet(models.QuerySet[Any]):
    """Questions about what would help."""

    def seen_with(self, access: "Access") -> Self:
        """Those of the portfolio in circles that this access reaches, never past their combination."""
        from initiatives.models import Combination

        seen = Q(combination__isnull=True) | Q(combination__in=Combination.objects.seen_with(access).values("pk"))
        return self.filter(seen, portfolio=access.portfolio, circle__in=access.circles)

    def open(self) -> Self:
        """Those that are still sought."""
        return self.filter(withdrawn_at__isnull=True)

    def for_funders(self) -> Self:
        """Those that a funder may read, and so may be matched."""
        seen = Q(combination__isnull=True) | Q(combination__circle__in=FUNDERS_SEE)
        return self.filter(seen, circle__in=FUNDERS_SEE)


class MatchQuerySet(models.QuerySet[Any]):
    """Questions about matches: they belong to the two sides alone."""

    def seen_with(self, access: "Access") -> Self:
        """Stewards see all of the portfolio; funders those of their own calls; nobody else any."""
        from funding.models import FundingCall, SupportSought

        rows = self.filter(call__portfolio=access.portfolio)
        if access.is_steward:
            return rows
        calls, sought = FundingCall.objects.of(access), SupportSought.objects.seen_with(access)
        return rows.filter(call__in=calls.values("pk"), support__in=sought.values("pk"))

    def open(self) -> Self:
        """Those of which both sides are still open."""
        from funding.models import FundingCall

        return self.filter(call__in=FundingCall.objects.open().values("pk"), support__withdrawn_at__isnull=True)

    def waiting_for(self, access: "Access") -> Self:
        """Open ones that nobody has talked about yet, and conversations in which the other side spoke last."""
        from django.contrib.contenttypes.models import ContentType

        from stakeholders.models import Membership

        kind = ContentType.objects.get_for_model(self.model)
        said = Comment.objects.filter(content_type=kind, object_id=OuterRef("pk")).order_by("-at", "-pk")
        stewards = Membership.objects.filter(portfolio=access.portfolio).stewards().values("user")
        rows = self.seen_with(access).annotate(spoke_last=Subquery(said.values("by")[:1]))
        theirs = ~Q(spoke_last__in=stewards) if access.is_steward else Q(spoke_last__in=stewards)
        is_talk = Q(status="talking", spoke_last__isnull=False) & theirs
        fresh = Q(status="found", pk__in=self.model.objects.open().values("pk"))
        return rows.filter(fresh | is_talk)
