"""Sums as files and programs write them: with as many decimals as the currency has."""

from decimal import Decimal
from functools import cache

from portfolio_hub.lib.formats import minor_digits


def exact(amount: Decimal, currency: str) -> Decimal:
    """The same sum with all decimals of its currency: 40000000.00 euros, 5 yen, 1.250 dinars.

    SQLite adds decimals as floats and leaves trailing digits away, so what was added up is brought back here.
    """
    return amount.quantize(_smallest(currency))


@cache
def _smallest(currency: str) -> Decimal:
    """The smallest sum of the currency: 0.01 euros, 1 yen."""
    return Decimal(1).scaleb(-minor_digits(currency))
