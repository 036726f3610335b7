"""What the floor above knows about organisations and places: who takes part in what."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from portfolio_hub.lib.registry import Registry

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from stakeholders.access import Access


class Involvement(Protocol):
    """Answers for a reader, counting only what this reader may see."""

    @property
    def roles(self) -> "Sequence[tuple[str, str | Promise]]":
        """The roles there are, with their names."""
        ...

    def organisations_as(self, access: "Access", role: str) -> "QuerySet[Any]":
        """Ids of the organisations that take part in this role."""
        ...

    def by_organisation(self, access: "Access", ids: Collection[int]) -> dict[int, int]:
        """How many initiatives each organisation takes part in, in one query."""
        ...

    def active_organisations(self, access: "Access", role: str = "") -> dict[int, int]:
        """In how many initiatives that are not closed each organisation takes part (in this role), in one query."""
        ...

    def by_place(self, access: "Access", ids: Collection[int]) -> dict[int, int]:
        """How many initiatives happen in each place, in one query."""
        ...


involvements: Registry[Involvement] = Registry("involvement")


def active_organisations(access: "Access", role: str = "") -> dict[int, int]:
    """The same over all sources: ids of organisations and the number of their live initiatives."""
    counts: dict[int, int] = {}
    for source in involvements:
        for pk, count in source.active_organisations(access, role).items():
            counts[pk] = counts.get(pk, 0) + count
    return counts
