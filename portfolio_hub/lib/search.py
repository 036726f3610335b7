"""Full-text search behind one door: a tsvector on PostgreSQL, plain lower-case text on SQLite."""

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import combinations
from operator import add, or_
from typing import Any, TypeVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorExact
from django.db import connection, models

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")

CONFIG = "simple"
WORD = re.compile(r"\w+", re.UNICODE)
MAX_WORDS = 8
MAX_CHARS = 100_000
LEAST_SHARED = 2
LAST = "\U0010ffff"
"""Comes after every letter."""
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
    return having(rows, [[word] for word in words_of(query)], field=field)


def having(rows: Rows, groups: Sequence[Sequence[str]], *, field: str = "search") -> Rows:
    """Rows that have some word of each group, each as the beginning of a word; all rows for no group."""
    known = [kept for group in groups if (kept := [word for word in group if WORD.fullmatch(word)])]
    if not known:
        return rows
    if connection.vendor == "postgresql":
        return _answering(rows, " & ".join(f"({' | '.join(map(_term, group))})" for group in known), field)
    for group in known:
        rows = rows.filter(_any(_begins(word, field) for word in group))
    return rows


def naming(rows: Rows, word: str, *, field: str = "search") -> Rows:
    """Rows that have exactly this word."""
    if connection.vendor == "postgresql":
        return _answering(rows, f"'{word}'", field) if WORD.fullmatch(word) else rows.none()
    ends = {"startswith": f"{word} ", "endswith": f" {word}", "contains": f" {word} ", "exact": word}
    return rows.filter(_any(models.Q(**{f"{field}__{how}": text}) for how, text in ends.items()))


def sharing(rows: Rows, words: Sequence[str], *, field: str = "search") -> Rows:
    """Rows that have at least two of these few words, each as the beginning of a word."""
    known = [word for word in dict.fromkeys(words) if WORD.fullmatch(word)]
    if len(known) < LEAST_SHARED:
        return rows.none()
    if connection.vendor == "postgresql":
        pairs = combinations(map(_term, known), LEAST_SHARED)
        return _answering(rows, " | ".join(f"({one} & {other})" for one, other in pairs), field)
    one, none = models.Value(1), models.Value(0)
    hits = [models.Case(models.When(_begins(word, field), then=one), default=none) for word in known]
    return rows.alias(words_shared=reduce(add, hits)).filter(words_shared__gte=LEAST_SHARED)


def beginning(field: str, start: str) -> models.Q:
    """The rows whose plain text in `field` begins so, found by an index on both engines."""
    if connection.vendor == "postgresql":
        return models.Q(**{f"{field}__startswith": start})
    return models.Q(**{f"{field}__gte": start, f"{field}__lt": start + LAST})


def _answering(rows: Rows, terms: str, field: str) -> Rows:
    return rows.filter(**{f"{field}__holds": SearchQuery(terms, search_type="raw", config=CONFIG)})


def _term(word: str) -> str:
    return f"'{word}':*"


def _begins(word: str, field: str) -> models.Q:
    return models.Q(**{f"{field}__startswith": word}) | models.Q(**{f"{field}__contains": f" {word}"})


def _any(conditions: Iterable[models.Q]) -> models.Q:
    return reduce(or_, conditions)
