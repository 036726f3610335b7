"""Reading and writing tables: CSV, XLSX, GeoJSON, JSON, JSON Lines and IATI; pure, streaming, formula-safe."""

from collections.abc import Iterator

from portfolio_hub.lib.tabular import documents, iati, text, workbook
from portfolio_hub.lib.tabular.errors import (
    EmptyFile,
    NotATable,
    TabularError,
    TooLarge,
    UnknownSheet,
    WrongEncoding,
    too_many_rows,
)
from portfolio_hub.lib.tabular.sniff import sniff
from portfolio_hub.lib.tabular.source import Header, Kind, Limits, Row, Sheet, Source, Table

__all__ = [
    "EmptyFile",
    "Header",
    "Kind",
    "Limits",
    "NotATable",
    "Row",
    "Sheet",
    "Source",
    "Table",
    "TabularError",
    "TooLarge",
    "UnknownSheet",
    "WrongEncoding",
    "read",
    "rows",
    "sniff",
]


def read(source: Source) -> Table:
    """Headers, and rows as a stream; more rows than allowed raise `TooLarge` when they are reached."""
    reader = {Kind.CSV: text.read, Kind.XLSX: workbook.read, Kind.IATI: iati.read}.get(source.kind, documents.read)
    table = reader(source)
    return Table(headers=table.headers, rows=_at_most(table.rows, source.limits.max_rows))


def rows(source: Source) -> Iterator[Row]:
    """Just the rows of a source."""
    return read(source).rows


def _at_most(stream: Iterator[Row], limit: int) -> Iterator[Row]:
    for count, row in enumerate(stream, start=1):
        if count > limit:
            raise too_many_rows(limit)
        yield row
