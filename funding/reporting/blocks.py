"""What a report's document is made of: plain data that a page, a PDF, a spreadsheet and a letter file all read."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from funding.sums import exact
from portfolio_hub.lib import dates, formats

Block = dict[str, Any]
Cell = str | dict[str, str]


def paragraph(text: str) -> Block:
    """A paragraph."""
    return {"kind": "paragraph", "text": text}


def entry(title: str, text: str = "", meta: str = "") -> Block:
    """Something with a name, a line about it, and its words."""
    return {"kind": "entry", "title": title, "meta": meta, "text": text}


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Block:
    """A table; cells with a number stand to the right. Columns in which nothing stands are left out."""
    lines = [list(row) for row in rows]
    kept = [place for place in range(len(columns)) if not lines or any(line[place] for line in lines)]
    return {
        "kind": "table",
        "title": title,
        "columns": [columns[place] for place in kept],
        "rows": [[line[place] for place in kept] for line in lines],
    }


def bars(title: str, columns: Sequence[str], rows: Iterable[tuple[str, Cell]]) -> Block:
    """Named numbers, drawn as bars against the largest; a file has them as a table."""
    lines = [(name, dict(cell)) for name, cell in rows if isinstance(cell, dict)]
    numbers = [max(Decimal(cell["number"]), Decimal()) for _name, cell in lines]
    most = max(numbers, default=Decimal()) or Decimal(1)
    for number, (_name, cell) in zip(numbers, lines, strict=True):
        cell["part"] = str(int(number * 1000 / most))
    return {"kind": "bars", "title": title, "columns": list(columns), "rows": [list(line) for line in lines]}


def figure(label: str, value: str, note: str = "") -> dict[str, str]:
    """One of the few numbers at the top, with a word about it where it needs one."""
    return {"label": label, "value": value, "note": note}


def amount(value: Decimal, currency: str) -> Cell:
    """A sum as it is read, and exactly as it is."""
    sum_ = exact(value, currency)
    return {"text": formats.money(sum_, currency, _language(), exact=True), "number": str(sum_), "unit": currency}


def quantity(value: Decimal, unit: str) -> Cell:
    """A measured value with its unit."""
    plain = value.normalize()
    places = max(0, -int(plain.as_tuple().exponent))
    return {
        "text": f"{formats.number(plain, _language(), places)} {unit}".strip(),
        "number": f"{plain:f}",
        "unit": unit,
    }


def count(value: int) -> Cell:
    """How many."""
    return {"text": formats.number(value, _language(), 0), "number": str(value), "unit": ""}


def on(value: date) -> Cell:
    """A day in a table: as it is read, and as it is."""
    return {"text": dates.day_full(value), "day": value.isoformat()}


def day(value: date) -> str:
    """A day within words."""
    return dates.day_full(value)


def said(cell: Cell) -> str:
    """A cell as it is read."""
    return cell["text"] if isinstance(cell, dict) else cell


def _language() -> str:
    return get_language() or "en"
