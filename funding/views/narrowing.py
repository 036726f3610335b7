"""What an address narrows returns and outcomes to: months, and vehicles that the reader sees in detail."""

from typing import Any

from django.http import Http404

from funding.models import FundingVehicle
from funding.overviews.within import Within, day_of
from funding.querysets import VehicleQuerySet
from stakeholders.access import PortfolioRequest

NARROWING = frozenset(("since", "until", "vehicle"))


def within_of(request: PortfolioRequest) -> Within:
    """What the address narrows to; a vehicle that the reader sees in outline only is not there."""
    named = {text for text in request.GET.getlist("vehicle") if text}
    if not all(text.isdecimal() and len(text) < 18 for text in named):
        raise Http404
    chosen = {int(text) for text in named}
    if chosen and _own(request).filter(pk__in=chosen).count() < len(chosen):
        raise Http404
    since, until = (day_of(request.GET.get(name, "")) for name in ("since", "until"))
    return Within.of(since, until, sorted(chosen))


def narrowing(request: PortfolioRequest, within: Within) -> dict[str, Any]:
    """What the form above the numbers offers."""
    own = _own(request).order_by("name", "pk").values_list("pk", "name")
    return {"within": within, "own_vehicles": tuple(own)}


def _own(request: PortfolioRequest) -> VehicleQuerySet:
    """Vehicles that the reader sees in detail; a trial of other rules holds no money to narrow by."""
    rows: VehicleQuerySet = FundingVehicle.objects.real().visible_to(request.user).filter(portfolio=request.portfolio)
    return rows
