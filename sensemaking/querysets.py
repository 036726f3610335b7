"""Questions about many logs and reports."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from initiatives.querysets import seen_by_circle, team_initiatives
from portfolio_hub.lib.jobs import JobQuerySet
from portfolio_hub.lib.search import matching
from stakeholders.models import Portfolio, Role
from stakeholders.querysets import circles_of_roles

if TYPE_CHECKING:
    from initiatives.models import Challenge
    from stakeholders.access import Access
    from stakeholders.querysets import Viewer

CIRCLES_BY_WIDTH = ("team", "portfolio", "funders", "public")


def at_least_as_wide_as(circle: str) -> tuple[str, ...]:
    """The circles that include everybody of `circle`."""
    return CIRCLES_BY_WIDTH[CIRCLES_BY_WIDTH.index(circle) :]


class LearningLogQuerySet(models.QuerySet[Any]):
    """Questions about learning logs."""

    def visible_to(self, user: "Viewer") -> Self:
        """Logs that the user's circle reaches; drafts only to their author."""
        own_drafts = Q(status="draft", by_id=user.pk) if user.pk else Q(pk__in=())
        return self.filter(seen_by_circle(user)).filter(~Q(status="draft") | own_drafts)

    def seen_with(self, access: "Access") -> Self:
        """Logs of the portfolio that this access reaches."""
        rows = self.filter(portfolio=access.portfolio).exclude(status="draft")
        if access.is_steward:
            return rows
        reach = Q(circle__in=access.circles)
        if access.role == Role.CONTRIBUTOR:
            reach |= Q(initiative__in=team_initiatives(access.user))
        return rows.filter(reach)

    def in_period(self, from_on: date, to_on: date) -> Self:
        """Logs from `from_on` to before `to_on`."""
        return self.filter(happened_on__gte=from_on, happened_on__lt=to_on)

    def matching(self, query: str) -> Self:
        """Logs that have every word of the query."""
        return matching(self, query)


class ReportQuerySet(JobQuerySet):
    """Questions about reports."""

    def visible_to(self, user: "Viewer") -> Self:
        """Reports in portfolios the user may read: published ones their circle reaches, all for stewards."""
        return self.filter(portfolio__in=Portfolio.objects.visible_to(user).values("pk")).filter(self._rule(user))

    def seen_with(self, access: "Access") -> Self:
        """Reports of the portfolio that this access reaches."""
        rows = self.filter(portfolio=access.portfolio)
        return rows if access.is_steward else rows.filter(status="published", circle__in=access.circles)

    @staticmethod
    def _rule(user: "Viewer") -> Q:
        published = Q(status="published")
        public = published & Q(circle="public", portfolio__is_launched=True, portfolio__audience="public")
        if not user.is_authenticated:
            return public

        def of(*roles: str) -> Q:
            return Q(portfolio__in=user.memberships.filter(role__in=roles).values("portfolio"))

        return (
            public
            | of(Role.STEWARD)
            | (published & of(Role.CONTRIBUTOR, Role.OBSERVER) & ~Q(circle="team"))
            | (published & of(Role.FUNDER) & Q(circle__in=("funders", "public")))
        )


class OptionQuerySet(models.QuerySet[Any]):
    """Questions about options."""

    def visible_to(self, user: "Viewer") -> Self:
        """Options that the user's circle reaches, never past their challenge."""
        from initiatives.models import Challenge

        seen = Challenge.objects.visible_to(user).values("pk")
        return self.filter(circles_of_roles(user)).filter(Q(challenge__isnull=True) | Q(challenge__in=seen))

    def seen_with(self, access: "Access") -> Self:
        """Options of the portfolio that this access reaches, and a member's own; never past their challenge."""
        from initiatives.models import Challenge

        reach = Q(circle__in=access.circles)
        if access.role:
            reach |= Q(by_id=access.user.pk)
        seen = Challenge.objects.seen_with(access).values("pk")
        rows = self.filter(reach, portfolio=access.portfolio)
        return rows.filter(Q(challenge__isnull=True) | Q(challenge__in=seen))

    def of_challenge(self, challenge: "Challenge") -> Self:
        """What was offered for one challenge."""
        return self.filter(challenge=challenge)


class ServiceEvidenceQuerySet(models.QuerySet[Any]):
    """Questions about what shows delivery."""

    def seen_with(self, access: "Access") -> Self:
        """Evidence in this portfolio; a log is shown only where its circle reaches."""
        from sensemaking.models import LearningLog

        logs = LearningLog.objects.seen_with(access).values("pk")
        return self.filter(service__commitment__portfolio=access.portfolio).filter(
            Q(log__isnull=True) | Q(log__in=logs)
        )


class DecisionQuerySet(models.QuerySet[Any]):
    """Questions about decisions."""

    def visible_to(self, user: "Viewer") -> Self:
        """Decisions that the user's circle reaches."""
        return self.filter(circles_of_roles(user))

    def seen_with(self, access: "Access") -> Self:
        """Decisions of the portfolio that this access reaches."""
        return self.filter(portfolio=access.portfolio, circle__in=access.circles)

    def to_revisit(self, today: date) -> Self:
        """Decisions whose day to look again has come."""
        return self.filter(revisit_on__lte=today).exclude(status="revisited")
