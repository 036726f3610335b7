"""Find out what a file is: its kind, encoding, delimiter, sheets and header row."""

import csv
import io
import re
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.tabular import documents, encodings, iati, workbook
from portfolio_hub.lib.tabular.errors import EmptyFile, NotATable, too_many_bytes
from portfolio_hub.lib.tabular.headers import guess_header_row
from portfolio_hub.lib.tabular.source import Data, Kind, Limits, Source

DELIMITERS = (",", ";", "\t", "|")
_HEAD = 65_536
_MARKUP = re.compile(r"<[!?a-z]")
_ACTIVITIES = re.compile(r"^\s*<[^>]*(?:>[^<]*<[^>]*)*?iati-activities[\s>/]")
_BEFORE_XML = b" \t\r\n\xef\xbb\xbf"
_SAMPLE_ROWS = 30
# First bytes of files that people take for tables.
_STRANGERS: tuple[tuple[bytes, Promise], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        _("This is an old Excel file (.xls) or another Office file. Save it as .xlsx and try again."),
    ),
    (b"%PDF", _("This is a PDF. Ask for the table as CSV or XLSX.")),
    (b"\x89PNG", _("This is a picture, not a table.")),
    (b"\xff\xd8\xff", _("This is a picture, not a table.")),
    (b"GIF8", _("This is a picture, not a table.")),
    (b"\x1f\x8b", _("This file is compressed. Unpack it and upload the table in it.")),
    (b"SQLite format 3", _("This is a database. Export the table as CSV and try again.")),
)


def sniff(data: Data, limits: Limits | None = None) -> Source:
    """What this file is; raises a `TabularError` that says why when it holds no table we read."""
    limits = limits or Limits()
    size = len(data) if isinstance(data, bytes) else data.stat().st_size
    source = Source(data=data, kind=Kind.CSV, limits=limits)
    with source.open() as stream:
        head = stream.read(_HEAD)
    is_streamed = head.lstrip(_BEFORE_XML).startswith(b"<") and size <= limits.max_streamed_bytes
    if size > limits.max_bytes and not is_streamed:
        raise too_many_bytes(size, limits.max_bytes)
    if not head.strip(b" \t\r\n\xef\xbb\xbf"):
        raise EmptyFile(_("The file is empty."))
    for magic, sentence in _STRANGERS:
        if head.startswith(magic):
            raise NotATable(sentence)
    if head.startswith(b"PK\x03\x04"):
        return workbook.sniff(source)
    return _sniff_text(source)


def _sniff_text(source: Source) -> Source:
    with source.open() as stream:
        encoding = encodings.detect(stream)
        stream.seek(0)
        sample = stream.read(_HEAD).decode(encoding, "replace").lstrip("\ufeff")
    if "\0" in sample:
        raise NotATable(_("This is not a text file: it holds bytes that no table has."))
    source = replace(source, encoding=encoding)
    if _ACTIVITIES.search(sample):
        return iati.sniff(source)
    if "<iati-organisations" in sample:
        raise NotATable(_("This is an IATI file of organisations. What can be imported are IATI activities."))
    start = sample.lstrip()[:200].lower()
    if _MARKUP.match(start):
        raise NotATable(_("This is a web page or an XML file, not a table. Ask for it as CSV, XLSX or GeoJSON."))
    if start[:1] in ("{", "["):
        return documents.sniff(source)
    delimiter = guess_delimiter(sample)
    rows = _sample_rows(sample, delimiter)
    if _reads_like_prose(rows):
        raise NotATable(_("This reads like a text, not like a table: its lines cannot be cut into columns."))
    return replace(source, delimiter=delimiter, header_row=guess_header_row(rows))


def _reads_like_prose(rows: list[list[str]]) -> bool:
    """Long lines in one column, or lines of which hardly two have the same number of cells."""
    widths = [len(row) for row in rows if row]
    if not widths:
        return True
    usual = max(set(widths), key=widths.count)
    if usual == 1:
        lengths = sorted(len(",".join(row)) for row in rows if row)
        return lengths[len(lengths) // 2] > 60
    return len(widths) > 3 and widths.count(usual) / len(widths) < 0.4


def guess_delimiter(sample: str) -> str:
    """The delimiter that cuts most lines into the same number of columns, more columns being better."""

    def merit(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in _sample_rows(sample, delimiter) if row]
        if not widths:
            return (0.0, 0)
        usual = max(set(widths), key=widths.count)
        return (widths.count(usual) / len(widths) if usual > 1 else 0.0, usual)

    return max(DELIMITERS, key=merit)


def _sample_rows(sample: str, delimiter: str) -> list[list[str]]:
    """The first records; the last one is left out, as the sample may cut it."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) > _SAMPLE_ROWS:
                break
    except csv.Error:
        return rows
    return rows[:-1] if len(rows) > 1 and len(sample) >= _HEAD // 4 else rows
