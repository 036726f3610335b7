"""Along which lines contributions are read, and which stand behind a vehicle or a system."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from funding.models import Allocation, Contribution, FundingVehicle
from initiatives.models import Combination, Initiative, System
from initiatives.overviews.combinations.filters import members_seen, touches
from stakeholders.access import Access

COMBINATION, INITIATIVE, VEHICLE, SYSTEM = AXES = ("combination", "initiative", "vehicle", "system")
JUDGED_AXES = (COMBINATION, INITIATIVE)
"""Judgements are made of these; vehicles and systems only show what they reach."""

Behind = list[tuple["QuerySet[Any]", str]]


def thing(access: Access, by: str, pk: int, *, among: tuple[str, ...] = AXES) -> Any:
    """What stands on the axis, if it is one of `among` and this reader may see it; raises Http404."""
    rows: dict[str, Any] = {
        COMBINATION: Combination.objects.seen_with(access).select_related("portfolio"),
        INITIATIVE: Initiative.objects.seen_with(access),
        VEHICLE: FundingVehicle.objects.open_to(access),
        SYSTEM: System.objects.filter(portfolio=access.portfolio),
    }
    if by not in among:
        raise Http404
    return get_object_or_404(rows[by], pk=pk)


def contributions_behind(access: Access, by: str, ids: Collection[int]) -> Behind:
    """Today's judgements behind these vehicles or systems, and the path from a judgement to each of them.

    Behind a vehicle stand the initiatives and combinations that it set money aside for; behind a system the
    initiatives that touch it, and the combinations of which a member that the reader may see does.
    """
    rows = Contribution.objects.seen_with(access).current().filter(concern__retired_on__isnull=True)
    if by == VEHICLE:
        agreed = Q(vehicle__in=ids) & ~Q(status=Allocation.Status.PLANNED)
        held = Allocation.objects.filter(agreed).values("pk")
        return [
            (rows.filter(**{f"{kind}__allocations__in": held}), f"{kind}__allocations__vehicle") for kind in JUDGED_AXES
        ]
    touched = touches(access).filter(system__in=ids).values("pk")
    placed, member = "placements__touches", "combination__members"
    return [
        (rows.filter(**{f"initiative__{placed}__in": touched}), f"initiative__{placed}__system"),
        (
            rows.filter(
                **{f"{member}__in": members_seen(access).values("pk"), f"{member}__initiative__{placed}__in": touched}
            ),
            f"{member}__initiative__{placed}__system",
        ),
    ]
