"""What a reader chose to see of the combinations, as it stands in the address."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from initiatives.models import Combination, CombinationMember, Placement, PlacementSystem, Service
from initiatives.overviews.challenges.filters import ids_of
from stakeholders.access import Access

CURRENT, OVER, ALL = "current", "over", "all"
STATES = (CURRENT, OVER, ALL)


@dataclass(frozen=True, slots=True)
class Filters:
    """Current ones unless others are asked for; systems, commitments and members of which one must fit; words."""

    state: str = CURRENT
    system: tuple[int, ...] = ()
    commitment: tuple[int, ...] = ()
    member: tuple[int, ...] = ()
    query: str = ""

    @property
    def are_set(self) -> bool:
        """Whether anything departs from all that hold now."""
        return bool(self.state != CURRENT or self.system or self.commitment or self.member or self.query)

    @property
    def address(self) -> str:
        """The filters as a query string, without the page."""
        pairs: list[tuple[str, Any]] = [("state", self.state)] if self.state != CURRENT else []
        for name in ("system", "commitment", "member"):
            pairs += [(name, pk) for pk in getattr(self, name)]
        return urlencode(pairs + ([("q", self.query)] if self.query else []))


def read(given: QueryDict) -> Filters:
    """Read the filters of an address; what means nothing is left out."""
    state = given.get("state", "")
    return Filters(
        state=state if state in STATES else CURRENT,
        system=ids_of(given.getlist("system")),
        commitment=ids_of(given.getlist("commitment")),
        member=ids_of(given.getlist("member")),
        query=given.get("q", "").replace("\x00", "").strip()[:200],
    )


def members_seen(access: Access) -> Any:
    """Members that this reader may see."""
    return CombinationMember.objects.seen_with(access)


def chosen(access: Access, filters: Filters, *, without: str = "") -> Any:
    """The combinations that the filters leave and the reader may see; `without` leaves one filter out, to count it.

    Only members that the reader may see make a combination fit, so that no filter tells of a hidden one.
    """
    rows = Combination.objects.seen_with(access)
    if filters.state != ALL and without != "state":
        rows = rows.filter(ended_on__isnull=filters.state == CURRENT)
    seen = members_seen(access)
    for name in ("system", "commitment", "member"):
        if (wanted := getattr(filters, name)) and name != without:
            rows = rows.filter(pk__in=seen.filter(fitting(access, name, wanted)).values("combination"))
    for word in filters.query.split():
        rows = rows.filter(Q(name__icontains=word) | Q(effect__icontains=word))
    return rows


def fitting(access: Access, name: str, wanted: tuple[int, ...]) -> Q:
    """Members that touch one of the systems, serve one of the commitments, or are one of the initiatives."""
    if name == "member":
        return Q(initiative__in=wanted)
    if name == "commitment":
        return Q(initiative__in=Service.objects.filter(commitment__in=wanted).values("initiative"))
    return Q(initiative__in=touches(access).filter(system__in=wanted).values("placement__initiative"))


def touches(access: Access) -> Any:
    """What initiatives touch in this portfolio today."""
    here = Placement.objects.live().filter(portfolio=access.portfolio).values("pk")
    return PlacementSystem.objects.filter(placement__in=here)
