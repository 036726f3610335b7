"""Who may propose, agree and release in a vehicle, beyond the role."""

from collections.abc import Iterable
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


def why_not_propose(vehicle: FundingVehicle, user: "Viewer") -> str:
    """The reason why the user may not propose an allocation, or an empty text."""
    if may(user, vehicle, VehicleVoice.May.PROPOSE):
        return ""
    return _("In this vehicle stewards, or those they named, propose what the money is for.")


def why_not_agree(allocation: Allocation, user: "Viewer", *, agrees: bool) -> str:
    """The reason why the user, who `agrees` in the vehicle or not, may not agree to this, or an empty text."""
    if not agrees:
        return _("In this vehicle stewards, or those they named, agree. It can be proposed.")
    if needs_second(allocation) and allocation.by_id == user.pk:
        return _("Above its threshold this vehicle asks for a second person: propose it, and let them agree.")
    return ""


def refuse_proposal(vehicle: FundingVehicle, by: User) -> None:
    """Raise Refused for somebody who may not propose in this vehicle."""
    if why := why_not_propose(vehicle, by):
        raise Refused(why)


def refuse_alone(allocation: Allocation, by: User) -> None:
    """Raise Refused for somebody who may not agree to this allocation, or not alone."""
    agrees = may(by, allocation.vehicle, VehicleVoice.May.AGREE)
    if why := why_not_agree(allocation, by, agrees=agrees):
        raise Refused(why)


def named(voices: Iterable[VehicleVoice], what: str) -> list[User]:
    """Who is named for it; nobody means the stewards."""
    return [voice.user for voice in voices if voice.may == what]
