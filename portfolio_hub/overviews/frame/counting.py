"""Counts of the frame, all in one statement that joins each initiative with its members once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import connection
from django.db.models import Case, DecimalField, F, Sum, When
from django.utils import timezone

from funding.models import Allocation
from initiatives.models import Initiative
from portfolio_hub.overviews.frame.axes import Axis, Scope
from portfolio_hub.overviews.frame.base import Sql, sql_of
from portfolio_hub.overviews.frame.choice import LEARNING, MONEY
from sensemaking.models import LogTally
from sensemaking.periods import Period

AMOUNT = DecimalField(max_digits=18, decimal_places=2)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Count:
    """Initiatives, and the money set aside for them or the logs written about them."""

    many: int = 0
    amount: Decimal | int = 0


NOTHING = Count()


@dataclass(frozen=True, slots=True)
class Counts:
    """By pair of keys; `shown` counts what stands in any cell once, `all` also what stands in none."""

    cells: dict[tuple[str, str], Count] = field(default_factory=dict)
    shown: Count = NOTHING
    all: Count = NOTHING

    def at(self, row: str, column: str = "") -> Count:
        return self.cells.get((row, column), NOTHING)


class Ask(Enum):
    """What a statement counts: the cells, what stands in them once, or both."""

    CELLS = (True, False)
    ONCE = (False, True)
    BOTH = (True, True)


def count(scope: Scope, axes: Sequence[Axis], *, show: str, with_closed: bool, ask: Ask = Ask.BOTH) -> Counts:
    """Count where members of two axes meet, or the members of one axis alone."""
    base = Initiative.objects.seen_with(scope.access)
    parts = {"base(id, stage)": sql_of((base if with_closed else base.active()).values_list("id", "stage"))}
    names = ("r", "c")[: len(axes)]
    for name, axis in zip(names, axes, strict=True):
        parts[f"{name}(id, key)"] = axis.pairs(scope)
    beside, amount = "", "0"
    if (amounts := _amounts(scope, show)) is not None:
        parts["m(id, amount)"] = amounts
        beside, amount = "LEFT JOIN m ON m.id = base.id", "SUM(m.amount)"
    cells, once = ask.value
    counted = _cells(names, amount, beside) * cells + _once(names, amount, beside) * once
    statement = (
        f"WITH {', '.join(f'{name} AS ({sql})' for name, (sql, _params) in parts.items())} "
        f"{' UNION ALL '.join(counted)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for _sql, params in parts.values() for value in params])
        return _read(cursor.fetchall(), show)


def _cells(names: Sequence[str], amount: str, beside: str) -> list[str]:
    keys = ", ".join(f"{name}.key" for name in names)
    as_text = ", ".join(f"CAST({name}.key AS varchar(20))" for name in names)
    meet = " ".join(f"JOIN {name} ON {name}.id = base.id" for name in names)
    return [f"SELECT 'cell', COUNT(*), {amount}, {as_text} FROM base {meet} {beside} GROUP BY {keys}"]


def _once(names: Sequence[str], amount: str, beside: str) -> list[str]:
    blanks = ", ".join("''" for _name in names)
    within = " AND ".join(f"base.id IN (SELECT id FROM {name})" for name in names)
    return [
        f"SELECT 'shown', COUNT(*), {amount}, {blanks} FROM base {beside} WHERE {within}",
        f"SELECT 'all', COUNT(*), {amount}, {blanks} FROM base {beside}",
    ]


def _read(found: Iterable[tuple[Any, ...]], show: str) -> Counts:
    """Sums to the cent: SQLite adds decimals as floats."""

    def exact(amount: Any) -> Decimal | int:
        return Decimal(str(amount or 0)).quantize(CENT) if show == MONEY else int(amount or 0)

    cells: dict[tuple[str, str], Count] = {}
    whole: dict[str, Count] = {}
    for kind, many, amount, *key in found:
        counted = Count(many, exact(amount))
        if kind == "cell":
            cells[key[0], key[1] if len(key) > 1 else ""] = counted
        else:
            whole[kind] = counted
    return Counts(cells, whole.get("shown", NOTHING), whole.get("all", NOTHING))


def _amounts(scope: Scope, show: str) -> Sql | None:
    """By initiative, summed before anything is joined, so that nothing is multiplied."""
    if show == MONEY:
        kept = Case(When(status=Allocation.Status.RETURNED, then=F("paid_total")), default=F("amount"),
                    output_field=AMOUNT)  # fmt: skip
        rows = Allocation.objects.filter(
            vehicle__portfolio=scope.portfolio, vehicle__currency=scope.portfolio.currency, initiative__isnull=False
        ).exclude(status=Allocation.Status.PLANNED)
        summed = rows.order_by().values("initiative_id").annotate(kept=Sum(kept))
        return sql_of(summed.values_list("initiative_id", "kept"))
    if show == LEARNING:
        quarter = last_quarter()
        tallies = LogTally.objects.filter(
            portfolio=scope.portfolio, month__gte=quarter.from_on, month__lt=quarter.to_on, initiative__isnull=False
        )
        logs = tallies.order_by().values("initiative_id").annotate(logs=Sum("count"))
        return sql_of(logs.values_list("initiative_id", "logs"))
    return None


def last_quarter() -> Period:
    """The last quarter that is over."""
    return Period.around(timezone.localdate(), "quarter").before()
