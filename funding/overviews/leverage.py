"""Layers of money side by side: never added up as if they were alike, each currency for itself."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.models import CapitalCommitment, OutsideMoney
from funding.rates import Converted, Rates, Sum, Total, rounded
from initiatives.models import Combination, Initiative, System
from stakeholders.access import Access

OWN = "own"
SHOWN = 100
NOTES = {
    OWN: gettext_lazy("Committed to the vehicles of this portfolio."),
    "partners": gettext_lazy("What partners put into the same work from their own pockets."),
    "induced": gettext_lazy("What others began to spend, in part because of this work."),
    "context": gettext_lazy("What stands beside this work, whether it was there or not."),
}


@dataclass(frozen=True)
class Chosen:
    """Which entries the address asks for; empty means all."""

    layer: str = ""
    sureness: str = ""
    system: int | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Chosen":
        """Read the address; what makes no sense is left away."""
        system = query.get("system", "")
        return cls(
            layer=query["layer"] if query.get("layer") in OutsideMoney.Layer.values else "",
            sureness=query["sureness"] if query.get("sureness") in OutsideMoney.Sureness.values else "",
            system=int(system) if system.isdecimal() and len(system) < 19 else None,
        )

    def __bool__(self) -> bool:
        return bool(self.layer or self.sureness or self.system)

    def of(self, rows: QuerySet[OutsideMoney]) -> QuerySet[OutsideMoney]:
        """The entries that are asked for."""
        wanted = {"layer": self.layer, "sureness": self.sureness, "system": self.system}
        return rows.filter(**{name: value for name, value in wanted.items() if value})


@dataclass(frozen=True)
class Layer:
    """One layer: what is in it by currency, what that is worth by the rates of its days, and how sure it is."""

    key: str
    label: str
    note: str
    sums: tuple[tuple[str, Decimal], ...]
    total: Total
    count: int
    sureness: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class OutsideLine:
    """One entry, with what the reader may know of what it is about."""

    row: OutsideMoney
    about: tuple[str, ...]
    converted: Converted | None


@dataclass(frozen=True)
class Leverage:
    """All layers side by side, and the entries the address asks for."""

    layers: tuple[Layer, ...]
    lines: tuple[OutsideLine, ...]
    count: int
    has_more: bool
    systems: tuple[System, ...]


def leverage(access: Access, chosen: Chosen, *, in_full: bool = False) -> Leverage:
    """Read the page; a fixed number of queries. The layers always show all that the reader sees."""
    rates = Rates.of(access.portfolio)
    seen = OutsideMoney.objects.seen_with(access)
    rows = chosen.of(seen).select_related("initiative", "combination", "system", "organisation", "by")
    found = list(rows if in_full else rows[: SHOWN + 1])
    has_more = not in_full and len(found) > SHOWN
    found = found[:SHOWN] if has_more else found
    return Leverage(
        layers=layers(access, rates),
        lines=_lines(access, found, rates),
        count=rows.count() if has_more else len(found),
        has_more=has_more,
        systems=tuple(System.objects.filter(portfolio=access.portfolio)),
    )


def layers(access: Access, rates: Rates) -> tuple[Layer, ...]:
    """Own money, partners', induced and context; three queries."""
    sums: dict[str, list[Sum]] = defaultdict(list)
    sure: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    committed = CapitalCommitment.objects.real().filter(
        vehicle__portfolio=access.portfolio, status=CapitalCommitment.Status.COMMITTED
    )
    for amount, currency, on in committed.order_by().values_list("amount", "vehicle__currency", "on"):
        sums[OWN].append(Sum(amount, currency, on))
    rows = OutsideMoney.objects.seen_with(access).order_by()
    for layer, sureness, amount, currency, on in rows.values_list("layer", "sureness", "amount", "currency", "on"):
        sums[layer].append(Sum(amount, currency, on))
        sure[layer][sureness] += 1
    names = {OWN: _("Own money"), **{key: str(label) for key, label in OutsideMoney.Layer.choices}}
    return tuple(_layer(key, names[key], sums[key], sure[key], rates) for key in names)


def _layer(key: str, label: str, sums: list[Sum], sure: Mapping[str, int], rates: Rates) -> Layer:
    by_currency: dict[str, Decimal] = defaultdict(Decimal)
    for one in sums:
        by_currency[one.currency] += one.amount
    codes = sorted(by_currency, key=lambda code: (code != rates.currency, code))
    return Layer(
        key=key,
        label=label,
        note=str(NOTES[key]),
        sums=tuple((code, rounded(by_currency[code], code)) for code in codes),
        total=rates.total(sums),
        count=len(sums),
        sureness=tuple((str(name), sure[value]) for value, name in OutsideMoney.Sureness.choices if sure.get(value)),
    )


def _lines(access: Access, rows: list[OutsideMoney], rates: Rates) -> tuple[OutsideLine, ...]:
    initiatives = Initiative.objects.seen_with(access).filter(
        pk__in={row.initiative_id for row in rows if row.initiative_id}
    )
    combinations = Combination.objects.seen_with(access).filter(
        pk__in={row.combination_id for row in rows if row.combination_id}
    )
    known = set(initiatives.values_list("pk", flat=True))
    together = set(combinations.values_list("pk", flat=True))

    def about(row: OutsideMoney) -> tuple[str, ...]:
        named = (
            row.initiative if row.initiative_id in known else None,
            row.combination if row.combination_id in together else None,
            row.system,
        )
        return tuple(str(one) for one in named if one)

    return tuple(OutsideLine(row, about(row), rates.convert(Sum(row.amount, row.currency, row.on))) for row in rows)
