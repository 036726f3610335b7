"""Tables in XLSX workbooks, read as a stream; formulas are never evaluated."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from portfolio_hub.lib.tabular.cells import as_text, unsafe
from portfolio_hub.lib.tabular.errors import EmptyFile, NotATable, TooLarge, UnknownSheet, too_many_columns
from portfolio_hub.lib.tabular.headers import guess_header_row, headers_of
from portfolio_hub.lib.tabular.source import Kind, Row, Sheet, Source, Table

_SAMPLE_ROWS = 30
_MAX_RATIO = 250
_RATIO_MATTERS_FROM = 20 * 1024 * 1024
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def sniff(source: Source) -> Source:
    """The sheets of a workbook and the one that most likely holds the table."""
    _refuse_bombs(source)
    sheets, samples = [], {}
    with _Opened(source, cached=True) as book:
        for sheet in book.worksheets:
            sample = [_texts(row) for row in _values(sheet, source, last=_SAMPLE_ROWS)]
            samples[sheet.title] = sample
            sheets.append(_measured(sheet, sample))
    if not sheets:
        raise NotATable(_("There is no sheet in this workbook."))
    best = max(sheets, key=lambda sheet: (not sheet.is_empty, sheet.rows * sheet.columns))
    if best.rows == 0:
        raise EmptyFile(_("Every sheet of this workbook is empty."))
    return replace(
        source, kind=Kind.XLSX, sheets=tuple(sheets), sheet=best.name, header_row=guess_header_row(samples[best.name])
    )


def _measured(sheet: Any, sample: list[list[str]]) -> Sheet:
    """The size a person would see: what the workbook states, but nothing when no cell is filled."""
    width = max((place for row in sample for place, cell in enumerate(row, 1) if cell.strip()), default=0)
    filled = sum(any(cell.strip() for cell in row) for row in sample)
    stated = sheet.max_row or len(sample)
    return Sheet(name=sheet.title, rows=filled if len(sample) < _SAMPLE_ROWS else stated, columns=width)


def read(source: Source) -> Table:
    """Headers and rows of the chosen sheet; a formula is its stored result, or its text if none is stored."""
    _refuse_bombs(source)
    rows = _sheet_rows(source)
    titles = next(islice(rows, source.header_row - 1, None), None)
    if titles is None or not any(title.strip() for title in titles):
        raise EmptyFile(
            _("Row %(number)s, where the column titles should be, is empty.") % {"number": source.header_row}
        )
    first = next(rows, [])
    while titles and not titles[-1].strip() and (len(first) < len(titles) or not first[len(titles) - 1].strip()):
        titles = titles[:-1]
    if len(titles) > source.limits.max_columns:
        raise too_many_columns(source.limits.max_columns)
    return Table(headers=headers_of(titles), rows=_rows(chain([first], rows), len(titles), source.header_row + 1))


def _rows(rows: Iterator[list[str]], width: int, number: int) -> Iterator[Row]:
    for place, cells in enumerate(rows, start=number):
        if any(cells):
            padded = tuple(cells[:width]) + ("",) * (width - len(cells))
            yield Row(number=place, cells=padded, surplus=tuple(cell for cell in cells[width:] if cell.strip()))


def _sheet_rows(source: Source) -> Iterator[list[str]]:
    with _Opened(source, cached=True) as results:
        if source.sheet not in results.sheetnames:
            raise UnknownSheet(_("There is no sheet “%(name)s” in this workbook.") % {"name": source.sheet})
        sheet = results[source.sheet]
        if not _has_formulas(source, sheet):
            yield from (_texts(row) for row in _values(sheet, source))
            return
        with _Opened(source, cached=False) as formulas:
            pairs = zip(_values(sheet, source), _values(formulas[source.sheet], source), strict=False)
            for values, texts in pairs:
                yield _texts([t if v is None else v for v, t in zip(values, texts, strict=False)])


def _values(sheet: Any, source: Source, last: int | None = None) -> Iterator[Sequence[object]]:
    try:
        yield from sheet.iter_rows(values_only=True, max_row=last, max_col=source.limits.max_columns + 1)
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError, zipfile.BadZipFile) as error:
        raise NotATable(_("The sheet “%(name)s” is damaged and cannot be read.") % {"name": sheet.title}) from error


def _texts(row: Sequence[object]) -> list[str]:
    texts = [as_text(value) for value in row]
    while texts and not texts[-1]:
        texts.pop()
    return [unsafe(text) if text[:1] == "'" else text for text in texts]


def _has_formulas(source: Source, sheet: Any) -> bool:
    """Whether the sheet's XML holds a formula element, so that the second pass is worth it."""
    with source.open() as stream, zipfile.ZipFile(stream) as archive, archive.open(sheet._worksheet_path) as part:
        tail = b""
        while chunk := part.read(1 << 20):
            if b"<f>" in tail + chunk or b"<f " in tail + chunk:
                return True
            tail = chunk[-2:]
    return False


class _Opened:
    """A workbook that is closed again, its damage told in a sentence."""

    def __init__(self, source: Source, *, cached: bool) -> None:
        self.source, self.cached = source, cached

    def __enter__(self) -> Workbook:
        with self.source.open() as stream:
            self.stream = io.BytesIO(stream.read())
        try:
            self.book: Workbook = load_workbook(self.stream, read_only=True, data_only=self.cached, keep_links=False)
        except (KeyError, ValueError, TypeError, AttributeError, OSError, SyntaxError, zipfile.BadZipFile) as error:
            raise NotATable(_("This workbook is damaged or protected and cannot be read.")) from error
        return self.book

    def __exit__(self, *exc: object) -> None:
        self.book.close()


def _refuse_bombs(source: Source) -> None:
    """Look at the archive before anything is unpacked: sizes, ratios, and XML that declares entities."""
    with source.open() as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except zipfile.BadZipFile as error:
            raise NotATable(_("This workbook is damaged and cannot be opened.")) from error
        with archive:
            parts = archive.infolist()
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise NotATable(_("This archive is not an Excel workbook. Save the table as .xlsx or CSV."))
            unpacked = sum(part.file_size for part in parts)
            packed = max(sum(part.compress_size for part in parts), 1)
            too_dense = unpacked > _RATIO_MATTERS_FROM and unpacked / packed > _MAX_RATIO
            if unpacked > source.limits.max_unpacked_bytes or too_dense:
                raise TooLarge(
                    _("Unpacked, this workbook has %(size)s MB, which is more than a workbook of its kind needs.")
                    % {"size": f"{unpacked / 1024 / 1024:,.0f}"}
                )
            _refuse_entities(archive, parts)


def _refuse_entities(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                if _DECLARATION.search(stream.read(4096)):
                    raise NotATable(
                        _("This workbook holds XML declarations that no workbook needs; it was not opened.")
                    )
