"""Questions about many people, organisations, places and portfolios."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from stakeholders.access import Access
    from stakeholders.models import User

    Viewer: TypeAlias = User | AnonymousUser

WITH_PARTS = """
WITH RECURSIVE part AS (
    SELECT id FROM stakeholders_place WHERE id IN ({marks})
    UNION SELECT inner_one.id FROM stakeholders_place inner_one JOIN part ON inner_one.within_id = part.id
) SELECT id FROM part"""


def circles_of_roles(user: "Viewer", *, circle: str = "circle", portfolio: str = "portfolio") -> Q:
    """The rule of circles for entries of a portfolio that belong to no initiative (field paths).

    Each role sees the circles that `stakeholders/access.py` names; everybody sees what is public in an open portfolio.
    """
    from stakeholders.models import ROLE_CIRCLES, Portfolio

    open_ones = Portfolio.objects.filter(is_launched=True, audience="public").values("pk")
    rule = Q(**{circle: "public", f"{portfolio}__in": open_ones})
    if not user.is_authenticated:
        return rule
    for role, circles in ROLE_CIRCLES.items():
        mine = user.memberships.filter(role=role).values("portfolio")
        rule |= Q(**{f"{circle}__in": circles, f"{portfolio}__in": mine})
    return rule


class PortfolioQuerySet(models.QuerySet[Any]):
    """Questions about portfolios."""

    def visible_to(self, user: "Viewer") -> Self:
        """Portfolios of which the user is a member, and those open to everyone."""
        is_open = Q(is_launched=True, audience="public")
        if not user.is_authenticated:
            return self.filter(is_open)
        mine = Q(pk__in=models.Subquery(user.memberships.values("portfolio")))
        return self.filter(is_open | mine)

    def of_member(self, user: "Viewer") -> Self:
        """Portfolios in which the user has a role."""
        return self.filter(memberships__user=user) if user.is_authenticated else self.none()


class ListedQuerySet(models.QuerySet[Any]):
    """Questions about rows that are listed in portfolios (organisations, places)."""

    def listed_in(self, portfolio: Any) -> Self:
        """Rows that this portfolio lists."""
        return self.filter(portfolios=portfolio)

    def visible_to(self, user: "Viewer") -> Self:
        """Rows listed in a portfolio that the user may read."""
        from stakeholders.models import Portfolio

        readable = Portfolio.objects.visible_to(user).values("pk")
        through = self.model.portfolios.through
        name = self.model._meta.model_name
        return self.filter(pk__in=through.objects.filter(portfolio__in=readable).values(f"{name}_id"))


class OrganisationQuerySet(ListedQuerySet):
    """Questions about organisations."""

    def spoken_for_by(self, user: "Viewer") -> Self:
        """Organisations for which the user speaks today."""
        from stakeholders.models import Affiliation

        return self.filter(pk__in=Affiliation.objects.live().filter(user_id=user.pk or 0).values("organisation"))

    def mentioning(self, text: str) -> Self:
        """Organisations that have every word of the text in their name or description."""
        rows = self
        for word in text.split()[:8]:
            rows = rows.filter(Q(name__icontains=word) | Q(short_name__icontains=word) | Q(description__icontains=word))
        return rows


class PlaceQuerySet(ListedQuerySet):
    """Questions about places."""

    def top(self) -> Self:
        """Places that lie within no other."""
        return self.filter(within__isnull=True)

    def within(self, places: Sequence[int]) -> Self:
        """These places and all that lie within them, however deep."""
        if not places:
            return self.none()
        marks = ", ".join(["%s"] * len(places))
        return self.filter(pk__in=RawSQL(WITH_PARTS.format(marks=marks), list(places)))


class AffiliationQuerySet(models.QuerySet[Any]):
    """Questions about who speaks for whom."""

    def live(self) -> Self:
        """Affiliations that hold today."""
        today = timezone.localdate()
        return self.filter(
            Q(since_on__isnull=True) | Q(since_on__lte=today), Q(until_on__isnull=True) | Q(until_on__gt=today)
        )

    def visible_to(self, user: "Viewer") -> Self:
        """Affiliations with organisations that the user may see."""
        from stakeholders.models import Organisation

        return self.filter(organisation__in=Organisation.objects.visible_to(user).values("pk"))


class OfMemberPortfolios(models.QuerySet[Any]):
    """Rows that only the members of their portfolio may see."""

    def visible_to(self, user: "Viewer") -> Self:
        """Rows of portfolios in which the user has a role."""
        from stakeholders.models import Portfolio

        return self.filter(portfolio__in=Portfolio.objects.of_member(user).values("pk"))


class MembershipQuerySet(OfMemberPortfolios):
    """Questions about roles."""

    def stewards(self) -> Self:
        """The stewards' memberships."""
        return self.filter(role="steward")


class InvitationQuerySet(OfMemberPortfolios):
    """Questions about invitations."""

    def open(self) -> Self:
        """Invitations that can be accepted now."""
        return self.filter(status="pending", expires_at__gt=timezone.now())

    def overdue(self) -> Self:
        """Invitations still pending after their end."""
        return self.filter(status="pending", expires_at__lte=timezone.now())


class ApiTokenQuerySet(models.QuerySet[Any]):
    """Questions about keys."""

    def visible_to(self, user: "Viewer") -> Self:
        """A user's own keys."""
        return self.filter(user_id=user.pk)

    def live(self) -> Self:
        """Keys that open something now."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()), revoked_at__isnull=True)


class ChangeQuerySet(OfMemberPortfolios):
    """Questions about the history."""

    def of(self, target: models.Model) -> Self:
        """The history of one row, newest first."""
        kind = ContentType.objects.get_for_model(target)
        return self.filter(content_type=kind, object_id=target.pk)

    def in_batch(self, batch: Any) -> Self:
        """Edits made in one act."""
        return self.filter(batch=batch)

    def standing(self) -> Self:
        """Edits that nobody has undone."""
        return self.filter(undone_by__isnull=True)

    def to_undo(self) -> Self:
        """Edits that stand and do not themselves undo another: of one row, the newest may be taken back."""
        return self.standing().exclude(kind="undone")


class OfIntentQuerySet(models.QuerySet[Any]):
    """Rows that are as visible as the intent of their portfolio: to whoever may read the portfolio."""

    def visible_to(self, user: "Viewer") -> Self:
        """Rows of portfolios that the user may read."""
        from stakeholders.models import Portfolio

        path = "portfolio" if hasattr(self.model, "portfolio") else "version__portfolio"
        return self.filter(**{f"{path}__in": Portfolio.objects.visible_to(user).values("pk")})


class IntentVersionQuerySet(OfIntentQuerySet):
    """Questions about versions of an intent."""

    def seen_with(self, access: "Access") -> Self:
        """The versions this reader may open: drafts are the stewards' own, what is in dialogue the members'."""
        rows = self.filter(portfolio=access.portfolio)
        if access.is_steward:
            return rows
        return rows.exclude(status__in=("draft",) if access.role else ("draft", "in_dialogue"))

    def visible_to(self, user: "Viewer") -> Self:
        """Versions that were shared, and those in dialogue where the user has a role; drafts of their own."""
        rows = super().visible_to(user)
        was_shared = Q(status__in=("shared", "revised", "retired"))
        if not user.is_authenticated:
            return rows.filter(was_shared)
        mine = user.memberships
        stewarded = Q(portfolio__in=mine.filter(role="steward").values("portfolio"))
        return rows.filter(was_shared | Q(status="in_dialogue", portfolio__in=mine.values("portfolio")) | stewarded)

    def shared(self) -> Self:
        """The version that holds now."""
        return self.filter(status="shared")

    def in_the_making(self) -> Self:
        """The version that is being written."""
        return self.filter(status__in=("draft", "in_dialogue"))


class EndorsementQuerySet(models.QuerySet[Any]):
    """Questions about endorsements."""

    def visible_to(self, user: "Viewer") -> Self:
        """Endorsements of versions that the user may see."""
        from stakeholders.models import IntentVersion

        return self.filter(version__in=IntentVersion.objects.visible_to(user).values("pk"))

    def seen_with(self, access: "Access") -> Self:
        """Endorsements in this portfolio; who only reads what is public is not told of those that ended."""
        from stakeholders.models import IntentVersion

        rows = self.filter(version__in=IntentVersion.objects.seen_with(access).values("pk"))
        return rows if access.role else rows.standing()

    def standing(self) -> Self:
        """Endorsements that count."""
        return self.filter(status__in=("confirmed", "renewed"))


class EndorsementRequestQuerySet(models.QuerySet[Any]):
    """Questions about letters that ask for an endorsement."""

    def visible_to(self, user: "Viewer") -> Self:
        """Letters of portfolios that the user tends."""
        mine = user.memberships.filter(role="steward").values("portfolio") if user.is_authenticated else ()
        return self.filter(version__portfolio__in=mine)

    def open(self) -> Self:
        """Letters that can be answered now."""
        return self.filter(status="asked", expires_at__gt=timezone.now())


class PositionQuerySet(models.QuerySet[Any]):
    """Questions about positions."""

    def visible_to(self, user: "Viewer") -> Self:
        """Positions that the user's circle reaches; an organisation's speakers see their own."""
        from stakeholders.models import Organisation

        rule = circles_of_roles(user)
        if user.is_authenticated:
            mine = Organisation.objects.spoken_for_by(user).values("pk")
            rule |= Q(organisation__in=mine, portfolio__in=user.memberships.values("portfolio"))
        return self.filter(rule)


class BraidQuerySet(models.QuerySet[Any]):
    """Questions about braids."""

    def visible_to(self, user: "Viewer") -> Self:
        """Braids of the user's portfolios, each only when their circle reaches every position in it."""
        from stakeholders.models import Portfolio, Position

        hidden = Position.objects.exclude(pk__in=Position.objects.visible_to(user).values("pk"))
        mine = self.filter(portfolio__in=Portfolio.objects.of_member(user).values("pk"))
        return mine.exclude(pk__in=self.model.positions.through.objects.filter(position__in=hidden).values("braid_id"))


class CommentQuerySet(OfMemberPortfolios):
    """Questions about comments; whoever asks must have checked what the comments are about."""

    def about(self, target: models.Model) -> Self:
        """Everything said about one row, oldest first."""
        kind = ContentType.objects.get_for_model(target)
        return self.filter(content_type=kind, object_id=target.pk)

    def about_any(self, rows: models.QuerySet[Any]) -> Self:
        """Everything said about some rows of one model."""
        kind = ContentType.objects.get_for_model(rows.model)
        return self.filter(content_type=kind, object_id__in=rows.values("pk"))


class NestingRequestQuerySet(models.QuerySet[Any]):
    """Questions about portfolios that ask to be part of a wider one."""

    def visible_to(self, user: "Viewer") -> Self:
        """Requests of portfolios that the user tends, and to them."""
        if not user.is_authenticated:
            return self.none()
        tended = user.memberships.filter(role="steward").values("portfolio")
        return self.filter(Q(portfolio__in=tended) | Q(parent__in=tended))

    def waiting(self) -> Self:
        """Requests that nobody has answered yet."""
        return self.filter(status="asked")


class OpenInterfaceQuerySet(models.QuerySet[Any]):
    """Questions about offers and needs."""

    def visible_to(self, user: "Viewer") -> Self:
        """Offers and needs that the user's circle reaches."""
        return self.filter(circles_of_roles(user))

    def seen_with(self, access: "Access") -> Self:
        """Offers and needs of the portfolio that this access reaches."""
        return self.filter(portfolio=access.portfolio, circle__in=access.circles)

    def around(self, access: "Access") -> Self:
        """Those of the portfolio above, of those beside it and of those below that this access reaches.

        A role here reaches over there what it would reach at home, except what is for the team; whoever has no
        role sees what is public in portfolios open to everyone.
        """
        from stakeholders.models import Portfolio

        near = Q(portfolio__parent=access.portfolio.pk)
        if parent := access.portfolio.parent_id:
            near |= Q(portfolio=parent) | Q(portfolio__parent=parent)
        rows = self.filter(near).exclude(portfolio=access.portfolio)
        if access.role:
            return rows.filter(circle__in=access.circles - {"team"})
        return rows.filter(circle="public", portfolio__in=Portfolio.objects.visible_to(access.user).values("pk"))

    def open(self) -> Self:
        """What is still offered or needed."""
        return self.filter(status="open")


class AttentionMarkQuerySet(OfMemberPortfolios):
    """Questions about what was put to rest."""

    def resting(self) -> Self:
        """Marks that hold today."""
        return self.filter(Q(kind="not_needed") | Q(until_on__gt=timezone.localdate()))
