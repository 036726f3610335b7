"""Where money flows: from funders over vehicles to systems, in one currency, as much in as out of each vehicle."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, FilteredRelation, IntegerField, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from funding.models import Allocation, CapitalCommitment
from funding.overviews.outline import ZERO, VehicleLine
from funding.overviews.standing import NOTHING, came, changed, went
from funding.overviews.window import EVERYTHING, Window
from funding.overviews.window_sums import lines_within
from funding.sums import exact
from initiatives.models import System
from stakeholders.access import Access
from stakeholders.models import Portfolio

NO_SYSTEM, PORTFOLIO_ITSELF, NOT_ALLOCATED, COMBINATIONS, LEARNING, BACKBONE = range(0, -6, -1)
AHEAD_BEFORE, TAKEN_BACK, WITHDRAWN = range(-6, -9, -1)
WITHOUT_ROWS = (NOT_ALLOCATED, AHEAD_BEFORE, TAKEN_BACK, WITHDRAWN)
"""Ends that only keep the sums whole."""
CAME_BACK, CARRIED, AHEAD, GIVEN_BACK = "back:0", "carried:0", "ahead:0", "given:0"
ENDS = {
    Allocation.Target.PORTFOLIO: PORTFOLIO_ITSELF,
    Allocation.Target.COMBINATION: COMBINATIONS,
    Allocation.Target.LEARNING: LEARNING,
    Allocation.Target.BACKBONE: BACKBONE,
}
"""Where money goes that is not for an initiative."""
Named = tuple[str, int]
"""A name and a colour of the palette, 0 for none."""


class Flow(NamedTuple):
    """Money on its way from one node to another; nodes are `funder:7`, `back:0`, `vehicle:3`, `system:2`."""

    source: str
    target: str
    amount: Decimal


@dataclass(frozen=True)
class Node:
    """An end of flows; `colour` is a system's place in the palette, 0 for none."""

    key: str
    name: str
    amount: Decimal
    colour: int = 0


@dataclass(frozen=True)
class FunderOverview:
    """The funding page in the portfolio's currency; vehicles in other currencies stand apart in `others`.

    `floor` is the portfolio's, and there only when all of its money is shown.
    """

    currency: str
    vehicles: tuple[VehicleLine, ...]
    others: tuple[VehicleLine, ...]
    sources: tuple[Node, ...]
    systems: tuple[Node, ...]
    flows: tuple[Flow, ...]
    floor: int | None
    window: Window = field(default=EVERYTHING)

    def _sum(self, name: str) -> Decimal:
        return exact(sum((getattr(line, name) for line in self.vehicles), ZERO), self.currency)

    @property
    def funders(self) -> tuple[Node, ...]:
        """Organisations that money comes from, without what came back or was there before."""
        return tuple(node for node in self.sources if node.key.startswith("funder:"))

    @cached_property
    def committed(self) -> Decimal:
        return self._sum("committed")

    @cached_property
    def pledged(self) -> Decimal:
        return self._sum("pledged")

    @cached_property
    def drawn(self) -> Decimal:
        return self._sum("drawn")

    @cached_property
    def flexible(self) -> Decimal:
        return self._sum("flexible")

    @cached_property
    def allocated(self) -> Decimal:
        return self._sum("allocated")

    @cached_property
    def planned(self) -> Decimal:
        return self._sum("planned")

    @cached_property
    def paid(self) -> Decimal:
        return self._sum("paid")

    @cached_property
    def returned(self) -> Decimal:
        return self._sum("returned")

    @property
    def withdrawn(self) -> Decimal:
        """What was withdrawn in the period of promises that were made before it; `committed` is less by that."""
        return next((node.amount for node in self.systems if node.key == f"system:{WITHDRAWN}"), ZERO)

    @cached_property
    def flexible_percent(self) -> int:
        """Flexible share of what is committed, in whole percent; 0 when nothing is committed."""
        return round(self.flexible * 100 / self.pledged) if self.pledged else 0

    @property
    def below_floor(self) -> int:
        """How many points the flexible share is under its floor; 0 when it is not or there is none."""
        return max(0, (self.floor or 0) - self.flexible_percent) if self.committed else 0

    @cached_property
    def largest_vehicle(self) -> Decimal:
        """The scale of the bars."""
        return max((line.pledged for line in self.vehicles), default=ZERO)

    @cached_property
    def through(self) -> dict[str, Decimal]:
        """How much flows through each vehicle, by its node."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for flow in self.flows:
            if flow.target.startswith("vehicle:"):
                sums[flow.target] += flow.amount
        return dict(sums)


def funder_overview(
    access: Access, window: Window = EVERYTHING, known: tuple[VehicleLine, ...] | None = None
) -> FunderOverview:
    """Read the page in a fixed number of queries; `known` are the vehicles in outline, where they were read already."""
    portfolio = access.portfolio
    lines = lines_within(access, window, known)
    own = tuple(line for line in lines if line.currency == portfolio.currency)
    committed, withdrawn, funders = _from_funders(portfolio, own, window)
    given, given_back = _to_systems(portfolio, own, window)
    coming, going = _besides(own)
    flows_in, flows_out = [*committed, *given_back, *coming], [*given, *withdrawn, *going]
    return FunderOverview(
        currency=portfolio.currency,
        vehicles=own,
        others=tuple(line for line in lines if line.currency != portfolio.currency),
        sources=_nodes(flows_in, by="source", names=funders),
        systems=_nodes(flows_out, by="target", names=_system_names(portfolio)),
        flows=(*flows_in, *flows_out),
        floor=None if window.is_narrowed else portfolio.flexible_floor,
        window=window,
    )


def _besides(lines: tuple[VehicleLine, ...]) -> tuple[list[Flow], list[Flow]]:
    """What keeps the sums whole besides what was committed and set aside; what is below nothing flows the other way."""
    coming, going = [], []
    for line in lines:
        vehicle = f"vehicle:{line.pk}"
        for amount, source, target in (
            (line.carried, CARRIED, AHEAD_BEFORE),
            (line.returned, CAME_BACK, TAKEN_BACK),
            (-line.free, AHEAD, NOT_ALLOCATED),
        ):
            if amount > 0:
                coming.append(Flow(source, vehicle, amount))
            elif amount < 0:
                going.append(Flow(vehicle, f"system:{target}", -amount))
    return coming, going


def _from_funders(
    portfolio: Portfolio, lines: tuple[VehicleLine, ...], window: Window
) -> tuple[list[Flow], list[Flow], dict[str, Named]]:
    """What funders promised, and what they withdrew of what they had promised before the period."""
    new, old = came(window.first, window.last), went(window.first, window.last)
    rows = (
        CapitalCommitment.objects.filter(new | old, vehicle__in=[line.pk for line in lines])
        .values("funder", "funder__name", "vehicle")
        .annotate(total=Sum("amount", filter=new, default=NOTHING), gone=Sum("amount", filter=old, default=NOTHING))
        .order_by("-total", "funder", "vehicle")
        .values_list("funder", "funder__name", "vehicle", "total", "gone")
    )
    flows, withdrawn, names = [], [], {}
    for funder, name, vehicle, total, gone in rows:
        names[f"funder:{funder}"] = (name, 0)
        if total:
            flows.append(Flow(f"funder:{funder}", f"vehicle:{vehicle}", exact(total, portfolio.currency)))
        if gone:
            withdrawn.append(Flow(f"vehicle:{vehicle}", f"system:{WITHDRAWN}", exact(gone, portfolio.currency)))
    besides = {
        GIVEN_BACK: (_("Given back"), 0),
        CAME_BACK: (_("Came back"), 0),
        CARRIED: (_("Free from before"), 0),
        AHEAD: (_("Set aside ahead"), 0),
    }
    return flows, together(withdrawn), {**names, **besides}


def together(flows: Iterable[Flow]) -> list[Flow]:
    """One flow for each pair of ends."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for flow in flows:
        sums[flow.source, flow.target] += flow.amount
    return [Flow(source, target, amount) for (source, target), amount in sums.items()]


def for_what(portfolio: Portfolio, rows: Any) -> Any:
    """Allocations with the `system` that each is for: the main one of its initiative, or one of the other ends."""
    here = Q(initiative__placements__portfolio=portfolio, initiative__placements__until_on__isnull=True)
    system = Case(
        When(target=Allocation.Target.INITIATIVE, then=Coalesce("main__system", Value(NO_SYSTEM))),
        *(When(target=target, then=Value(end)) for target, end in ENDS.items()),
        output_field=IntegerField(),
    )
    placed = rows.annotate(placed=FilteredRelation("initiative__placements", condition=here))
    return placed.annotate(
        main=FilteredRelation("placed__touches", condition=Q(placed__touches__is_main=True))
    ).annotate(system=system)


def _to_systems(portfolio: Portfolio, lines: tuple[VehicleLine, ...], window: Window) -> tuple[list[Flow], list[Flow]]:
    """Agreed money by the main system of its initiative, or by what else it is for, and what was given back of money
    that had been agreed before the period.

    A combination is an end of its own: its money is not shared out.
    """
    given = Allocation.objects.filter(vehicle__in=[line.pk for line in lines])
    sums = {"total": Sum("kept")}
    if window.is_dated:
        sums = {
            "total": Sum("kept", filter=Q(kept__gt=0), default=NOTHING),
            "back": Sum("kept", filter=Q(kept__lt=0), default=NOTHING),
        }
    rows = (
        for_what(portfolio, changed(given, window.first, window.last))
        .values("vehicle", "system")
        .annotate(**sums)
        .order_by("vehicle", "-total", "system")
        .values_list("vehicle", "system", *sums)
    )
    flows, back = [], []
    for vehicle, system, total, *taken in rows:
        if total:
            flows.append(Flow(f"vehicle:{vehicle}", f"system:{system}", exact(total, portfolio.currency)))
        if any(taken):
            back.append(Flow(GIVEN_BACK, f"vehicle:{vehicle}", exact(-taken[0], portfolio.currency)))
    return flows, together(back)


def _system_names(portfolio: Portfolio) -> dict[str, Named]:
    systems = System.objects.filter(portfolio=portfolio).values_list("pk", "name", "colour")
    return {
        **{f"system:{pk}": (name, colour) for pk, name, colour in systems},
        f"system:{NO_SYSTEM}": (_("No system yet"), 0),
        f"system:{PORTFOLIO_ITSELF}": (_("The portfolio itself"), 0),
        f"system:{COMBINATIONS}": (_("Combinations"), 0),
        f"system:{LEARNING}": (_("Learning"), 0),
        f"system:{BACKBONE}": (_("Backbone work"), 0),
        f"system:{NOT_ALLOCATED}": (_("Not allocated yet"), 0),
        f"system:{AHEAD_BEFORE}": (_("Set aside before"), 0),
        f"system:{TAKEN_BACK}": (_("Returns put right"), 0),
        f"system:{WITHDRAWN}": (_("Promises withdrawn"), 0),
    }


def _nodes(flows: list[Flow], *, by: str, names: dict[str, Named]) -> tuple[Node, ...]:
    """Each end of the flows with its sum, largest first."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for flow in flows:
        sums[getattr(flow, by)] += flow.amount
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Node(key, names[key][0], amount, names[key][1]) for key, amount in ordered)
