"""What a file is and how it is to be read: kind, encoding, delimiter, sheet, header row."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Self

Data = Path | bytes


class Kind(StrEnum):
    """The kinds of file that hold a table."""

    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"
    JSON = "json"
    JSON_LINES = "jsonl"
    IATI = "iati"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one file; over it the file is refused."""

    max_bytes: int = 50 * 1024 * 1024
    max_streamed_bytes: int = 200 * 1024 * 1024
    max_rows: int = 100_000
    max_columns: int = 1_000
    max_unpacked_bytes: int = 400 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, with its size as the workbook states it."""

    name: str
    rows: int
    columns: int

    @property
    def is_empty(self) -> bool:
        """A sheet with at most one column or one row holds no table."""
        return self.rows < 2 or self.columns < 2


@dataclass(frozen=True, slots=True)
class Source:
    """A file and how it is to be read; every guess can be replaced by `reading()`."""

    data: Data
    kind: Kind
    encoding: str = ""
    delimiter: str = ""
    sheets: tuple[Sheet, ...] = ()
    sheet: str = ""
    header_row: int = 1
    limits: Limits = field(default_factory=Limits)

    def reading(
        self,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        sheet: str | None = None,
        header_row: int | None = None,
    ) -> Self:
        """The same file, read in another way; what is None stays as it was."""
        changes: dict[str, Any] = {
            "encoding": encoding,
            "delimiter": delimiter,
            "sheet": sheet,
            "header_row": header_row,
        }
        return replace(self, **{name: value for name, value in changes.items() if value is not None})

    def open(self) -> BinaryIO:
        """The bytes of the file as a stream, to be closed by the caller."""
        return io.BytesIO(self.data) if isinstance(self.data, bytes) else self.data.open("rb")

    @property
    def numbers_rows(self) -> bool:
        """CSV and XLSX rows are numbered as a spreadsheet shows them, other records from 1."""
        return self.kind in (Kind.CSV, Kind.XLSX)


@dataclass(frozen=True, slots=True)
class Header:
    """A column's title: exactly as the file has it, and the trimmed, unique name it is known by."""

    exact: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as people see it, one text per header, and cells beyond the last header."""

    number: int
    cells: tuple[str, ...]
    surplus: tuple[str, ...] = ()
    is_short: bool = False


@dataclass(slots=True)
class Table:
    """Headers and a stream of rows that can be walked once."""

    headers: tuple[Header, ...]
    rows: Iterator[Row]

    @property
    def names(self) -> tuple[str, ...]:
        """The unique trimmed names of the columns, in order."""
        return tuple(header.name for header in self.headers)
