"""Questions about vehicles and the money in them."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from stakeholders.models import Organisation, Portfolio, Role

if TYPE_CHECKING:
    from stakeholders.access import Access
    from stakeholders.querysets import Viewer


class VehicleQuerySet(models.QuerySet[Any]):
    """Questions about vehicles."""

    def real(self) -> Self:
        """Without shadows: what counts wherever money is added up or listed."""
        return self.filter(is_shadow=False)

    def visible_to(self, user: "Viewer") -> Self:
        """Vehicles in detail: all of a steward's portfolio, those a funder's organisations put money into, and
        those in which the user proposes or agrees.
        """
        if not user.is_authenticated:
            return self.none()

        def of(role: str) -> models.QuerySet[Any]:
            return user.memberships.filter(role=role).values("portfolio")

        mine = Q(portfolio__in=of(Role.FUNDER), pk__in=_backed_by(user))
        named = Q(portfolio__in=user.memberships.values("portfolio"), pk__in=user.vehicle_voices.values("vehicle"))
        return self.filter(Q(portfolio__in=of(Role.STEWARD)) | mine | named)

    def seen_with(self, access: "Access") -> Self:
        """Those of the portfolio, trials of other rules too, that this reader sees in detail."""
        here = self.filter(portfolio=access.portfolio)
        if access.is_steward:
            return here
        if not (access.role and access.user.is_authenticated):
            return here.none()
        mine = Q(pk__in=access.user.vehicle_voices.values("vehicle"))
        if access.role == Role.FUNDER:
            mine |= Q(pk__in=_backed_by(access.user))
        return here.filter(mine)

    def open_to(self, access: "Access") -> Self:
        """Vehicles of the portfolio that this reader sees in detail; trials of other rules are none."""
        return self.real().seen_with(access)

    def trials_open_to(self, access: "Access") -> Self:
        """Trials beside vehicles of the portfolio that this reader sees in detail."""
        return self.filter(is_shadow=True, shadows__in=self.model.objects.open_to(access).values("pk"))


def _backed_by(user: "Viewer") -> models.QuerySet[Any]:
    """The vehicles that the user's organisations put money into."""
    from funding.models import CapitalCommitment

    backed = CapitalCommitment.objects.exclude(status="withdrawn").filter(
        funder__in=Organisation.objects.spoken_for_by(user).values("pk")
    )
    return backed.values("vehicle")


class OfVehicleQuerySet(models.QuerySet[Any]):
    """Questions about rows that hang on a vehicle."""

    PATHS = {
        "CapitalCommitment": "vehicle",
        "Drawdown": "commitment__vehicle",
        "Allocation": "vehicle",
        "Disbursement": "allocation__vehicle",
    }

    def real(self) -> Self:
        """Without the rows of shadows, in which there is no money."""
        return self.filter(**{f"{self.PATHS[self.model.__name__]}__is_shadow": False})

    def visible_to(self, user: "Viewer") -> Self:
        """Rows of vehicles that the user sees in detail."""
        from funding.models import FundingVehicle

        path = self.PATHS[self.model.__name__]
        return self.filter(**{f"{path}__in": FundingVehicle.objects.visible_to(user).values("pk")})

    def of(self, portfolio: Portfolio) -> Self:
        """Rows of the portfolio's vehicles, which come along."""
        path = f"{self.PATHS[self.model.__name__]}__portfolio"
        return self.filter(**{path: portfolio}).select_related(path)


class OutsideMoneyQuerySet(models.QuerySet[Any]):
    """Questions about money beside the hub's own."""

    def seen_with(self, access: "Access") -> Self:
        """Entries of the portfolio in the circles that this access reaches."""
        return self.filter(portfolio=access.portfolio, circle__in=access.circles)
