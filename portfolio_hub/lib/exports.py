"""Tables out of the hub: one place that streams them as CSV, XLSX or JSON Lines under a telling name."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise

from portfolio_hub.lib.copying import can_copy, copy_csv
from portfolio_hub.lib.registry import Registry
from portfolio_hub.lib.tabular.writers import stream_csv, stream_json_lines, stream_xlsx

Text = str | Promise
FETCHED_AT_ONCE = 2_000
BATCH = 500


class Table(Protocol):
    """What can be streamed: titles of columns and rows of values, read once and never held as a whole.

    Rows may be a `values_list` queryset; then a CSV comes straight from the database where it can.
    """

    @property
    def columns(self) -> Sequence[Text]: ...

    @property
    def rows(self) -> Iterable[Sequence[Any]]: ...


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table as it is."""

    columns: Sequence[Text]
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class ExportSource:
    """One table that can be downloaded: who may (a permission's value), and the table for their access."""

    name: str
    label: Text
    explanation: Text
    permission: str
    table: Callable[[Any], Table]


sources: Registry[ExportSource] = Registry("export source")

FORMATS: dict[str, tuple[str, str]] = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "jsonl": ("application/jsonl; charset=utf-8", "jsonl"),
}


def in_batches(rows: "QuerySet[Any]", size: int = 0) -> Iterator[list[Any]]:
    """All rows, a few hundred in memory at a time: what else a file says of them is asked for each batch at once."""
    at_once = size or BATCH
    found = rows.iterator(at_once)
    while batch := list(islice(found, at_once)):
        yield batch


def download(table: Table, *, format: str, name: str) -> StreamingHttpResponse:
    """The table as a file called like `riverton-initiatives-2026-11-22.csv`; Http404 for another format."""
    if format not in FORMATS:
        raise Http404
    content_type, ending = FORMATS[format]
    response = StreamingHttpResponse(stream(table, format=format, name=name), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


def stream(table: Table, *, format: str, name: str = "Data") -> Iterator[bytes]:
    """The bytes of the file, piece by piece."""
    columns = [str(column) for column in table.columns]
    if format == "csv" and isinstance(table.rows, QuerySet) and can_copy(table.rows):
        return copy_csv(columns, table.rows)
    rows = table.rows.iterator(FETCHED_AT_ONCE) if isinstance(table.rows, QuerySet) else table.rows
    if format == "csv":
        return stream_csv(columns, rows)
    return stream_xlsx(columns, rows, sheet=name) if format == "xlsx" else stream_json_lines(columns, rows)
