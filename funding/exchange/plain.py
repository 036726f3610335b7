"""What a file tells of, as plain values: read by the hundred thousand, and gone as soon as they are written.

Rows of models that were fetched together point at each other, and stay until the garbage collector looks for them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from itertools import starmap
from typing import Any, NamedTuple

from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Coalesce

from funding.models import Allocation, Disbursement
from initiatives.models import Participation, PlacementSystem
from portfolio_hub.lib.exports import FETCHED_AT_ONCE
from stakeholders.models import Portfolio

_RETURN = str(Disbursement.Kind.RETURN)
_PAYMENT = ("pk", "allocation", "kind", "amount", "on", "note")


class Money(NamedTuple):
    """An allocation; `awarded` is all of it, or what was paid before the rest was `given_back`."""

    pk: int
    initiative: int | None
    vehicle: int
    target: str
    combination: str | None
    purpose: str
    on: date
    awarded: Decimal
    paid: Decimal
    is_first: bool
    given_back: Decimal
    ended_on: date | None


class Payment(NamedTuple):
    """A payment, what came back, or what corrects one of them."""

    pk: int
    allocation: int
    kind: str
    amount: Decimal
    on: date
    note: str
    vehicle: int = 0
    combination: str | None = None

    @property
    def signed(self) -> Decimal:
        """What it adds to what was spent: what came back has a minus, a correction its own sign."""
        return -self.amount if self.kind == _RETURN else self.amount


class Party(NamedTuple):
    """An organisation."""

    pk: int
    name: str
    external_id: str
    sector: str


class Part(NamedTuple):
    """Who takes part in an initiative, as what."""

    pk: int
    role: str
    organisation: Party


def _money(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Allocations as `Reach.allocations` gives them, as values for `Money`."""
    return rows.annotate(
        day=Coalesce("agreed_on", "on"),
        awarded=Case(When(status=Allocation.Status.RETURNED, then="paid_total"), default="amount"),
        given_back=F("amount") - F("awarded"),
    ).values_list(
        "pk", "initiative", "vehicle", "target", "combination__name", "purpose", "day", "awarded", "paid_total",
        "is_first", "given_back", "ended_on",
    )  # fmt: skip


def every_money(rows: QuerySet[Any]) -> Iterator[Money]:
    """Allocations, however many."""
    return starmap(Money, _money(rows).iterator(FETCHED_AT_ONCE))


def every_payment(rows: QuerySet[Any]) -> Iterator[Payment]:
    """Payments, however many, with the vehicle and the combination of their allocation."""
    values = rows.values_list(*_PAYMENT, "allocation__vehicle", "allocation__combination__name")
    return starmap(Payment, values.iterator(FETCHED_AT_ONCE))


def money_of(rows: QuerySet[Any]) -> dict[int, list[Money]]:
    """Some allocations, by initiative."""
    found: dict[int, list[Money]] = defaultdict(list)
    for row in starmap(Money, _money(rows)):
        found[row.initiative or 0].append(row)
    return found


def payments_of(allocations: Collection[int]) -> dict[int, list[Payment]]:
    """By allocation: its payments, in the order in which they were written."""
    found: dict[int, list[Payment]] = defaultdict(list)
    rows = Disbursement.objects.filter(allocation__in=allocations).order_by("pk").values_list(*_PAYMENT)
    for row in starmap(Payment, rows):
        found[row.allocation].append(row)
    return found


def parts(initiatives: Collection[int]) -> dict[int, list[Part]]:
    """By initiative: who takes part in it today."""
    found: dict[int, list[Part]] = defaultdict(list)
    of = "organisation"
    rows = Participation.objects.live().filter(initiative__in=initiatives).order_by("role", "pk").values_list(
        "initiative", "pk", "role", of, f"{of}__name", f"{of}__external_id", f"{of}__sector"
    )  # fmt: skip
    for initiative, pk, role, *party in rows:
        found[initiative].append(Part(pk, role, Party(*party)))
    return found


def main_systems(portfolio: Portfolio, initiatives: Collection[int]) -> dict[int, set[tuple[int, str]]]:
    """By initiative: number and name of its main system in the portfolio's frame."""
    found: dict[int, set[tuple[int, str]]] = defaultdict(set)
    placed = portfolio.placements.live().filter(initiative__in=initiatives)
    rows = PlacementSystem.objects.filter(placement__in=placed.values("pk"), is_main=True)
    for initiative, pk, name in rows.order_by().values_list("placement__initiative", "system", "system__name"):
        found[initiative].add((pk, name))
    return found
