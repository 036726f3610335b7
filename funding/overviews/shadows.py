"""A vehicle and a trial of other rules, side by side on the same work."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from funding.models import Allocation, FundingVehicle
from funding.overviews.outline import ZERO
from funding.overviews.seen import Seen
from funding.sums import exact
from stakeholders.access import Access

Status = Allocation.Status


@dataclass(frozen=True)
class ComparedLine:
    """What both give to one initiative, combination or other end; planned money of the real one stands apart."""

    name: str
    url: str
    real: Decimal
    planned: Decimal
    trial: Decimal
    plans: tuple[Allocation, ...]

    @property
    def difference(self) -> Decimal:
        return self.trial - self.real


@dataclass(frozen=True)
class Comparison:
    """Both vehicles with their rules, and what each gives, largest difference first."""

    shadow: FundingVehicle
    beside: FundingVehicle
    lines: tuple[ComparedLine, ...]
    hidden_lines: int

    def _sum(self, name: str) -> Decimal:
        return exact(sum((getattr(line, name) for line in self.lines), ZERO), self.shadow.currency)

    @property
    def real(self) -> Decimal:
        return self._sum("real")

    @property
    def planned(self) -> Decimal:
        return self._sum("planned")

    @property
    def trial(self) -> Decimal:
        return self._sum("trial")

    @property
    def only_in_trial(self) -> int:
        """How many ends get something under the trial's rules, and nothing today."""
        return sum(1 for line in self.lines if line.trial and not line.real)

    @property
    def only_today(self) -> int:
        """How many ends get something today, and nothing under the trial's rules."""
        return sum(1 for line in self.lines if line.real and not line.trial)


def trials(access: Access) -> tuple[FundingVehicle, ...]:
    """Trials beside vehicles that the reader sees in detail."""
    rows = FundingVehicle.objects.trials_open_to(access)
    return tuple(rows.select_related("shadows", "portfolio"))


def comparison(access: Access, shadow: FundingVehicle) -> Comparison:
    """Read the rows of a trial and of the vehicle beside it; a fixed number of queries."""
    beside = shadow.shadows
    if beside is None:
        raise ValueError("A trial without a vehicle beside it can't be compared.")
    rows = list(
        Allocation.objects.filter(vehicle__in=(shadow, beside))
        .filter(~Q(status=Status.RETURNED) | Q(paid_total__gt=0))
        .select_related("initiative", "combination")
        .order_by("pk")
    )
    seen = Seen.of(access, rows)
    ends: dict[tuple[str, int], list[Allocation]] = {}
    for row in rows:
        ends.setdefault((row.target, row.initiative_id or row.combination_id or 0), []).append(row)
    lines = [_line(access, seen, group, shadow) for group in ends.values()]
    lines.sort(key=lambda line: (-abs(line.difference), line.name))
    hidden = sum(1 for group in ends.values() if not seen.knows(group[0]))
    return Comparison(shadow, beside, tuple(lines), hidden)


def _line(access: Access, seen: Seen, group: list[Allocation], shadow: FundingVehicle) -> ComparedLine:
    plans = tuple(row for row in group if row.vehicle_id == shadow.pk)
    today = [row for row in group if row.vehicle_id != shadow.pk]

    def added(amounts: Iterable[Decimal]) -> Decimal:
        return exact(sum(amounts, ZERO), shadow.currency)

    return ComparedLine(
        name=seen.name_of(group[0]),
        url=seen.address_of(group[0], access.portfolio.slug),
        real=added(kept(row) for row in today if row.status != Status.PLANNED),
        planned=added(row.amount for row in today if row.status == Status.PLANNED),
        trial=added(row.amount for row in plans),
        plans=plans if seen.knows(group[0]) else (),
    )


def kept(row: Allocation) -> Decimal:
    """What an agreed allocation holds: all of it, or what was paid before the rest was given back."""
    return row.paid_total if row.status == Status.RETURNED else row.amount
