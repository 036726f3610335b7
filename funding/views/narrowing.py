"""What an address narrows returns and outcomes to: months, and vehicles that the reader sees in detail."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from funding.models import FundingVehicle
from funding.overviews.within import Within, day_of
from stakeholders.access import PortfolioRequest

NARROWING = frozenset(("since", "until", "vehicle"))


def within_of(request: PortfolioRequest, *, is_open: bool = False) -> Within:
    """What the address narrows to, with the usual beginning unless it may be open.

    A vehicle that the reader sees in outline only is not there.
    """
    named = {text for text in request.GET.getlist("vehicle") if text}
    if named and not named <= {str(pk) for pk, _name in _own(request)}:
        raise Http404
    since, until = (day_of(request.GET.get(name, "")) for name in ("since", "until"))
    return (Within.open if is_open else Within.of)(since, until, map(int, named))


def narrowing(request: PortfolioRequest, within: Within) -> dict[str, Any]:
    """What the form above the numbers offers."""
    return {"within": within, "own_vehicles": tuple(_own(request))}


def _own(request: PortfolioRequest) -> QuerySet[Any]:
    """The vehicles that the reader may narrow to: number and name."""
    rows: QuerySet[Any] = (
        FundingVehicle.objects.open_to(request.access).order_by("name", "pk").values_list("pk", "name")
    )
    return rows
