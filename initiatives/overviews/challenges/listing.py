"""The list of challenges: one page of it, and how many there are of each state, system and place."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise

from initiatives.models import Answer, Challenge, Framing, Initiative, System
from initiatives.overviews.challenges.filters import Filters, chosen
from portfolio_hub.lib.keyset import Page, page_of
from stakeholders.access import Access
from stakeholders.models import Place

SIZE = 30
ORDER = ("-created_at", "-id")
MOST_PLACES = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter, and how many challenges it would show."""

    value: Any
    label: str | Promise
    count: int
    is_on: bool
    icon: str = ""
    colour: int = 0


@dataclass(frozen=True)
class Facets:
    """The counts beside the filters."""

    status: list[Choice] = field(default_factory=list)
    system: list[Choice] = field(default_factory=list)
    place: list[Choice] = field(default_factory=list)


def listing(access: Access, filters: Filters, *, after: str = "") -> Page[Challenge]:
    """One page of the list, the newest first, with its counts."""
    rows = counted(chosen(access, filters), access).select_related("organisation", "merged_into")
    return page_of(rows.prefetch_related("systems").defer("search"), order=ORDER, after=after, size=SIZE)


def counted(rows: Any, access: Access) -> QuerySet[Challenge]:
    """The rows with how many framings stand side by side and how many initiatives answer that the reader may see."""
    seen = Initiative.objects.seen_with(access).values("pk")
    return rows.annotate(
        framing_count=_count(Framing.objects.all()), answer_count=_count(Answer.objects.filter(initiative__in=seen))
    )


def _count(rows: Any) -> Coalesce:
    mine = rows.filter(challenge=OuterRef("pk")).order_by().values("challenge")
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)


def facets(access: Access, filters: Filters) -> Facets:
    """Count each filter's choices with the other filters as they are, in four queries."""
    rows = chosen(access, filters, without="status").order_by()
    by_status = dict(rows.values_list("status").annotate(n=Count("pk")))
    status = [
        Choice(value, label, by_status.get(value, 0), value in filters.status)
        for value, label in Challenge.Status.choices
        if by_status.get(value) or value in filters.status
    ]
    by_system = _related(access, filters, "system", "systems")
    system = [
        Choice(row.pk, row.name, by_system.get(row.pk, 0), row.pk in filters.system, row.icon, row.colour)
        for row in System.objects.filter(portfolio=access.portfolio)
    ]
    by_place = _related(access, filters, "place", "places")
    places = Place.objects.listed_in(access.portfolio).filter(pk__in={*by_place, *filters.place}).order_by("name", "pk")
    place = [Choice(row.pk, row.name, by_place.get(row.pk, 0), row.pk in filters.place) for row in places[:MOST_PLACES]]
    return Facets(status, system, place)


def _related(access: Access, filters: Filters, name: str, relation: str) -> dict[int, int]:
    rows = chosen(access, filters, without=name).values("pk")
    through: Any = getattr(Challenge, relation).through
    found = through.objects.filter(challenge__in=rows).order_by()
    return dict(found.values_list(f"{name}_id").annotate(n=Count("pk")))
