"""Money panels: what an initiative and a combination were set aside, each kind of money apart."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from funding.models import Allocation
from funding.overviews.outline import KEPT, MONEY, ZERO, VehicleLine, vehicle_lines
from funding.sums import exact
from initiatives.models import Combination, Initiative
from stakeholders.access import Access

PLANNED = Allocation.Status.PLANNED
Sums = dict[int, list[Decimal]]
"""Agreed, planned and paid by vehicle."""


@dataclass(frozen=True)
class InitiativeMoney:
    """What vehicles agreed on in one currency; `planned` and `paid` stand beside it, and are never added to it."""

    currency: str
    lines: tuple[tuple[VehicleLine, Decimal], ...]
    planned: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return sum((amount for _line, amount in self.lines), ZERO)

    @property
    def flexible(self) -> Decimal:
        """The part from vehicles of which at least half may move freely."""
        return sum((amount for line, amount in self.lines if line.is_mostly_flexible), ZERO)


@dataclass(frozen=True)
class CombinationMoney:
    """What was agreed for a combination as such: it is not shared out to its members."""

    combination: Combination
    sums: tuple[InitiativeMoney, ...]


def initiative_money(access: Access, initiative: Initiative) -> tuple[InitiativeMoney, ...]:
    """Money set aside for the initiative by the portfolio's vehicles, one entry for each currency."""
    return money_of(access, [initiative.pk])


def money_of(access: Access, initiatives: Collection[int]) -> tuple[InitiativeMoney, ...]:
    """Money set aside for several initiatives together, each once; one entry for each currency, never mixed."""
    return _sums(access, Allocation.objects.filter(initiative__in=initiatives))


def combination_money(access: Access, combination: Combination) -> tuple[InitiativeMoney, ...]:
    """Money set aside for the combination as such."""
    return _sums(access, Allocation.objects.filter(combination=combination))


def around_initiative(access: Access, initiative: Initiative) -> tuple[CombinationMoney, ...]:
    """Money of the combinations that the initiative is in and the reader sees, apart from its own."""
    seen = Combination.objects.seen_with(access).filter(members__initiative=initiative)
    found = list(seen.select_related("portfolio").distinct().order_by("name", "pk"))
    added = _added(Allocation.objects.filter(combination__in=found), access, of="combination")
    lines = vehicle_lines(access) if added else ()
    together = (CombinationMoney(one, _by_currency(access, added.get(one.pk, {}), lines)) for one in found)
    return tuple(one for one in together if one.sums)


def _sums(access: Access, rows: QuerySet[Allocation]) -> tuple[InitiativeMoney, ...]:
    sums = _added(rows, access, of="vehicle__portfolio").get(access.portfolio.pk)
    return _by_currency(access, sums, vehicle_lines(access)) if sums else ()


def _added(rows: QuerySet[Allocation], access: Access, *, of: str) -> dict[int, Sums]:
    """What is agreed, planned and paid by what it belongs to and by vehicle; one query."""
    found = (
        rows.filter(vehicle__portfolio=access.portfolio)
        .order_by()
        .values_list(of, "vehicle")
        .annotate(
            agreed=Sum(KEPT, filter=~Q(status=PLANNED), output_field=MONEY),
            planned=Sum("amount", filter=Q(status=PLANNED)),
            paid=Sum("paid_total"),
        )
    )
    added: dict[int, Sums] = {}
    for owner, vehicle, *amounts in found:
        if any(amounts):
            added.setdefault(owner, {})[vehicle] = [amount or ZERO for amount in amounts]
    return added


def _by_currency(access: Access, sums: Sums, known: tuple[VehicleLine, ...]) -> tuple[InitiativeMoney, ...]:
    """Gather the sums of vehicles by currency, the portfolio's own first."""
    lines = [line for line in known if line.pk in sums]
    currencies = sorted({line.currency for line in lines}, key=lambda code: (code != access.portfolio.currency, code))
    return tuple(_in_currency(code, [line for line in lines if line.currency == code], sums) for code in currencies)


def _in_currency(code: str, lines: list[VehicleLine], sums: Sums) -> InitiativeMoney:
    agreed = tuple((line, exact(sums[line.pk][0], code)) for line in lines if sums[line.pk][0])
    planned, paid = (exact(sum((sums[line.pk][at] for line in lines), ZERO), code) for at in (1, 2))
    return InitiativeMoney(code, agreed, planned=planned, paid=paid)
