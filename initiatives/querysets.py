"""Questions about many initiatives, placements, updates and links."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from portfolio_hub.lib.jobs import JobQuerySet
from portfolio_hub.lib.search import matching
from stakeholders.models import Affiliation, Circle, Membership, Portfolio, Role
from stakeholders.querysets import OfMemberPortfolios, circles_of_roles

if TYPE_CHECKING:
    from stakeholders.access import Access
    from stakeholders.querysets import Viewer


def team_initiatives(user: "Viewer") -> models.QuerySet[Any]:
    """Ids of the initiatives in which an organisation of this user takes part today."""
    from initiatives.models import Participation

    speaks_for = Affiliation.objects.live().filter(user_id=user.pk or 0).values("organisation")
    return Participation.objects.live().filter(organisation__in=speaks_for).values("initiative")


def seen_by_circle(user: "Viewer", *, circle: str = "circle") -> Q:
    """The rule of circles for entries with a portfolio, an initiative and a circle (its field path).

    Stewards see all of their portfolio, contributors and observers all but the team's own, funders what is
    released to them; everybody sees what is public in an open portfolio, and a team sees its own.
    """
    open_ones = Portfolio.objects.filter(is_launched=True, audience="public").values("pk")
    public = Q(**{circle: Circle.PUBLIC}, portfolio__in=open_ones)
    if not user.is_authenticated:
        return public

    def of(*roles: str) -> Q:
        return Q(portfolio__in=Membership.objects.filter(user_id=user.pk, role__in=roles).values("portfolio"))

    return (
        public
        | of(Role.STEWARD)
        | (of(Role.CONTRIBUTOR, Role.OBSERVER) & ~Q(**{circle: Circle.TEAM}))
        | (of(Role.FUNDER) & Q(**{f"{circle}__in": (Circle.FUNDERS, Circle.PUBLIC)}))
        | (of(Role.CONTRIBUTOR) & Q(initiative__in=team_initiatives(user)))
    )


def reached_by(access: "Access") -> Q:
    """The same rule for entries of the one portfolio that the request is about."""
    if access.is_steward:
        return Q()
    reached = Q(circle__in=access.circles)
    is_contributor = access.role == Role.CONTRIBUTOR
    return reached | Q(initiative__in=team_initiatives(access.user)) if is_contributor else reached


class FrameQuerySet(models.QuerySet[Any]):
    """Questions about systems and levers."""

    def visible_to(self, user: "Viewer") -> Self:
        """Rows of portfolios that the user may read."""
        return self.filter(portfolio__in=Portfolio.objects.visible_to(user).values("pk"))


class InitiativeQuerySet(models.QuerySet[Any]):
    """Questions about initiatives."""

    def visible_to(self, user: "Viewer") -> Self:
        """Initiatives placed in a portfolio where the user's circle reaches them."""
        from initiatives.models import Placement

        return self.filter(pk__in=Placement.objects.visible_to(user).values("initiative"))

    def placed_in(self, portfolio: Portfolio) -> Self:
        """Initiatives that are in the portfolio today, each once."""
        from initiatives.models import Placement

        here = Placement.objects.live().filter(portfolio=portfolio, initiative=OuterRef("pk"))
        return self.filter(Exists(here))

    def seen_with(self, access: "Access") -> Self:
        """Initiatives of the portfolio that this access reaches."""
        rows = self.placed_in(access.portfolio)
        if access.is_steward:
            return rows
        mine = Q(pk__in=team_initiatives(access.user)) if access.role == Role.CONTRIBUTOR else Q()
        return rows.filter(Q(circle__in=access.circles) | mine) if mine else rows.filter(circle__in=access.circles)

    def active(self) -> Self:
        """Initiatives that are not closed."""
        return self.exclude(stage="closed")

    def quiet_since(self, moment: datetime) -> Self:
        """Active initiatives of which nothing was heard since."""
        silent = Q(last_heard_at__lt=moment) | Q(last_heard_at__isnull=True, created_at__lt=moment)
        return self.active().filter(silent)

    def matching(self, query: str) -> Self:
        """Initiatives that have every word of the query."""
        return matching(self, query)


class PlacementQuerySet(models.QuerySet[Any]):
    """Questions about placements."""

    def live(self) -> Self:
        """Placements that hold today."""
        today = timezone.localdate()
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gt=today))

    def visible_to(self, user: "Viewer") -> Self:
        """Live placements whose initiative the user's circle reaches."""
        return self.live().filter(seen_by_circle(user, circle="initiative__circle"))

    def ever_visible_to(self, user: "Viewer") -> Self:
        """The same with those that are over."""
        return self.filter(seen_by_circle(user, circle="initiative__circle"))

    def sharing_a_day_with(self, since: Any, until: Any) -> Self:
        """Placements that hold on a day from `since` to before `until` (none: open end); values or expressions."""
        held = self.filter(Q(until_on__isnull=True) | Q(until_on__gt=models.F("since_on")))
        held = held.filter(Q(until_on__isnull=True) | Q(until_on__gt=since))
        return held if until is None else held.filter(since_on__lt=until)


class ParticipationQuerySet(models.QuerySet[Any]):
    """Questions about who takes part."""

    def live(self) -> Self:
        """Participations that hold today."""
        today = timezone.localdate()
        return self.filter(
            Q(since_on__isnull=True) | Q(since_on__lte=today), Q(until_on__isnull=True) | Q(until_on__gt=today)
        )

    def visible_to(self, user: "Viewer") -> Self:
        """Participations in initiatives that the user may see."""
        from initiatives.models import Initiative

        return self.filter(initiative__in=Initiative.objects.visible_to(user).values("pk"))


class UpdateQuerySet(models.QuerySet[Any]):
    """Questions about updates."""

    def visible_to(self, user: "Viewer") -> Self:
        """Updates that the user's circle reaches."""
        return self.filter(seen_by_circle(user)).exclude(status="draft")

    def seen_with(self, access: "Access") -> Self:
        """Updates of the portfolio that this access reaches."""
        return self.filter(reached_by(access), portfolio=access.portfolio).exclude(status="draft")


class SavedViewQuerySet(OfMemberPortfolios):
    """Questions about saved views."""

    def visible_to(self, user: "Viewer") -> Self:
        """A person's own views, and those shared in their portfolios."""
        return super().visible_to(user).filter(Q(by_id=user.pk) | Q(is_shared=True))


class PostingLinkQuerySet(OfMemberPortfolios):
    """Questions about posting links."""

    def live(self) -> Self:
        """Links that open the form now."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


class CommitmentQuerySet(FrameQuerySet):
    """Questions about policy commitments: promises are public, so whoever reads the portfolio sees them."""

    def current(self) -> Self:
        """Commitments that are still pursued."""
        return self.filter(retired_on__isnull=True)


class OfCommitmentQuerySet(models.QuerySet[Any]):
    """Questions about who serves which commitment."""

    def visible_to(self, user: "Viewer") -> Self:
        """Services of initiatives that the user may see, to commitments of portfolios that they may read."""
        from initiatives.models import Initiative

        return self.filter(
            commitment__portfolio__in=Portfolio.objects.visible_to(user).values("pk"),
            initiative__in=Initiative.objects.visible_to(user).values("pk"),
        )

    def seen_with(self, access: "Access") -> Self:
        """Services in this portfolio by initiatives that are placed here and that this access reaches."""
        from initiatives.models import Initiative

        seen = Initiative.objects.seen_with(access).values("pk")
        return self.filter(commitment__portfolio=access.portfolio, initiative__in=seen)


class ChallengeQuerySet(models.QuerySet[Any]):
    """Questions about challenges."""

    def visible_to(self, user: "Viewer") -> Self:
        """Challenges that the user's circle reaches, and those they raised themselves."""
        rule = circles_of_roles(user)
        return self.filter(rule | Q(raised_by_id=user.pk) if user.pk else rule)

    def seen_with(self, access: "Access") -> Self:
        """Challenges of the portfolio that this access reaches."""
        rows = self.filter(portfolio=access.portfolio)
        reach = Q(circle__in=access.circles)
        return rows.filter(reach | Q(raised_by_id=access.user.pk) if access.role else reach)

    def matching(self, query: str) -> Self:
        """Challenges that have every word of the query."""
        return matching(self, query)


class OfChallengeQuerySet(models.QuerySet[Any]):
    """Rows that are as visible as their challenge."""

    def visible_to(self, user: "Viewer") -> Self:
        """Rows of challenges that the user may see."""
        from initiatives.models import Challenge

        return self.filter(challenge__in=Challenge.objects.visible_to(user).values("pk"))


class JudgementQuerySet(models.QuerySet[Any]):
    """Questions about judgements of facets."""

    def visible_to(self, user: "Viewer") -> Self:
        """Judgements in portfolios of which the user is a member, of initiatives that they may see."""
        from initiatives.models import Placement

        mine = Portfolio.objects.of_member(user).values("pk")
        return self.filter(placement__in=Placement.objects.visible_to(user).filter(portfolio__in=mine).values("pk"))


class SnapshotQuerySet(JobQuerySet, OfMemberPortfolios):  # type: ignore[override]  # two managers made by one metaclass
    """Questions about snapshots."""

    def ready(self) -> Self:
        """Snapshots that can be read and compared."""
        return self.filter(status="ready")


class SnapshotEntryQuerySet(models.QuerySet[Any]):
    """Questions about what a snapshot holds; whoever asks must have found the snapshot among their portfolio's."""

    def seen_with(self, access: "Access") -> Self:
        """Entries of ready snapshots of the portfolio, in the circles of the reader's role; nobody else's team."""
        return self.filter(
            snapshot__portfolio=access.portfolio, snapshot__status="ready", circle__in=tuple(access.circles)
        )
