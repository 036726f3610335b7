"""Sums in another currency: only by the rate in force on their day, marked as converted, never without a rate.

Each row is converted for itself and rounded to the cents of the currency (half to even); a total adds up what was
rounded, so that the lines of a page make the sum below them. It differs from the sum rounded as a whole by at most
half a cent for each converted row.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from funding.models import ExchangeRate
from portfolio_hub.lib.formats import minor_digits
from stakeholders.models import Portfolio

DIGITS = 60
"""More digits than the largest sum times the longest rate has, so that nothing is rounded twice."""


@dataclass(frozen=True)
class Sum:
    """An amount on a day."""

    amount: Decimal
    currency: str
    on: date


@dataclass(frozen=True)
class Converted:
    """What a sum is worth in another currency; without a rate it is in that currency as it is."""

    given: Sum
    amount: Decimal
    currency: str
    rate: ExchangeRate | None = None


@dataclass(frozen=True)
class Total:
    """The sum of all that is, or could be converted into, one currency; what could not stands `apart`."""

    currency: str
    amount: Decimal
    parts: tuple[Converted, ...]
    apart: tuple[Sum, ...]

    @property
    def converted(self) -> tuple[Converted, ...]:
        """The parts that were given in other currencies."""
        return tuple(part for part in self.parts if part.rate is not None)

    @property
    def rates(self) -> tuple[ExchangeRate, ...]:
        """Each rate that was used, once."""
        return tuple({part.rate.pk: part.rate for part in self.parts if part.rate is not None}.values())

    @property
    def apart_sums(self) -> tuple[tuple[str, Decimal], ...]:
        """What stands apart, by currency."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for one in self.apart:
            sums[one.currency] += one.amount
        return tuple(sorted((code, rounded(amount, code)) for code, amount in sums.items()))


class Rates:
    """The rates that a portfolio keeps, read once."""

    def __init__(self, currency: str, rows: Iterable[ExchangeRate]) -> None:
        self.currency = currency
        self._rates: dict[str, list[ExchangeRate]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row.on):
            self._rates[row.currency].append(row)

    @classmethod
    def of(cls, portfolio: Portfolio) -> "Rates":
        """All rates of the portfolio, into its currency; one query."""
        return cls(portfolio.currency, ExchangeRate.objects.filter(portfolio=portfolio))

    def in_force(self, currency: str, on: date) -> ExchangeRate | None:
        """The newest rate that holds on the day, or None before the first one."""
        known = self._rates.get(currency, [])
        place = bisect_right(known, on, key=lambda row: row.on)
        return known[place - 1] if place else None

    def convert(self, given: Sum, on: date | None = None) -> Converted | None:
        """The sum in the portfolio's currency by the rate of its day, or of the day that is named; None without one."""
        if given.currency == self.currency:
            return Converted(given, given.amount, self.currency)
        rate = self.in_force(given.currency, on or given.on)
        if rate is None:
            return None
        with localcontext(prec=DIGITS):
            return Converted(given, rounded(given.amount * rate.rate, self.currency), self.currency, rate)

    def total(self, sums: Iterable[Sum], on: date | None = None) -> Total:
        """Add up what can be converted; the rest stands apart with its own currency."""
        parts, apart = [], []
        for given in sums:
            part = self.convert(given, on)
            if part is None:
                apart.append(given)
            else:
                parts.append(part)
        with localcontext(prec=DIGITS):
            amount = rounded(sum((part.amount for part in parts), Decimal(0)), self.currency)
        return Total(self.currency, amount, tuple(parts), tuple(apart))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount with as many decimals as the currency has, half to even."""
    with localcontext(prec=DIGITS):
        return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), rounding=ROUND_HALF_EVEN)
