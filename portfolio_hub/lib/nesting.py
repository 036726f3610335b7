"""Rows that lie within one another: who is above, who is below, and how nobody ends up above themselves."""

import zlib
from dataclasses import dataclass

from django.db import connection, models

MAX_DEPTH = 20
"""How deep rows nest; a walk goes no further, so that no data can make it go on for ever."""


@dataclass(frozen=True, slots=True)
class Nested:
    """A row below another: `parent` is the one right above it, `depth` 1 for those right below the top."""

    pk: int
    parent: int
    depth: int


def above(model: type[models.Model], pk: int, link: str) -> list[int]:
    """The ids above a row, the nearest first, in one query; `link` names the foreign key that leads up."""
    table, key, up = _names(model, link)
    sql = (
        f"WITH RECURSIVE walk(id, up, depth) AS (SELECT {key}, {up}, 0 FROM {table} WHERE {key} = %s "
        f"UNION ALL SELECT t.{key}, t.{up}, walk.depth + 1 FROM {table} t JOIN walk ON t.{key} = walk.up "
        f"WHERE walk.depth < {MAX_DEPTH + 1}) SELECT id FROM walk WHERE depth > 0 ORDER BY depth"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk])
        return [row[0] for row in cursor.fetchall()]


def below(model: type[models.Model], pk: int, link: str) -> list[Nested]:
    """All rows below a row, level by level, in one query."""
    table, key, up = _names(model, link)
    sql = (
        f"WITH RECURSIVE walk(id, up, depth) AS (SELECT {key}, {up}, 1 FROM {table} WHERE {up} = %s "
        f"UNION ALL SELECT t.{key}, t.{up}, walk.depth + 1 FROM {table} t JOIN walk ON t.{up} = walk.id "
        f"WHERE walk.depth < {MAX_DEPTH + 1}) SELECT id, up, depth FROM walk ORDER BY depth, id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk])
        return [Nested(*row) for row in cursor.fetchall()]


def height_of(model: type[models.Model], pk: int, link: str) -> int:
    """How many levels lie below a row."""
    return max((row.depth for row in below(model, pk, link)), default=0)


def hold(model: type[models.Model]) -> None:
    """Let only one transaction at a time nest rows of this model, until it ends.

    Locks on the rows at hand would not do: two edits in far parts of a tree can close a circle together, and neither
    touches a row of the other. SQLite has one writer at a time anyway, from the beginning of its transaction.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(model._meta.label.encode())])


def _names(model: type[models.Model], link: str) -> tuple[str, str, str]:
    quote, fields = connection.ops.quote_name, model._meta
    return quote(fields.db_table), quote(str(fields.pk.column)), quote(str(fields.get_field(link).column))  # type: ignore[union-attr]
