"""Rows as the parameters of one statement, whose shape is the same for one row and for a thousand."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


def given(rows: Sequence[Sequence[Any]]) -> list[str]:
    """Write rows of numbers, days and texts: as an array for each column on PostgreSQL, as one JSON list on SQLite.

    Read them there with `unnest(%s::bigint[], …)`, here with `json_each(%s)` and `json_extract(value, '$[0]')`.
    """
    if connection.vendor == "postgresql":
        return [_array(column) for column in zip(*rows, strict=True)]
    return [json.dumps(rows, default=str)]


def _array(column: Iterable[Any]) -> str:
    """Write an array as text, which takes the driver a fifth of the time that a list does."""
    return "{" + ",".join(map(_element, column)) + "}"


def _element(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", r"\\").replace('"', r"\"") + '"'
    return "NULL" if value is None else str(value)
