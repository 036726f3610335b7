"""Full-text search behind one door: a tsvector on PostgreSQL, plain lower-case text on SQLite."""

import re
from typing import Any, TypeVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorExact
from django.db import connection, models

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")

CONFIG = "simple"
WORD = re.compile(r"\w+", re.UNICODE)
MAX_WORDS = 8
MAX_CHARS = 100_000
NOTHING = "SELECT 1"
"""A statement without effect, for engines that have no such index."""


class SearchField(models.TextField):
    """The searchable words of a row, written with the row from plain text.

    Assign text; on PostgreSQL the database turns it into a `tsvector`. Never read it back: use `matching`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return " ".join(WORD.findall(text.lower()))[:MAX_CHARS] if isinstance(text, str) else text

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        # The parts of an expression (the CASE of a bulk update) are vectors already.
        is_text = not hasattr(value, "as_sql")
        return f"to_tsvector('{CONFIG}', %s)" if is_text and connection.vendor == "postgresql" else "%s"


@SearchField.register_lookup
class Holds(SearchVectorExact):
    """`search__holds`: the words of a row answer a query of PostgreSQL (`@@`)."""

    lookup_name = "holds"


class SearchIndex(GinIndex):
    """A GIN index on a `SearchField`; nothing on engines without one."""

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **kwargs: Any) -> Any:
        if schema_editor.connection.vendor != "postgresql":
            return NOTHING
        return super().create_sql(model, schema_editor, using=using, **kwargs)

    def remove_sql(self, model: Any, schema_editor: Any, **kwargs: Any) -> Any:
        if schema_editor.connection.vendor != "postgresql":
            return NOTHING
        return super().remove_sql(model, schema_editor, **kwargs)


def words_of(query: str) -> list[str]:
    """The words of what a person typed, at most eight."""
    return WORD.findall(query.lower())[:MAX_WORDS]


def matching(rows: Rows, query: str, *, field: str = "search") -> Rows:
    """Rows that have every word of `query`, each as the beginning of a word; all rows for an empty query."""
    words = words_of(query)
    if not words:
        return rows
    if connection.vendor == "postgresql":
        terms = " & ".join(f"'{word}':*" for word in words)
        return rows.filter(**{f"{field}__holds": SearchQuery(terms, search_type="raw", config=CONFIG)})
    for word in words:
        rows = rows.filter(models.Q(**{f"{field}__startswith": word}) | models.Q(**{f"{field}__contains": f" {word}"}))
    return rows
