"""CSV straight from PostgreSQL by `COPY`, made safe from formulas in the query itself."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import CharField, JSONField, QuerySet, TextField
from django.db.models.expressions import BaseExpression

from portfolio_hub.lib.tabular.writers import stream_csv

_CHUNK = 64 * 1024
# ascii() of the first character: tab, newline, carriage return, + - = @ and their full-width twins.
_RISKY = "9, 10, 13, 43, 45, 61, 64, 65291, 65293, 65309, 65312"
_NUMBER = r"^-[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?$"


def can_copy(rows: QuerySet[Any]) -> bool:
    """Whether these rows are plain values of a query that PostgreSQL can copy out."""
    return connections[rows.db].vendor == "postgresql" and getattr(rows, "_fields", None) is not None


def copy_csv(columns: Sequence[str], rows: QuerySet[Any], *, bom: bool = True) -> Iterator[bytes]:
    """The rows of a `values_list` queryset as CSV; memory does not grow with their number."""
    try:
        query, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return stream_csv(columns, (), bom=bom)
    kinds = [_is_text(expression) for expression in _outputs(rows)]
    names = [f"c{place}" for place in range(len(kinds))]
    cells = ", ".join(_safe(name) if is_text else name for name, is_text in zip(names, kinds, strict=True))
    statement = f"COPY (SELECT {cells} FROM ({query}) AS t({', '.join(names)})) TO STDOUT WITH (FORMAT csv)"
    return chain(stream_csv(columns, (), bom=bom), _copied(rows.db, statement, params))


def _copied(database: str, statement: str, params: Any) -> Iterator[bytes]:
    """What the database sends, in pieces large enough for a web server."""
    connection = connections[database]
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(statement, params) as copy:
        waiting = bytearray()
        for block in copy:
            waiting += block
            if len(waiting) >= _CHUNK:
                yield bytes(waiting)
                waiting.clear()
        yield bytes(waiting)


def _outputs(rows: QuerySet[Any]) -> list[BaseExpression]:
    compiler = rows.query.get_compiler(rows.db)
    compiler.setup_query()
    return [column for column, _sql, _alias in compiler.select]


def _is_text(expression: Any) -> bool:
    return isinstance(expression.output_field, (CharField, TextField, JSONField))


def _safe(name: str) -> str:
    """The cell with an apostrophe before a formula sign; apostrophes that hide one are counted too."""
    text = f"{name}::text"
    bare = f"ltrim({text}, '''')"
    return f"CASE WHEN ascii({bare}) IN ({_RISKY}) AND {text} !~ '{_NUMBER}' THEN '''' || {text} ELSE {text} END"
