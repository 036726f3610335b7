"""Who may propose, agree and release in a vehicle, beyond the role."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from funding.models import Allocation, FundingVehicle, VehicleVoice
from stakeholders.models import Membership, Role, User
from stakeholders.policies import Refused

if TYPE_CHECKING:
    from stakeholders.querysets import Viewer


def may(user: "Viewer", vehicle: FundingVehicle, what: str) -> bool:
    """Whether the user has this voice in the vehicle: those who are named for it, or stewards where nobody is."""
    voices = set(VehicleVoice.objects.filter(vehicle=vehicle, may=what).values_list("user", flat=True))
    if voices:
        return user.pk in voices
    return Membership.objects.filter(portfolio=vehicle.portfolio_id, user_id=user.pk or 0, role=Role.STEWARD).exists()


def needs_second(allocation: Allocation) -> bool:
    """Whether the sum is one to which somebody else than who proposed it has to agree."""
    above = allocation.vehicle.second_above
    return above is not None and allocation.amount > above


def refuse_alone(allocation: Allocation, by: User) -> None:
    """Raise Refused for somebody who may not agree to this allocation, or not alone."""
    if not may(by, allocation.vehicle, VehicleVoice.May.AGREE):
        raise Refused(_("In this vehicle others agree: it can be proposed."))
    if needs_second(allocation) and allocation.by_id == by.pk:
        raise Refused(_("Above its threshold this vehicle asks for a second person: propose it, and let them agree."))
