"""Questions about many logs and reports."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from initiatives.querysets import seen_by_circle, team_initiatives
from portfolio_hub.lib.jobs import JobQuerySet
from portfolio_hub.lib.search import having, matching, naming, sharing
from stakeholders.models import Portfolio, Role
from stakeholders.querysets import circles_of_roles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from initiatives.models import Challenge
    from stakeholders.access import Access
    from stakeholders.querysets import Viewer

CIRCLES_BY_WIDTH = ("team", "portfolio", "funders", "public")


def at_least_as_wide_as(circle: str) -> tuple[str, ...]:
    """The circles that include everybody of `circle`."""
    return CIRCLES_BY_WIDTH[CIRCLES_BY_WIDTH.index(circle) :]


def about_systems(systems: "Sequence[int]") -> Q:
    """The logs about any of these systems: by themselves where somebody said so, else as their initiative does."""
    from initiatives.models import PlacementSystem
    from sensemaking.models import LogSystem

    own = LogSystem.objects.filter(log=OuterRef("pk"))
    touching = PlacementSystem.objects.filter(system__in=systems).values("placement__initiative")
    return Q(Exists(own.filter(system__in=systems))) | Q(initiative__in=touching) & ~Q(Exists(own))


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

    def having(self, groups: "Sequence[Sequence[str]]") -> Self:
        """Logs that have some word of each group."""
        return having(self, groups)

    def naming(self, word: str) -> Self:
        """Logs that have exactly this word."""
        return naming(self, word)

    def sharing(self, words: "Sequence[str]") -> Self:
        """Logs that have at least two of these few words."""
        return sharing(self, words)


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
        """Options of the portfolio that this access reaches, and those a member offered or looks after.

        Never past their challenge.
        """
        from initiatives.models import Challenge

        reach = Q(circle__in=access.circles)
        if access.role:
            reach |= Q(by_id=access.user.pk) | Q(owner_id=access.user.pk)
        seen = Challenge.objects.seen_with(access).values("pk")
        rows = self.filter(reach, portfolio=access.portfolio)
        return rows.filter(Q(challenge__isnull=True) | Q(challenge__in=seen))

    def of_challenge(self, challenge: "Challenge") -> Self:
        """What was offered for one challenge."""
        return self.filter(challenge=challenge)

    def kept_open(self) -> Self:
        """Those that were neither taken up nor closed."""
        return self.exclude(status__in=("exercised", "closed"))

    def expiring(self, until: date) -> Self:
        """Those kept open whose last day comes by then, or has gone."""
        return self.kept_open().filter(expires_on__lte=until)


class ServiceEvidenceQuerySet(models.QuerySet[Any]):
    """Questions about what shows delivery."""

    def seen_with(self, access: "Access") -> Self:
        """Evidence in this portfolio; a log is shown only where its circle reaches."""
        from sensemaking.models import LearningLog

        logs = LearningLog.objects.seen_with(access).values("pk")
        return self.filter(service__commitment__portfolio=access.portfolio).filter(
            Q(log__isnull=True) | Q(log__in=logs)
        )


class TieEvidenceQuerySet(models.QuerySet[Any]):
    """Questions about what speaks for connections and combinations; whoever asks must have found the tie."""

    def visible_to(self, user: "Viewer") -> Self:
        """Notes, and logs that the user's circle reaches in whatever portfolio."""
        from sensemaking.models import LearningLog

        return self.filter(Q(log__isnull=True) | Q(log__in=LearningLog.objects.visible_to(user).values("pk")))

    def seen_with(self, access: "Access") -> Self:
        """Notes, and logs that this access reaches."""
        from sensemaking.models import LearningLog

        return self.filter(Q(log__isnull=True) | Q(log__in=LearningLog.objects.seen_with(access).values("pk")))


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


class ThemeQuerySet(models.QuerySet[Any]):
    """Questions about themes."""

    def visible_to(self, user: "Viewer") -> Self:
        """Themes that a report which the user may read has found."""
        from sensemaking.models import SenseMakingReport

        reports = SenseMakingReport.objects.visible_to(user)
        return self.shown().filter(found__finding__report__in=reports).distinct()

    def seen_with(self, access: "Access") -> Self:
        """Themes of the portfolio that a report within this reach has found; stewards also those set aside."""
        from sensemaking.models import SenseMakingReport, ThemeFinding

        rows = self.filter(portfolio=access.portfolio)
        if access.is_steward:
            return rows
        links = ThemeFinding.objects.filter(finding__report__in=SenseMakingReport.objects.seen_with(access))
        heard = Q(pk__in=links.values("theme")) | Q(merged__in=links.values("theme"))
        return rows.shown().filter(heard).distinct()

    def shown(self) -> Self:
        """Those that live on by themselves and were not set aside."""
        return self.filter(merged_into__isnull=True, is_excluded=False)
