"""The initiatives on the map: one row for each, with what places and filters it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value

from initiatives.models import Answer, Challenge, Initiative, Placement, PlacementSystem, Stage, System
from initiatives.overviews.filters import NO_SYSTEM, apply
from portfolio_hub.overviews.map.choice import STAGES, MapFilters
from portfolio_hub.overviews.map.rose import CLOSED, EMBEDDED, EXPLORING, GROWING, TESTING
from stakeholders.access import Access
from stakeholders.models import Portfolio

RING_OF: dict[str, int] = {
    Stage.EMBEDDED: EMBEDDED, Stage.GROWING: GROWING, Stage.TESTING: TESTING, Stage.EXPLORING: EXPLORING,
    Stage.IDEA: EXPLORING, Stage.CLOSED: CLOSED,
}  # fmt: skip
COLUMNS = ("pk", "title", "stage", "is_paused")


@dataclass(frozen=True, slots=True)
class Node:
    """An initiative; `system` is the id of its main one, 0 where it has none; `fits` says whether it is chosen but
    for its system and its stage.
    """

    id: int
    title: str
    stage: str
    is_paused: bool
    system: int
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Wedge:
    """A system as a part of the rose; one that is only in a snapshot has a negative id."""

    id: int
    name: str
    icon: str
    colour: int


def wedges_of(portfolio: Portfolio) -> list[Wedge]:
    """The systems of a portfolio in their order."""
    rows = System.objects.filter(portfolio=portfolio).values_list("pk", "name", "icon", "colour")
    return [Wedge(*row) for row in rows]


def seen(access: Access, filters: MapFilters, *, now: datetime) -> QuerySet[Initiative]:
    """Everything the reader sees here, marked by whether the filters choose it, system and stage left aside."""
    plain = replace(filters.initiatives, system=(), stage=())
    rows: QuerySet[Initiative] = Initiative.objects.seen_with(access).order_by("pk")
    if not plain.are_set and not filters.portfolio and not filters.opened:
        return rows.annotate(fits=Value(True, output_field=BooleanField()))
    chosen = apply(Initiative.objects.filter(pk=OuterRef("pk")), plain, portfolio=access.portfolio, now=now)
    chosen = chosen.filter(*_levels(access, filters), *_of_group(access, filters))
    return rows.annotate(fits=Exists(chosen))


def chosen_by_database(rows: QuerySet[Initiative], access: Access, filters: MapFilters) -> QuerySet[Initiative]:
    """Those of the marked rows that all filters choose, where there are too many to sort them out here."""
    fitting: dict[str, Any] = {"fits": True}
    rows = rows.filter(**fitting)
    if stages := filters.initiatives.stage:
        rows = rows.filter(stage__in=stages)
    return rows.filter(_stands_in(access, filters.initiatives.system)) if filters.initiatives.system else rows


def _stands_in(access: Access, systems: tuple[int, ...]) -> Any:
    """The condition that the main system is one of these."""
    main = mains(access).filter(placement__initiative=OuterRef("pk"))
    chosen = Q(Exists(main.filter(system__in=systems)))
    return chosen | ~Q(Exists(main)) if NO_SYSTEM in systems else chosen


def mains(access: Access) -> QuerySet[PlacementSystem]:
    """The main systems of all that is placed here."""
    live = Placement.objects.live().filter(portfolio=access.portfolio).values("pk")
    return PlacementSystem.objects.filter(placement__in=live, is_main=True).order_by()


def _levels(access: Access, filters: MapFilters) -> list[Any]:
    """The condition that an initiative is placed in another portfolio too, one that the reader may see."""
    if not filters.portfolio:
        return []
    other = Portfolio.objects.visible_to(access.user).filter(slug=filters.portfolio).values("pk")
    there = Placement.objects.visible_to(access.user).filter(portfolio__in=other, initiative=OuterRef("pk"))
    return [Exists(there)]


def _of_group(access: Access, filters: MapFilters) -> list[Any]:
    """The condition that an initiative belongs to the opened group."""
    if filters.opened is None:
        return []
    by, number = filters.opened
    if by == "system":
        return [_stands_in(access, (number,))]
    if by == "place":
        return [Q(places=number) if number else Q(places__isnull=True)]
    seen_ones = Challenge.objects.seen_with(access).values("pk")
    answering = Answer.objects.filter(initiative=OuterRef("pk"), challenge__in=seen_ones)
    return [Exists(answering.filter(challenge=number)) if number else ~Exists(answering)]


def read(rows: QuerySet[Initiative], access: Access, within: QuerySet[Initiative] | None = None) -> list[Node]:
    """The marked rows as nodes, in the order of their ids; two queries. `within` bounds the second one."""
    touching = mains(access)
    if within is not None:
        touching = touching.filter(placement__initiative__in=within.values("pk"))
    main = dict(touching.values_list("placement__initiative", "system"))
    return [
        Node(pk, title, stage, is_paused, main.get(pk, NO_SYSTEM), bool(fits))
        for pk, title, stage, is_paused, fits in rows.values_list(*COLUMNS, "fits")
    ]


def is_chosen(node: Node, filters: MapFilters) -> bool:
    """Whether all filters choose the node."""
    systems, stages = filters.initiatives.system, filters.initiatives.stage
    return node.fits and (not systems or node.system in systems) and (not stages or node.stage in stages)


def counts(nodes: Iterable[Node], filters: MapFilters) -> tuple[dict[str, int], dict[str, int]]:
    """By system and by stage: how many there would be if only that were chosen in its group."""
    systems, stages = filters.initiatives.system, filters.initiatives.stage
    by_system: Counter[str] = Counter()
    by_stage: Counter[str] = Counter({str(stage.value): 0 for stage in STAGES})
    for node in nodes:
        if node.fits and (not stages or node.stage in stages):
            by_system[str(node.system)] += 1
        if node.fits and (not systems or node.system in systems):
            by_stage[node.stage] += 1
    return dict(by_system), dict(by_stage)
