"""GeoJSON, JSON documents and JSON Lines as tables."""

import json

import pytest

from portfolio_hub.lib import tabular
from portfolio_hub.lib.tabular import Kind


def read(value: object) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    table = tabular.read(tabular.sniff(data))
    return table.names, [row.cells for row in table.rows]


def test_features_become_rows_with_their_geometry() -> None:
    point = {"type": "Point", "coordinates": [13.4, 52.5]}
    names, rows = read(
        {
            "type": "FeatureCollection",
            "name": "x",
            "features": [
                {"type": "Feature", "geometry": point, "properties": {"id": 7, "title": "Tree"}},
                {"type": "Feature", "geometry": None, "properties": {"id": "8", "title": None}},
            ],
        }
    )

    assert names == ("id", "title", "geometry")
    assert json.loads(rows[0][2]) == point
    assert rows[1] == ("8", "", "")


def test_the_first_list_of_records_in_a_document_is_the_table() -> None:
    names, rows = read({"license": "CC BY", "tags": ["a"], "grants": [{"id": "1"}, {"id": "2"}], "more": [{"x": 1}]})

    assert (names, rows) == (("id",), [("1",), ("2",)])


def test_nested_keys_get_dots_and_lists_are_joined() -> None:
    names, rows = read(
        [{"org": [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}], "place": {"city": "Rye"}, "tags": ["x", "y"]}]
    )

    assert names == ("org.id", "org.name", "place.city", "tags")
    assert rows == [("1; 2", "A; B", "Rye", "x; y")]


def test_json_lines_are_known_by_their_lines_not_their_name() -> None:
    data = b'{"Lesson": "a", "ID": 1}\n\n{"Lesson": "b", "ID": 2}\n'

    assert tabular.sniff(data).kind is Kind.JSON_LINES
    assert read(data) == (("Lesson", "ID"), [("a", "1"), ("b", "2")])


def test_a_damaged_line_is_named() -> None:
    source = tabular.sniff(b'{"a": 1}\n{"a": 2}\n{"a": \n')

    with pytest.raises(tabular.NotATable, match="Line 3"):
        list(tabular.rows(source))


def test_keys_that_come_later_are_columns_too() -> None:
    assert read([{"a": 1}, {"b": 2}]) == (("a", "b"), [("1", ""), ("", "2")])


def test_numbers_and_truths_become_texts() -> None:
    assert read([{"a": 5.0, "b": 0.1, "c": True, "d": 12345678901234567890}])[1] == [
        ("5", "0.1", "true", "12345678901234567890")
    ]


def test_a_document_without_records_is_told() -> None:
    with pytest.raises(tabular.EmptyFile):
        tabular.sniff(b'{\n"note": "nothing here",\n"list": []}')
