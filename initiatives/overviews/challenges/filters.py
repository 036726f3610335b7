"""What a reader chose to see of the challenges, as it stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from initiatives.models import Challenge
from stakeholders.access import Access

MAX_ID = 2**62


@dataclass(frozen=True, slots=True)
class Filters:
    """States, systems and places that are wanted, and words; empty means all. Merged ones show only when asked for."""

    status: tuple[str, ...] = ()
    system: tuple[int, ...] = ()
    place: tuple[int, ...] = ()
    query: str = ""

    @property
    def are_set(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.status or self.system or self.place or self.query)

    @property
    def address(self) -> str:
        """The filters as a query string, without the page."""
        pairs: list[tuple[str, Any]] = [("state", status) for status in self.status]
        pairs += [("system", pk) for pk in self.system] + [("place", pk) for pk in self.place]
        return urlencode(pairs + ([("q", self.query)] if self.query else []))


def read(given: QueryDict) -> Filters:
    """Read the filters of an address; what means nothing is left out."""
    return Filters(
        status=tuple(value for value in given.getlist("state") if value in Challenge.Status.values),
        system=ids_of(given.getlist("system")),
        place=ids_of(given.getlist("place")),
        query=given.get("q", "").replace("\x00", "").strip()[:200],
    )


def ids_of(values: list[str]) -> tuple[int, ...]:
    """The numbers among the values that can be those of rows."""
    return tuple(int(value) for value in values if value.isdecimal() and len(value) < 19 and int(value) < MAX_ID)


def chosen(access: Access, filters: Filters, *, without: str = "") -> Any:
    """The challenges that the filters leave and the reader may see; `without` leaves one filter out, to count it."""
    rows = Challenge.objects.seen_with(access)
    wanted: Mapping[str, Any] = {"status": filters.status, "system": filters.system, "place": filters.place}
    if filters.status and without != "status":
        rows = rows.filter(status__in=filters.status)
    elif without != "status":
        rows = rows.exclude(status=Challenge.Status.MERGED)
    for name, relation in (("system", "systems"), ("place", "places")):
        if wanted[name] and without != name:
            through = getattr(Challenge, relation).through.objects.filter(**{f"{name}__in": wanted[name]})
            rows = rows.filter(pk__in=through.values("challenge"))
    return rows.matching(filters.query)
