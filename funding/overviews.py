"""What the funding pages show: frozen facts, a fixed number of queries, no currency mixed with another."""

from collections import defaultdict
from collections.abc import Collection
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
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle
from initiatives.models import Initiative, System
from stakeholders.access import Access
from stakeholders.models import Portfolio

ZERO, CENT = Decimal(0), Decimal("0.01")
MONEY = DecimalField(max_digits=18, decimal_places=2)
NEWEST_ALLOCATIONS, NEWEST_PAYMENTS = 50, 12
NO_SYSTEM, PORTFOLIO_ITSELF, NOT_ALLOCATED = 0, -1, -2
Status = CapitalCommitment.Status
Named = tuple[str, int]
"""A name and a colour of the palette, 0 for none."""


@dataclass(frozen=True)
class VehicleLine:
    """One vehicle in sums; `flexible` is the part of what is committed that may move freely."""

    pk: int
    name: str
    instrument: str
    currency: str
    committed: Decimal
    flexible: Decimal
    drawn: Decimal
    allocated: Decimal
    paid: Decimal
    returned: Decimal
    willing_to_learn: str
    is_open: bool

    @property
    def free(self) -> Decimal:
        return self.committed + self.returned - self.allocated

    @property
    def is_mostly_flexible(self) -> bool:
        """Whether at least half of what is committed may move between initiatives."""
        return self.committed > 0 and self.flexible * 2 >= self.committed


@dataclass(frozen=True)
class Flow:
    """Money on its way from one node to another; nodes are `funder:7`, `vehicle:3`, `system:2`."""

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
    funders: tuple[Node, ...]
    systems: tuple[Node, ...]
    flows: tuple[Flow, ...]
    floor: int | None

    def _sum(self, name: str) -> Decimal:
        return sum((getattr(line, name) for line in self.vehicles), ZERO)

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
    def paid(self) -> Decimal:
        return self._sum("paid")

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
    to_systems = _to_systems(portfolio, own)
    return FunderOverview(
        currency=portfolio.currency,
        vehicles=own,
        others=tuple(line for line in lines if line.currency != portfolio.currency),
        funders=_nodes(from_funders, by="source", names=funders),
        systems=_nodes(to_systems, by="target", names=_system_names(portfolio)),
        flows=(*from_funders, *to_systems),
        floor=portfolio.flexible_floor,
    )


def vehicle_lines(access: Access) -> tuple[VehicleLine, ...]:
    """All vehicles of the portfolio in sums (the outline); `is_open` where this user may see the rows."""
    rows = FundingVehicle.objects.filter(portfolio=access.portfolio)
    is_open = Exists(FundingVehicle.objects.visible_to(access.user).filter(pk=OuterRef("pk")))
    flexible = Sum(
        "commitments__amount",
        filter=Q(commitments__status=Status.COMMITTED, commitments__flexibility__in=CapitalCommitment.FLEXIBLE),
        default=Value(ZERO, output_field=MONEY),
    )
    return tuple(
        VehicleLine(
            pk=row.pk,
            name=row.name,
            instrument=row.get_instrument_display(),
            currency=row.currency,
            committed=row.committed_total,
            flexible=row.flexible,
            drawn=row.drawn_total,
            allocated=row.allocated_total,
            paid=row.paid_total,
            returned=row.returned_total,
            willing_to_learn=row.willing_to_learn,
            is_open=row.is_open,
        )
        for row in rows.annotate(flexible=flexible, is_open=is_open)
    )


def _flow(source: str, target: str, amount: Decimal) -> Flow:
    """A flow to the cent: SQLite adds decimals as floats and leaves the cents of whole sums away."""
    return Flow(source, target, amount.quantize(CENT))


def _from_funders(portfolio: Portfolio) -> tuple[list[Flow], dict[str, Named]]:
    rows = (
        CapitalCommitment.objects.filter(
            vehicle__portfolio=portfolio, vehicle__currency=portfolio.currency, status=Status.COMMITTED
        )
        .values("funder", "funder__name", "vehicle")
        .annotate(total=Sum("amount"))
        .order_by("-total", "funder", "vehicle")
    )
    flows = [_flow(f"funder:{row['funder']}", f"vehicle:{row['vehicle']}", row["total"]) for row in rows]
    return flows, {f"funder:{row['funder']}": (row["funder__name"], 0) for row in rows}


def _to_systems(portfolio: Portfolio, lines: tuple[VehicleLine, ...]) -> list[Flow]:
    """Allocated money by the main system of its initiative; what is not allocated keeps the sums whole."""
    here = Q(initiative__placements__portfolio=portfolio, initiative__placements__until_on__isnull=True)
    system = Case(
        When(initiative__isnull=True, then=Value(PORTFOLIO_ITSELF)),
        default=Coalesce("main__system", Value(NO_SYSTEM)),
        output_field=IntegerField(),
    )
    kept = Case(When(status=Allocation.Status.RETURNED, then=F("paid_total")), default=F("amount"), output_field=MONEY)
    rows = (
        Allocation.objects.filter(vehicle__in=[line.pk for line in lines])
        .exclude(status=Allocation.Status.PLANNED)
        .annotate(placed=FilteredRelation("initiative__placements", condition=here))
        .annotate(main=FilteredRelation("placed__touches", condition=Q(placed__touches__is_main=True)))
        .annotate(system=system, kept=kept)
        .values("vehicle", "system")
        .annotate(total=Sum("kept"))
        .order_by("vehicle", "-total", "system")
    )
    flows = [
        _flow(f"vehicle:{row['vehicle']}", f"system:{row['system']}", row["total"]) for row in rows if row["total"]
    ]
    return flows + [_flow(f"vehicle:{line.pk}", f"system:{NOT_ALLOCATED}", line.free) for line in lines if line.free]


def _system_names(portfolio: Portfolio) -> dict[str, Named]:
    systems = System.objects.filter(portfolio=portfolio).values_list("pk", "name", "colour")
    return {
        **{f"system:{pk}": (name, colour) for pk, name, colour in systems},
        f"system:{NO_SYSTEM}": (_("No system yet"), 0),
        f"system:{PORTFOLIO_ITSELF}": (_("The portfolio itself"), 0),
        f"system:{NOT_ALLOCATED}": (_("Not allocated yet"), 0),
    }


def _nodes(flows: list[Flow], *, by: str, names: dict[str, Named]) -> tuple[Node, ...]:
    """Each end of the flows with its sum, largest first."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for flow in flows:
        sums[getattr(flow, by)] += flow.amount
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Node(key, names[key][0], amount, names[key][1]) for key, amount in ordered)


@dataclass(frozen=True)
class InitiativeMoney:
    """What vehicles set aside for one initiative, in one currency."""

    currency: str
    lines: tuple[tuple[VehicleLine, Decimal], ...]

    @property
    def total(self) -> Decimal:
        return sum((amount for _line, amount in self.lines), ZERO)

    @property
    def flexible(self) -> Decimal:
        """The part from vehicles of which at least half may move freely."""
        return sum((amount for line, amount in self.lines if line.is_mostly_flexible), ZERO)


def initiative_money(access: Access, initiative: Initiative) -> tuple[InitiativeMoney, ...]:
    """Money set aside for the initiative by the portfolio's vehicles, one entry for each currency."""
    return money_of(access, [initiative.pk])


def money_of(access: Access, initiatives: Collection[int]) -> tuple[InitiativeMoney, ...]:
    """Money set aside for several initiatives together, each once; one entry for each currency, never mixed."""
    kept = Case(When(status=Allocation.Status.RETURNED, then=F("paid_total")), default=F("amount"), output_field=MONEY)
    rows = (
        Allocation.objects.filter(initiative__in=initiatives, vehicle__portfolio=access.portfolio)
        .annotate(kept=kept)
        .values_list("vehicle")
        .annotate(total=Sum("kept"))
    )
    sums = {vehicle: total for vehicle, total in rows if total}
    lines = [(line, sums[line.pk]) for line in vehicle_lines(access) if line.pk in sums] if sums else []
    currencies = sorted({line.currency for line, _amount in lines}, key=lambda code: code != access.portfolio.currency)
    return tuple(
        InitiativeMoney(code, tuple((line, amount) for line, amount in lines if line.currency == code))
        for code in currencies
    )


@dataclass(frozen=True)
class VehiclePage:
    """One vehicle with its rows, newest allocation first; initiatives the viewer may not see have no title."""

    vehicle: FundingVehicle
    line: VehicleLine
    commitments: tuple[CapitalCommitment, ...]
    drawdowns: tuple[Drawdown, ...]
    allocations: tuple[Allocation, ...]
    payments: tuple[Disbursement, ...]
    seen: frozenset[int]
    has_more: bool

    def name_of(self, allocation: Allocation) -> str:
        """What the money is for, as far as the viewer may know."""
        if allocation.initiative is None:
            return _("The portfolio as such")
        if allocation.initiative_id in self.seen:
            return allocation.initiative.title
        return _("An initiative that is not released to you")


def vehicle_page(access: Access, vehicle: FundingVehicle, *, in_full: bool = False) -> VehiclePage:
    """Read a vehicle's page: its newest allocations and payments, or with `in_full` all of them."""
    rows = vehicle.allocations.select_related("initiative").order_by("-on", "-pk")
    allocations = tuple(rows if in_full else rows[: NEWEST_ALLOCATIONS + 1])
    has_more = not in_full and len(allocations) > NEWEST_ALLOCATIONS
    drawdowns = Drawdown.objects.filter(commitment__vehicle=vehicle).select_related("commitment__funder")
    payments = Disbursement.objects.filter(allocation__vehicle=vehicle).select_related("allocation__initiative")
    shown = None if in_full else NEWEST_PAYMENTS
    paid_in, paid_out = tuple(drawdowns[:shown]), tuple(payments[:shown])
    shown_rows = (*allocations, *(payment.allocation for payment in paid_out))
    named = {row.initiative_id for row in shown_rows if row.initiative_id}
    seen = Initiative.objects.seen_with(access).filter(pk__in=named).values_list("pk", flat=True)
    return VehiclePage(
        vehicle=vehicle,
        line=next(line for line in vehicle_lines(access) if line.pk == vehicle.pk),
        commitments=tuple(vehicle.commitments.select_related("funder")),
        drawdowns=paid_in,
        allocations=allocations[:NEWEST_ALLOCATIONS] if has_more else allocations,
        payments=paid_out,
        seen=frozenset(seen),
        has_more=has_more,
    )
