"""Tables in text: CSV and its relatives, streamed record by record."""

import csv
import io
from collections.abc import Iterator
from itertools import chain, islice

from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.tabular.cells import unsafe
from portfolio_hub.lib.tabular.errors import EmptyFile, NotATable, WrongEncoding, too_many_columns
from portfolio_hub.lib.tabular.headers import headers_of
from portfolio_hub.lib.tabular.source import Row, Source, Table

# Python's own limit for one cell is 128 kB; descriptions with whole documents in them exist.
csv.field_size_limit(4 * 1024 * 1024)


def read(source: Source) -> Table:
    """Headers and rows of a CSV file; rows are numbered as a spreadsheet shows them."""
    records = _records(source)
    titles = next(islice(records, source.header_row - 1, None), None)
    if titles is None or not any(title.strip() for title in titles):
        raise EmptyFile(
            _("Row %(number)s, where the column titles should be, is empty.") % {"number": source.header_row}
        )
    first = next(records, [])
    titles = _without_empty_end(titles, first)
    if len(titles) > source.limits.max_columns:
        raise too_many_columns(source.limits.max_columns)
    return Table(headers=headers_of(titles), rows=_rows(chain([first], records), len(titles), source.header_row + 1))


def _without_empty_end(titles: list[str], first: list[str]) -> list[str]:
    """Spreadsheets export empty columns at the right; a blank title over a filled cell stays."""
    end = len(titles)
    while end and not titles[end - 1].strip() and (len(first) < end or not first[end - 1].strip()):
        end -= 1
    return titles[:end]


def _rows(records: Iterator[list[str]], width: int, number: int) -> Iterator[Row]:
    for place, record in enumerate(records, start=number):
        if not any(record):
            continue
        cells = [unsafe(cell) if cell[:1] == "'" else cell for cell in record]
        missing = width - len(cells)
        yield Row(
            number=place,
            cells=tuple(cells[:width]) if missing <= 0 else tuple(cells) + ("",) * missing,
            surplus=tuple(cell for cell in cells[width:] if cell.strip()),
            is_short=missing > 0,
        )


def _records(source: Source) -> Iterator[list[str]]:
    with io.TextIOWrapper(source.open(), encoding=source.encoding, newline="") as stream:
        try:
            if stream.read(1) != "\ufeff":
                stream.seek(0)
            yield from csv.reader(stream, delimiter=source.delimiter or ",")
        except UnicodeError as error:
            raise WrongEncoding(_("The file is not written in this encoding. Choose another one.")) from error
        except csv.Error as error:
            raise NotATable(_("The file cannot be cut into cells: %(error)s.") % {"error": error}) from error
