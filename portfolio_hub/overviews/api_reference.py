"""The OpenAPI document as a page of plain HTML: groups, operations, parameters, fields."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "patch", "put", "delete")


@dataclass(frozen=True)
class Field:
    """A parameter or a field of a body: its name, its type in words, whether it must be there."""

    name: str
    type: str
    is_required: bool
    text: str = ""


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of the API."""

    anchor: str
    method: str
    path: str
    text: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answer: tuple[Field, ...]
    statuses: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Operations on one kind of row."""

    name: str
    operations: tuple[Operation, ...]


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, drawn once for each process."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return schema


@cache
def reference() -> tuple[Group, ...]:
    """The document by kinds of rows, in the order of its paths."""
    schema = document()
    groups: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                groups.setdefault(_kind(path), []).append(_operation(schema, method, path, methods[method]))
    return tuple(Group(name, tuple(operations)) for name, operations in groups.items())


def _kind(path: str) -> str:
    parts = [part for part in path.removeprefix("/api/v1/").split("/") if part and not part.startswith("{")]
    return parts[-1]


def _operation(schema: dict[str, Any], method: str, path: str, facts: dict[str, Any]) -> Operation:
    good = next((code for code in facts["responses"] if code.startswith("2")), "")
    return Operation(
        anchor=facts["operationId"],
        method=method.upper(),
        path=path,
        text=facts.get("description", ""),
        parameters=tuple(
            Field(row["name"], _type(schema, row["schema"]), row.get("required", False), row.get("description", ""))
            for row in facts.get("parameters", ())
        ),
        body=_fields(schema, _content(facts.get("requestBody", {}))),
        answer=_fields(schema, _content(facts["responses"].get(good, {}))),
        statuses=tuple(facts["responses"]),
    )


def _content(part: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = part.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def _resolve(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in node:
        found: dict[str, Any] = schema["components"]["schemas"][node["$ref"].rsplit("/", 1)[-1]]
        return found
    return node


def _fields(schema: dict[str, Any], node: dict[str, Any]) -> tuple[Field, ...]:
    node = _resolve(schema, node)
    if "results" in node.get("properties", {}):
        node = _resolve(schema, node["properties"]["results"].get("items", {}))
    must = node.get("required", ())
    return tuple(
        Field(name, _type(schema, part), name in must, part.get("description", ""))
        for name, part in node.get("properties", {}).items()
    )


def _type(schema: dict[str, Any], node: dict[str, Any]) -> str:
    """A type in words: `text`, `text (date)`, `one of a, b`, `list of number`."""
    for union in ("allOf", "oneOf", "anyOf"):
        if union in node:
            return " or ".join(dict.fromkeys(filter(None, (_type(schema, part) for part in node[union]))))
    node = _resolve(schema, node)
    if "enum" in node:
        return "one of " + ", ".join(str(value) for value in node["enum"] if value not in ("", None))
    kind = {"string": "text", "integer": "whole number", "boolean": "true or false"}.get(
        node.get("type", ""), node.get("type", "")
    )
    if kind == "array":
        return f"list of {_type(schema, node.get('items', {}))}"
    return f"{kind} ({node['format']})" if "format" in node else kind
