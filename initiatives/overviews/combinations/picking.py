"""Choosing initiatives for a combination: those that are chosen stay in the address while one looks for more."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from initiatives.models import Initiative
from stakeholders.access import Access

SHOWN = 20
MOST = 40


@dataclass(frozen=True)
class Picking:
    """Those chosen, those that the words of the search find, and the words."""

    chosen: list[Initiative]
    found: list[Initiative]
    query: str

    @property
    def is_enough(self) -> bool:
        """Whether there are enough to combine."""
        return len(self.chosen) > 1

    def without(self, pk: int) -> str:
        """The address's query when one of the chosen is dropped."""
        return urlencode([("initiative", row.pk) for row in self.chosen if row.pk != pk])

    @property
    def drops(self) -> list[tuple[Initiative, str]]:
        """Each of the chosen, with the query that drops it."""
        return [(row, self.without(row.pk)) for row in self.chosen]


def picking(access: Access, ids: tuple[int, ...], query: str, *, besides: Any = ()) -> Picking:
    """Who is chosen and who could be; `besides` are left out, for they are in it already."""
    rows = Initiative.objects.seen_with(access).filter(merged_into=None)
    known = rows.filter(pk__in=ids[:MOST]).exclude(pk__in=besides).in_bulk()
    chosen = [known[pk] for pk in dict.fromkeys(ids) if pk in known]
    free = rows.exclude(pk__in=[row.pk for row in chosen]).exclude(pk__in=besides)
    return Picking(chosen, list(free.matching(query).order_by("title", "pk")[:SHOWN]), query)
