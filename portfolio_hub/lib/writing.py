"""Many new rows at once: by `COPY` on PostgreSQL, by ordinary statements elsewhere."""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, models, router

from portfolio_hub.lib.search import WORD, SearchField

Row = TypeVar("Row", bound=models.Model)
Adapt = Callable[[Any], Any]

FEWEST = 20
"""Below this `COPY` is not worth its two extra statements."""
_MOST_POSITIONS = 16_000


def write_many(rows: Sequence[Row]) -> list[Row]:
    """Write rows that are new, with all their fields as they are, and give them their ids.

    What `bulk_create` does, several times as fast where the database can copy rows in; constraints hold either
    way. Values must have their columns' types already: nothing is converted but JSON and words for search.
    """
    if not rows:
        return []
    model = type(rows[0])
    database = router.db_for_write(model)
    if connections[database].vendor != "postgresql" or len(rows) < FEWEST:
        return model._base_manager.bulk_create(rows)
    _give_ids(rows, model, database)
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    getters = [(field.attname, _adapted(field)) for field in fields]
    connection = connections[database]
    with (
        connection.wrap_database_errors,
        connection.connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            values = row.__dict__
            copy.write_row([values[name] if adapt is None else adapt(values[name]) for name, adapt in getters])
    for row in rows:
        row._state.adding, row._state.db = False, database
    return list(rows)


def _give_ids(rows: Sequence[models.Model], model: type[models.Model], database: str) -> None:
    with connections[database].cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', model._meta.pk.column, len(rows)],
        )
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = pk


def _adapted(field: "models.Field[Any, Any]") -> Adapt | None:
    """How a value is written for `COPY`; None for as it is."""
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, models.FileField):
        return str
    return _vector if isinstance(field, SearchField) else None


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, cls=DjangoJSONEncoder)


def _vector(text: str | None) -> str | None:
    """The words with their places, as PostgreSQL writes a vector."""
    if text is None:
        return None
    words = WORD.findall(text.lower())[:_MOST_POSITIONS]
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words, start=1))
