"""Questions about reports to funders."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q

from portfolio_hub.lib.jobs import JobQuerySet
from stakeholders.models import Organisation, Role

if TYPE_CHECKING:
    from stakeholders.querysets import Viewer


class FunderReportQuerySet(JobQuerySet):
    """Questions about reports to funders."""

    def visible_to(self, user: "Viewer") -> Self:
        """All for stewards; for members who speak for the funder, what was sent to it."""
        if not user.is_authenticated:
            return self.none()
        tended = user.memberships.filter(role=Role.STEWARD).values("portfolio")
        mine = Q(
            status="sent",
            template__funder__in=Organisation.objects.spoken_for_by(user).values("pk"),
            template__portfolio__in=user.memberships.values("portfolio"),
        )
        return self.filter(Q(template__portfolio__in=tended) | mine)
