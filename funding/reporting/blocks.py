"""What a report's document is made of: plain data that a page, a PDF, a spreadsheet and a letter file all read."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from funding.sums import exact
from portfolio_hub.lib import formats

Block = dict[str, Any]
Cell = str | dict[str, str]


def paragraph(text: str) -> Block:
    """A paragraph."""
    return {"kind": "paragraph", "text": text}


def entry(title: str, text: str = "", meta: str = "") -> Block:
    """Something with a name, a line about it, and its words."""
    return {"kind": "entry", "title": title, "meta": meta, "text": text}


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Block:
    """A table; cells with a number stand to the right."""
    return {"kind": "table", "title": title, "columns": list(columns), "rows": [list(row) for row in rows]}


def amount(value: Decimal, currency: str) -> Cell:
    """A sum as it is read, and exactly as it is."""
    sum_ = exact(value, currency)
    return {"text": formats.money(sum_, currency, _language(), exact=True), "number": str(sum_), "unit": currency}


def quantity(value: Decimal, unit: str) -> Cell:
    """A measured value with its unit."""
    plain = value.normalize()
    places = max(0, -int(plain.as_tuple().exponent))
    return {"text": f"{formats.number(plain, _language(), places)} {unit}", "number": f"{plain:f}", "unit": unit}


def day(value: date) -> str:
    """A day as files and tables have it, the same in every language."""
    return value.isoformat()


def _language() -> str:
    return get_language() or "en"
