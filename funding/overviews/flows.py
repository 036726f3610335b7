"""Where money flows: from funders over vehicles to systems, in one currency, as much in as out of each vehicle."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, FilteredRelation, IntegerField, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from funding.models import Allocation, CapitalCommitment
from funding.overviews.outline import KEPT, ZERO, VehicleLine
from funding.overviews.window import EVERYTHING, Window
from funding.overviews.window_sums import AGREED_ON, lines_within
from funding.sums import exact
from initiatives.models import System
from stakeholders.access import Access
from stakeholders.models import Portfolio

NO_SYSTEM, PORTFOLIO_ITSELF, NOT_ALLOCATED, COMBINATIONS, LEARNING, BACKBONE, AHEAD_BEFORE, TAKEN_BACK = range(
    0, -8, -1
)
CAME_BACK, CARRIED, AHEAD = "back:0", "carried:0", "ahead:0"
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

    @property
    def committed(self) -> Decimal:
        return self._sum("committed")

    @property
    def pledged(self) -> Decimal:
        return self._sum("pledged")

    @property
    def drawn(self) -> Decimal:
        return self._sum("drawn")

    @property
    def flexible(self) -> Decimal:
        return self._sum("flexible")

    @property
    def allocated(self) -> Decimal:
        return self._sum("allocated")

    @property
    def planned(self) -> Decimal:
        return self._sum("planned")

    @property
    def paid(self) -> Decimal:
        return self._sum("paid")

    @property
    def returned(self) -> Decimal:
        return self._sum("returned")

    @property
    def flexible_percent(self) -> int:
        """Flexible share of what is committed, in whole percent; 0 when nothing is committed."""
        return round(self.flexible * 100 / self.pledged) if self.pledged else 0

    @property
    def below_floor(self) -> int:
        """How many points the flexible share is under its floor; 0 when it is not or there is none."""
        return max(0, (self.floor or 0) - self.flexible_percent) if self.committed else 0

    @property
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
    committed, funders = _from_funders(portfolio, own, window)
    gone = _to_systems(portfolio, own, window)
    coming, going = _besides(own)
    flows_in, flows_out = [*committed, *coming], [*gone, *going]
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
) -> tuple[list[Flow], dict[str, Named]]:
    rows = (
        CapitalCommitment.objects.filter(
            window.days("on"), vehicle__in=[line.pk for line in lines], status=CapitalCommitment.Status.COMMITTED
        )
        .values("funder", "funder__name", "vehicle")
        .annotate(total=Sum("amount"))
        .order_by("-total", "funder", "vehicle")
    )
    flows = [
        Flow(f"funder:{row['funder']}", f"vehicle:{row['vehicle']}", exact(row["total"], portfolio.currency))
        for row in rows
    ]
    names: dict[str, Named] = {f"funder:{row['funder']}": (row["funder__name"], 0) for row in rows}
    besides = {
        CAME_BACK: (_("Came back"), 0),
        CARRIED: (_("Free from before"), 0),
        AHEAD: (_("Set aside ahead"), 0),
    }
    return flows, {**names, **besides}


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
    ).annotate(system=system, kept=KEPT, day=AGREED_ON)


def _to_systems(portfolio: Portfolio, lines: tuple[VehicleLine, ...], window: Window) -> list[Flow]:
    """Agreed money by the main system of its initiative, or by what else it is for.

    A combination is an end of its own: its money is not shared out.
    """
    agreed = Allocation.objects.filter(vehicle__in=[line.pk for line in lines]).exclude(
        status=Allocation.Status.PLANNED
    )
    rows = (
        for_what(portfolio, agreed)
        .filter(window.days("day"))
        .values("vehicle", "system")
        .annotate(total=Sum("kept"))
        .order_by("vehicle", "-total", "system")
        .values_list("vehicle", "system", "total")
    )
    return [
        Flow(f"vehicle:{vehicle}", f"system:{system}", exact(total, portfolio.currency))
        for vehicle, system, total in rows
        if total
    ]


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
    }


def _nodes(flows: list[Flow], *, by: str, names: dict[str, Named]) -> tuple[Node, ...]:
    """Each end of the flows with its sum, largest first."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for flow in flows:
        sums[getattr(flow, by)] += flow.amount
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Node(key, names[key][0], amount, names[key][1]) for key, amount in ordered)
