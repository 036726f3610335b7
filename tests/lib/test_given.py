"""Rows come out of the database as they were given, on both engines."""

from datetime import date
from typing import Any

from django.db import connection

from portfolio_hub.lib.given import given

READ = {
    "postgresql": "SELECT * FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::bool[])",
    "sqlite": """
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
            json_extract(value, '$[3]') FROM json_each(%s) ORDER BY key
    """,
}
ODD = ('He said "no", {and} left', "back\\slash", "two\nlines", "NULL", "", "’s 🌳", "%s", "comma, comma")


def back(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(READ[connection.vendor], given(rows))
        return list(cursor.fetchall())


def test_texts_arrive_letter_by_letter(db: None) -> None:
    rows = [(number, text, date(2026, 7, 1), True) for number, text in enumerate(ODD)]
    assert [row[1] for row in back(rows)] == list(ODD)


def test_numbers_days_and_truths_arrive(db: None) -> None:
    (row,) = back([(7, None, date(2026, 7, 1), False)])
    assert (row[0], row[1], str(row[2]), bool(row[3])) == (7, None, "2026-07-01", False)
