"""The funding page: frozen facts, a fixed number of queries, no currency mixed with another."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    Case,
    DecimalField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from funding.models import Allocation, CapitalCommitment, FundingVehicle
from funding.sums import exact
from initiatives.models import System
from stakeholders.access import Access
from stakeholders.models import Portfolio

ZERO = Decimal(0)
MONEY = DecimalField(max_digits=21, decimal_places=3)
NO_SYSTEM, PORTFOLIO_ITSELF, NOT_ALLOCATED, COMBINATIONS, LEARNING, BACKBONE = 0, -1, -2, -3, -4, -5
CAME_BACK = "back:0"
KEPT = Case(When(status=Allocation.Status.RETURNED, then=F("paid_total")), default=F("amount"), output_field=MONEY)
"""What an agreed allocation holds of its vehicle: all of it, or what was paid before the rest was given back."""
ENDS = {
    Allocation.Target.PORTFOLIO: PORTFOLIO_ITSELF,
    Allocation.Target.COMBINATION: COMBINATIONS,
    Allocation.Target.LEARNING: LEARNING,
    Allocation.Target.BACKBONE: BACKBONE,
}
"""Where money goes that is not for an initiative."""
Status = CapitalCommitment.Status
Named = tuple[str, int]
"""A name and a colour of the palette, 0 for none."""


@dataclass(frozen=True)
class VehicleLine:
    """One vehicle in sums; `flexible` is the part of what is committed that may move freely.

    What is planned holds nothing back, and what came back can be set aside again.
    """

    pk: int
    name: str
    instrument: str
    currency: str
    committed: Decimal
    flexible: Decimal
    drawn: Decimal
    planned: Decimal
    allocated: Decimal
    paid: Decimal
    returned: Decimal
    willing_to_learn: str
    is_open: bool

    @property
    def whole(self) -> Decimal:
        """All that can be set aside: what is committed, and what came back."""
        return self.committed + self.returned

    @property
    def free(self) -> Decimal:
        return self.whole - self.allocated

    @property
    def is_mostly_flexible(self) -> bool:
        """Whether at least half of what is committed may move between initiatives."""
        return self.committed > 0 and self.flexible * 2 >= self.committed


@dataclass(frozen=True)
class Flow:
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
    """The funding page in the portfolio's currency; vehicles in other currencies stand apart in `others`."""

    currency: str
    vehicles: tuple[VehicleLine, ...]
    others: tuple[VehicleLine, ...]
    sources: tuple[Node, ...]
    systems: tuple[Node, ...]
    flows: tuple[Flow, ...]
    floor: int | None

    def _sum(self, name: str) -> Decimal:
        return exact(sum((getattr(line, name) for line in self.vehicles), ZERO), self.currency)

    @property
    def funders(self) -> tuple[Node, ...]:
        """Where money comes from, without what came back."""
        return tuple(node for node in self.sources if node.key != CAME_BACK)

    @property
    def committed(self) -> Decimal:
        return self._sum("committed")

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
        return round(self.flexible * 100 / self.committed) if self.committed else 0

    @property
    def below_floor(self) -> int:
        """How many points the flexible share is under its floor; 0 when it is not or there is none."""
        return max(0, (self.floor or 0) - self.flexible_percent) if self.committed else 0

    @property
    def largest_vehicle(self) -> Decimal:
        """The scale of the bars."""
        return max((line.committed for line in self.vehicles), default=ZERO)


def funder_overview(access: Access) -> FunderOverview:
    """Read the page in a fixed number of queries."""
    portfolio = access.portfolio
    lines = vehicle_lines(access)
    own = tuple(line for line in lines if line.currency == portfolio.currency)
    from_funders, funders = _from_funders(portfolio)
    from_funders += [_flow(CAME_BACK, line, line.returned) for line in own if line.returned]
    to_systems = _to_systems(portfolio, own)
    return FunderOverview(
        currency=portfolio.currency,
        vehicles=own,
        others=tuple(line for line in lines if line.currency != portfolio.currency),
        sources=_nodes(from_funders, by="source", names=funders),
        systems=_nodes(to_systems, by="target", names=_system_names(portfolio)),
        flows=(*from_funders, *to_systems),
        floor=portfolio.flexible_floor,
    )


def vehicle_lines(access: Access, only: FundingVehicle | None = None) -> tuple[VehicleLine, ...]:
    """All vehicles of the portfolio in sums (the outline), or `only` this one, which may be a shadow.

    `is_open` where this user may see the rows.
    """
    rows = FundingVehicle.objects.real().filter(portfolio=access.portfolio)
    if only is not None:
        rows = FundingVehicle.objects.filter(pk=only.pk)
    is_open = Exists(FundingVehicle.objects.visible_to(access.user).filter(pk=OuterRef("pk")))
    flexible = Sum(
        "commitments__amount",
        filter=Q(commitments__status=Status.COMMITTED, commitments__flexibility__in=CapitalCommitment.FLEXIBLE),
        default=Value(ZERO, output_field=MONEY),
    )
    plans = Allocation.objects.filter(vehicle=OuterRef("pk"), status=Allocation.Status.PLANNED).order_by()
    planned = Subquery(plans.values("vehicle").annotate(sum=Sum("amount")).values("sum"), output_field=MONEY)
    return tuple(
        VehicleLine(
            pk=row.pk,
            name=row.name,
            instrument=row.get_instrument_display(),
            currency=row.currency,
            committed=exact(row.committed_total, row.currency),
            flexible=exact(row.flexible, row.currency),
            drawn=exact(row.drawn_total, row.currency),
            planned=exact(row.planned or ZERO, row.currency),
            allocated=exact(row.allocated_total, row.currency),
            paid=exact(row.paid_total, row.currency),
            returned=exact(row.returned_total, row.currency),
            willing_to_learn=row.willing_to_learn,
            is_open=row.is_open,
        )
        for row in rows.annotate(flexible=flexible, planned=planned, is_open=is_open)
    )


def _flow(source: str, line: VehicleLine, amount: Decimal) -> Flow:
    """Money into a vehicle."""
    return Flow(source, f"vehicle:{line.pk}", exact(amount, line.currency))


def _from_funders(portfolio: Portfolio) -> tuple[list[Flow], dict[str, Named]]:
    rows = (
        CapitalCommitment.objects.filter(
            vehicle__portfolio=portfolio, vehicle__currency=portfolio.currency, status=Status.COMMITTED
        )
        .values("funder", "funder__name", "vehicle")
        .annotate(total=Sum("amount"))
        .order_by("-total", "funder", "vehicle")
    )
    flows = [
        Flow(f"funder:{row['funder']}", f"vehicle:{row['vehicle']}", exact(row["total"], portfolio.currency))
        for row in rows
    ]
    names = {f"funder:{row['funder']}": (row["funder__name"], 0) for row in rows}
    return flows, {**names, CAME_BACK: (_("Came back"), 0)}


def _to_systems(portfolio: Portfolio, lines: tuple[VehicleLine, ...]) -> list[Flow]:
    """Agreed money by the main system of its initiative, or by what else it is for.

    What is not allocated keeps the sums whole. A combination is an end of its own: its money is not shared out.
    """
    here = Q(initiative__placements__portfolio=portfolio, initiative__placements__until_on__isnull=True)
    system = Case(
        *(When(target=target, then=Value(end)) for target, end in ENDS.items()),
        default=Coalesce("main__system", Value(NO_SYSTEM)),
        output_field=IntegerField(),
    )
    rows = (
        Allocation.objects.filter(vehicle__in=[line.pk for line in lines])
        .exclude(status=Allocation.Status.PLANNED)
        .annotate(placed=FilteredRelation("initiative__placements", condition=here))
        .annotate(main=FilteredRelation("placed__touches", condition=Q(placed__touches__is_main=True)))
        .annotate(system=system, kept=KEPT)
        .values("vehicle", "system")
        .annotate(total=Sum("kept"))
        .order_by("vehicle", "-total", "system")
    )
    flows = [
        Flow(f"vehicle:{row['vehicle']}", f"system:{row['system']}", exact(row["total"], portfolio.currency))
        for row in rows
        if row["total"]
    ]
    return flows + [Flow(f"vehicle:{line.pk}", f"system:{NOT_ALLOCATED}", line.free) for line in lines if line.free]


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
    }


def _nodes(flows: list[Flow], *, by: str, names: dict[str, Named]) -> tuple[Node, ...]:
    """Each end of the flows with its sum, largest first."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for flow in flows:
        sums[getattr(flow, by)] += flow.amount
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Node(key, names[key][0], amount, names[key][1]) for key, amount in ordered)
