"""Vehicles in outline: each in sums of its own currency, read in one query."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, Subquery, Sum, Value, When

from funding.models import Allocation, CapitalCommitment, FundingVehicle
from funding.sums import exact
from stakeholders.access import Access

ZERO = Decimal(0)
MONEY = DecimalField(max_digits=21, decimal_places=3)
KEPT = Case(When(status=Allocation.Status.RETURNED, then=F("paid_total")), default=F("amount"), output_field=MONEY)
"""What an agreed allocation holds of its vehicle: all of it, or what was paid before the rest was given back."""
Status = CapitalCommitment.Status
COLUMNS = (
    "pk", "name", "instrument", "currency", "willing_to_learn", "committed_total", "drawn_total", "allocated_total",
    "paid_total", "returned_total", "flexible", "planned", "is_open",
)  # fmt: skip


@dataclass(frozen=True)
class VehicleLine:
    """One vehicle in sums; `flexible` is the part of what is `pledged` that may move freely.

    What is planned holds nothing back, and what came back can be set aside again. Where the sums are those of a
    period, `pledged` is what was committed by its last day, else all that is; `carried` is what was free when it
    began, below nothing where more was set aside than was there.
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
    pledged: Decimal
    carried: Decimal = ZERO

    @property
    def whole(self) -> Decimal:
        """All that can be set aside: what is committed, what came back, and what was carried into the period."""
        return self.committed + self.returned + self.carried

    @property
    def free(self) -> Decimal:
        return self.whole - self.allocated

    @property
    def is_mostly_flexible(self) -> bool:
        """Whether at least half of what is committed may move between initiatives."""
        return self.pledged > 0 and self.flexible * 2 >= self.pledged


def vehicle_lines(access: Access, only: FundingVehicle | None = None) -> tuple[VehicleLine, ...]:
    """All vehicles of the portfolio in sums (the outline), or `only` this one, which may be a shadow.

    `is_open` where this user may see the rows.
    """
    rows = FundingVehicle.objects.real().filter(portfolio=access.portfolio)
    if only is not None:
        rows = FundingVehicle.objects.filter(pk=only.pk)
    is_open = Exists(FundingVehicle.objects.seen_with(access).filter(pk=OuterRef("pk")))
    flexible = Sum(
        "commitments__amount",
        filter=Q(commitments__status=Status.COMMITTED, commitments__flexibility__in=CapitalCommitment.FLEXIBLE),
        default=Value(ZERO, output_field=MONEY),
    )
    plans = Allocation.objects.filter(vehicle=OuterRef("pk"), status=Allocation.Status.PLANNED).order_by()
    planned = Subquery(plans.values("vehicle").annotate(sum=Sum("amount")).values("sum"), output_field=MONEY)
    kinds = {value: str(label) for value, label in FundingVehicle.Instrument.choices}
    found = rows.annotate(flexible=flexible, planned=planned, is_open=is_open).order_by("order", "name", "pk")
    return tuple(
        VehicleLine(
            pk=row.pk,
            name=row.name,
            instrument=kinds[row.instrument],
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
            pledged=exact(row.committed_total, row.currency),
        )
        for row in found.values_list(*COLUMNS, named=True)
    )
