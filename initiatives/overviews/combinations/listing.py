"""The list of combinations: one page of it, and how many there are for each choice of a filter."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch

from initiatives.models import Combination, CombinationMember, Initiative, Placement, PolicyCommitment, System
from initiatives.overviews.challenges.listing import Choice
from initiatives.overviews.combinations.filters import Filters, chosen, members_seen, touches
from portfolio_hub.lib.keyset import page_of
from stakeholders.access import Access

SIZE = 30
ORDER = ("name", "id")
MOST_COMMITMENTS = 60
"""So that the rail stays readable in a portfolio of many promises."""


@dataclass(frozen=True)
class Card:
    """One combination in the list, with the members that the reader may see and the systems that they touch."""

    combination: Combination
    members: list[CombinationMember]
    systems: list[System]


@dataclass(frozen=True)
class Listing:
    """One page of the list, its counts beside the filters, and how many there are in all."""

    cards: list[Card]
    systems: list[Choice]
    commitments: list[Choice]
    member: Initiative | None
    total: int
    next_cursor: str
    is_first: bool


def listing(access: Access, filters: Filters, *, after: str = "") -> Listing:
    """Build the page in a fixed number of queries."""
    rows = chosen(access, filters)
    members = members_seen(access).select_related("initiative").order_by("initiative__title", "pk")
    page = page_of(rows.prefetch_related(Prefetch("members", members)), order=ORDER, after=after, size=SIZE)
    ids = {member.initiative_id for row in page.rows for member in row.members.all()}
    systems = systems_of(access, ids)
    return Listing(
        cards=[_card(row, systems) for row in page.rows],
        systems=_systems(access, filters),
        commitments=_commitments(access, filters),
        member=Initiative.objects.seen_with(access).filter(pk__in=filters.member[:1]).first(),
        total=rows.order_by().count(),
        next_cursor=page.next_cursor,
        is_first=page.is_first,
    )


def systems_of(access: Access, initiatives: set[int]) -> dict[int, list[System]]:
    """By initiative: the systems that it touches in this portfolio, the main one first; one query."""
    found: dict[int, list[System]] = {}
    rows = touches(access).filter(placement__initiative__in=initiatives).select_related("system", "placement")
    for touch in rows.order_by("-is_main", "system__order", "system_id"):
        found.setdefault(touch.placement.initiative_id, []).append(touch.system)
    return found


def _card(row: Combination, systems: dict[int, list[System]]) -> Card:
    members = list(row.members.all())
    touched = {system.pk: system for member in members for system in systems.get(member.initiative_id, ())}
    return Card(row, members, sorted(touched.values(), key=lambda system: (system.order, system.pk)))


def _systems(access: Access, filters: Filters) -> list[Choice]:
    """Each system that a member touches, with how many combinations it would leave."""
    here = Placement.objects.live().filter(portfolio=access.portfolio).values("pk")
    members = _members(access, filters, "system").filter(initiative__placements__in=here)
    counts = _count(members, "initiative__placements__touches__system")
    return [
        Choice(row.pk, row.name, counts.get(row.pk, 0), row.pk in filters.system, row.icon, row.colour)
        for row in System.objects.filter(portfolio=access.portfolio)
        if row.pk in counts or row.pk in filters.system
    ]


def _commitments(access: Access, filters: Filters) -> list[Choice]:
    """Each commitment that a member serves, with how many combinations it would leave."""
    counts = _count(_members(access, filters, "commitment"), "initiative__services__commitment")
    rows = PolicyCommitment.objects.current().filter(portfolio=access.portfolio, pk__in={*counts, *filters.commitment})
    return [
        Choice(row.pk, row.title, counts.get(row.pk, 0), row.pk in filters.commitment)
        for row in rows[:MOST_COMMITMENTS]
    ]


def _members(access: Access, filters: Filters, without: str) -> Any:
    rows = chosen(access, filters, without=without).order_by().values("pk")
    return members_seen(access).filter(combination__in=rows).order_by()


def _count(members: Any, end: str) -> dict[int, int]:
    """By what stands at the end of the path: of how many combinations a member leads to it."""
    found = members.filter(**{f"{end}__isnull": False}).values_list(end).annotate(n=Count("combination", distinct=True))
    return dict(found)
