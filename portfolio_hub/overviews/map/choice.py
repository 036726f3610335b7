"""What a reader chose to see on the map: read from the address, written back to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from initiatives.models import Connection, ConnectionKind, Stage
from initiatives.overviews.filters import Filters
from initiatives.overviews.filters import read as read_filters

CONFIRMED, SUGGESTED, NEITHER = "confirmed", "suggested", "none"
LINKS = (CONFIRMED, SUGGESTED)
HOLDING = (Connection.Status.HYPOTHESISED.value, Connection.Status.OBSERVED.value)
GROUPINGS = ("challenge", "place", "system")
STAGES = (Stage.EMBEDDED, Stage.GROWING, Stage.TESTING, Stage.EXPLORING, Stage.IDEA, Stage.CLOSED)


@dataclass(frozen=True)
class MapFilters:
    """The filters of the list of initiatives, and what only the map knows.

    `initiatives.system` means the main system here, so that a filter counts what stands in a wedge. `links` is
    "confirmed", "suggested", both (nothing chosen) or "none"; `status` without a choice is what holds. `portfolio` is
    the slug of another level, whose initiatives are shown; `at` a snapshot; `group` an opened group, as "place:7".
    """

    initiatives: Filters = field(default_factory=Filters)
    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    portfolio: str = ""
    at: int = 0
    by: str = ""
    group: str = ""

    @property
    def statuses(self) -> tuple[str, ...]:
        """The states of connections that are shown."""
        return self.status or HOLDING

    def shows(self, links: str) -> bool:
        """Whether confirmed or suggested links are to be seen."""
        return not self.links or links in self.links

    @property
    def are_set(self) -> bool:
        """Whether less than everything may be shown."""
        return self.initiatives.are_set or bool(self.kind or self.status or self.links or self.portfolio or self.group)

    @property
    def opened(self) -> tuple[str, int] | None:
        """The kind and the id of the opened group."""
        by, _colon, number = self.group.partition(":")
        return (by, int(number)) if by in GROUPINGS and number.isdecimal() and len(number) < 18 else None

    @property
    def query(self) -> str:
        """The choice as the query string of an address, always in the same order."""
        data = QueryDict(self.initiatives.query, mutable=True)
        for name in ("kind", "status", "links"):
            data.setlist(name, list(getattr(self, name)))
        for name in ("portfolio", "at", "by", "group"):
            if value := getattr(self, name):
                data[name] = str(value)
        return data.urlencode()

    def but(self, **changes: Any) -> str:
        """The query string with something else chosen."""
        return replace(self, **changes).query


def read(data: Mapping[str, Any]) -> MapFilters:
    """Read a choice from a query; what can't be chosen is left out."""
    query = data if isinstance(data, QueryDict) else QueryDict(str(data))
    at, by, group = query.get("at", ""), query.get("by", ""), query.get("group", "")
    found = MapFilters(
        initiatives=read_filters(query),
        kind=_known(query, "kind", ConnectionKind.values),
        status=_known(query, "status", Connection.Status.values),
        links=_known(query, "links", (*LINKS, NEITHER)),
        portfolio=query.get("portfolio", "").replace("\x00", "")[:80],
        at=int(at) if at.isdecimal() and len(at) < 18 else 0,
        by=by if by in GROUPINGS else "",
        group=group,
    )
    return found if found.opened else replace(found, group="")


def _known(query: QueryDict, name: str, values: Any) -> tuple[str, ...]:
    """The chosen values among those that there are, in their order."""
    chosen = query.getlist(name)
    return tuple(value for value in values if value in chosen)
