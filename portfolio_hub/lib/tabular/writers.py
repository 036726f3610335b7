"""Writing tables as streams: CSV, XLSX and JSON Lines, safe from formulas."""

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from portfolio_hub.lib.tabular.cells import safe

BOM = b"\xef\xbb\xbf"
_BATCH = 500
_CHUNK = 64 * 1024
_XLSX_CELL = 32_767
# A cell of written CSV that a spreadsheet might run; a plain negative number is not one.
_SUSPECT = re.compile(
    r"""(?:^|[,\n])"?'*(?:[=+@\t\r\n\uff1d\uff0b\uff0d\uff20]|-(?!\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?(?:[,\r\n]|$)))"""
)

_LONE_RETURN = re.compile(r"\r(?!\n)")
# Whatever else stands in a cell is written as its text, and that may be anybody's.
_HARMLESS = (int, float, Decimal, date, time, type(None))

Rows = Iterable[Sequence[object]]


def stream_csv(columns: Sequence[str], rows: Rows, *, bom: bool = True) -> Iterator[bytes]:
    """CSV in UTF-8, batch by batch; cells that begin like a formula get an apostrophe.

    Each batch is written plainly and only rewritten cell by cell when something in it looks like a formula.
    """
    if bom:
        yield BOM
    yield _csv_batch([columns])
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        yield _csv_batch(batch)


def _csv_batch(batch: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(batch)
    text = out.getvalue()
    if "\r" in text or _SUSPECT.search(text):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(
            [[cell if isinstance(cell, _HARMLESS) else _csv_text(str(cell)) for cell in row] for row in batch]
        )
        text = out.getvalue()
    return text.encode()


def _csv_text(text: str) -> str:
    """Safe text; a carriage return alone is not quoted, so it would end the row, and what follows begin a cell."""
    return _LONE_RETURN.sub("\n", safe(text))


def stream_xlsx(columns: Sequence[str], rows: Rows, *, sheet: str = "Data") -> Iterator[bytes]:
    """One sheet with a frozen header row; written to a temporary file, so memory stays small."""
    return stream_book([(sheet, columns, rows)])


def stream_book(sheets: Iterable[tuple[str, Sequence[str], Rows]]) -> Iterator[bytes]:
    """Several sheets, each with a name, titles and rows; names that sheets may not have are made to fit."""
    book, taken = Workbook(write_only=True), set[str]()
    for name, columns, rows in sheets:
        page = book.create_sheet(_sheet_name(name, taken))
        page.freeze_panes = "A2"
        page.append([_xlsx_value(column) for column in columns])
        for row in rows:
            page.append([_xlsx_value(value) for value in row])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that a sheet may have and no sheet of the book has yet."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip("'")[:31] or "Data"
    names = (plain, *(f"{plain[:27]} {number}" for number in range(2, 1000)))
    free = next(one for one in names if one.lower() not in taken)
    taken.add(free.lower())
    return free


def _xlsx_value(value: object) -> object:
    """What a cell can hold: text without control characters, moments without a zone (XLSX knows none)."""
    match value:
        case str():
            return safe(ILLEGAL_CHARACTERS_RE.sub("", value)[: _XLSX_CELL - 1])
        case datetime() if value.tzinfo is not None:
            return value.replace(tzinfo=None)
        case list() | tuple() | dict():
            return safe(json.dumps(value, ensure_ascii=False, default=str)[: _XLSX_CELL - 1])
        case _:
            return value


def stream_json_lines(columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """One JSON object per line; numbers stay numbers, dates are ISO texts, decimals are exact texts."""
    remaining = iter(rows)
    encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
    while batch := list(islice(remaining, _BATCH)):
        yield "".join([encode(dict(zip(columns, row, strict=True))) + "\n" for row in batch]).encode()
