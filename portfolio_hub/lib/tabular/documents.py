"""Tables in JSON: GeoJSON features, JSON Lines, and documents that hold a list of records."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.tabular.cells import flatten
from portfolio_hub.lib.tabular.errors import EmptyFile, NotATable, WrongEncoding, too_many_columns
from portfolio_hub.lib.tabular.headers import headers_of
from portfolio_hub.lib.tabular.source import Kind, Row, Source, Table

GEOMETRY = "geometry"
KUMU_NUMBER = "portfolio hub number"
"""What an element of a Kumu blueprint calls the number of its initiative here."""
# Later records may have keys the first lacks; so many are looked at to know the columns.
_COLUMNS_FROM = 2_000


class _Number(float):
    """A number that still knows how it was written, so that a long sum stays exact to its last digit."""

    def __new__(cls, written: str) -> "_Number":
        made = super().__new__(cls, written)
        made.written = written
        return made

    written: str


_DECODER = json.JSONDecoder(parse_float=_Number)
_SPACE = " \t\r\n,"


def sniff(source: Source) -> Source:
    """Which of the three this text is."""
    text = _text(source)
    if _is_json_lines(text):
        return replace(source, kind=Kind.JSON_LINES)
    try:
        first = next(_records(text), None)
    except (ValueError, RecursionError) as error:
        raise _broken(error) from error
    if first is None:
        raise EmptyFile(_("There is no list of records in this JSON file."))
    is_feature = isinstance(first, dict) and first.get("type") == "Feature"
    return replace(source, kind=Kind.GEOJSON if is_feature else Kind.JSON)


def read(source: Source) -> Table:
    """The records as a table: nested keys become dotted columns, a geometry one column of GeoJSON text."""
    sample = list(islice(_flat_records(source), _COLUMNS_FROM))
    if not sample:
        raise EmptyFile(_("There is no record in the file."))
    keys = list(dict.fromkeys(key for record in sample for key in record))
    if len(keys) > source.limits.max_columns:
        raise too_many_columns(source.limits.max_columns)
    return Table(headers=headers_of(keys), rows=_rows(source, keys))


def _rows(source: Source, keys: list[str]) -> Iterator[Row]:
    known = set(keys)
    for number, record in enumerate(_flat_records(source), start=1):
        surplus = tuple(f"{key}: {value}" for key, value in record.items() if key not in known)
        yield Row(number=number, cells=tuple([record.get(key, "") for key in keys]), surplus=surplus)


def _flat_records(source: Source) -> Iterator[dict[str, str]]:
    text = _text(source)
    records = _lines(text) if source.kind is Kind.JSON_LINES else _records(text)
    try:
        for record in records:
            if not isinstance(record, dict):
                raise NotATable(_("The list in this JSON file holds plain values, not records with named fields."))
            yield _feature(record) if source.kind is Kind.GEOJSON else flatten(record)
    except (ValueError, RecursionError) as error:
        raise _broken(error) from error


def _feature(feature: dict[str, object]) -> dict[str, str]:
    properties = feature.get("properties")
    flat = flatten(properties) if isinstance(properties, dict) else {}
    if "id" in feature and "id" not in flat:
        flat["id"] = str(feature["id"])
    geometry = feature.get("geometry")
    flat[GEOMETRY if GEOMETRY not in flat else f"{GEOMETRY} (shape)"] = json.dumps(geometry) if geometry else ""
    return flat


def _text(source: Source) -> str:
    with source.open() as stream:
        try:
            return stream.read().decode(source.encoding).lstrip("\ufeff")
        except UnicodeDecodeError as error:
            raise WrongEncoding(_("The file is not written in this encoding. Choose another one.")) from error


def _is_json_lines(text: str) -> bool:
    """The first line is a whole object, and another one follows (or it is no container of records)."""
    lines = io.StringIO(text)
    first = next((line for line in lines if line.strip()), "")
    second = next((line for line in lines if line.strip()), "")
    if not first.lstrip().startswith("{") or (second and not second.lstrip().startswith("{")):
        return False
    try:
        record = json.loads(first) if second or len(first) < 1_000_000 else None
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and (bool(second) or not any(_is_list_of_records(v) for v in record.values()))


def _is_list_of_records(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _lines(text: str) -> Iterator[object]:
    for number, line in enumerate(io.StringIO(text), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as error:
                raise NotATable(
                    _("Line %(number)s is not a JSON object: %(text)s") % {"number": number, "text": line.strip()[:80]}
                ) from error


def _records(text: str) -> Iterator[object]:
    """The records of a list, or of the first list of objects inside an object, one decoded at a time; of a Kumu
    blueprint its connections.
    """
    if (connections := _blueprint(text)) is not None:
        yield from connections
        return
    place = _skip(text, 0)
    if text[place : place + 1] == "[":
        yield from _elements(text, place)
        return
    place = _skip(text, place + 1)
    while place < len(text) and text[place] != "}":
        _key, place = _DECODER.raw_decode(text, place)
        place = _skip(text, place, _SPACE + ":")
        if text[place : place + 1] == "[" and text[_skip(text, place + 1) :][:1] == "{":
            yield from _elements(text, place)
            return
        _value, place = _DECODER.raw_decode(text, place)
        place = _skip(text, place)


def _blueprint(text: str) -> Iterator[dict[str, object]] | None:
    """The connections of a Kumu blueprint with the labels of their ends; None for any other document.

    Kumu writes facts of an element beside its label or among its `attributes`, and ends as labels or as `_id`s.
    """
    if '"elements"' not in text or '"connections"' not in text:
        return None
    document = json.loads(text)
    if not isinstance(document, dict):
        return None
    elements, connections = document.get("elements"), document.get("connections")
    if not isinstance(elements, list) or not isinstance(connections, list):
        return None
    known = {str(key): facts for element in elements for facts in [_facts(element)] for key in _names(element, facts)}
    return (_tie(connection, known) for connection in connections if isinstance(connection, dict))


def _facts(thing: object) -> dict[str, object]:
    """Everything that a blueprint says of an element or a connection, on one level."""
    if not isinstance(thing, dict):
        return {}
    inside = thing.get("attributes")
    rest = {key: value for key, value in thing.items() if key != "attributes"}
    return {**inside, **rest} if isinstance(inside, dict) else rest


def _names(element: object, facts: dict[str, object]) -> list[object]:
    return [facts[key] for key in ("_id", "id", "label") if facts.get(key)]


def _tie(connection: dict[str, object], known: dict[str, dict[str, object]]) -> dict[str, object]:
    facts = {key: value for key, value in _facts(connection).items() if key != "_id"}
    for end in ("from", "to"):
        element = known.get(str(facts.get(end, "")), {})
        facts[end] = element.get("label") or facts.get(end, "")
        if number := element.get(KUMU_NUMBER):
            facts[f"{end} number"] = number
    return facts


def _elements(text: str, place: int) -> Iterator[object]:
    place = _skip(text, place + 1)
    while text[place : place + 1] != "]":
        value, place = _DECODER.raw_decode(text, place)
        yield value
        place = _skip(text, place)


def _skip(text: str, place: int, what: str = _SPACE) -> int:
    while place < len(text) and text[place] in what:
        place += 1
    return place


def _broken(error: ValueError | RecursionError) -> NotATable:
    if isinstance(error, RecursionError):
        return NotATable(_("The JSON in this file is nested deeper than any real one. It is not read."))
    if isinstance(error, json.JSONDecodeError):
        return NotATable(
            _("The JSON breaks off or is damaged in line %(line)s, column %(column)s.")
            % {"line": error.lineno, "column": error.colno}
        )
    return NotATable(_("The JSON in this file is damaged."))
