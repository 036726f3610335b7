"""Every cell is text: how values of spreadsheets and JSON become text, and what is not a value."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

SPREADSHEET_ERRORS = frozenset(
    {"#VALUE!", "#N/A", "#NAME?", "#REF!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
LIST_JOINER = "; "
# A spreadsheet runs what begins like this. Apostrophes before it are counted too, so that
# `safe` and `unsafe` undo each other whatever the text was.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# More digits than a float surely holds.
_EXACT_DIGITS = 15
_PLAIN_NUMBER = re.compile(r"-\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")


def is_error(cell: str) -> bool:
    """Whether a cell holds a spreadsheet's error instead of a value."""
    return cell.startswith("#") and cell.strip().upper() in SPREADSHEET_ERRORS


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula; plain negative numbers stay as they are."""
    if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def unsafe(text: str) -> str:
    """What `safe` was given: the apostrophe before a formula sign belongs to the spreadsheet."""
    if text.startswith("'") and _FORMULA.match(text):
        return text[1:]
    return text


def as_text(value: object) -> str:
    """One value of a workbook or a JSON document as the text a person would type."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() if len(written := getattr(value, "written", "")) > _EXACT_DIGITS:
            return str(written)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case int() | Decimal():
            return str(value)
        case _:
            return str(value)


def flatten(record: dict[str, object], prefix: str = "") -> dict[str, str]:
    """A nested record as one level: keys joined by dots, lists joined by "; "."""
    flat: dict[str, str] = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            flat.update(flatten(value, f"{name}."))
        elif isinstance(value, list):
            flat.update(_flatten_list(name, value))
        else:
            flat[name] = as_text(value)
    return flat


def _flatten_list(name: str, values: Sequence[object]) -> dict[str, str]:
    """Plain values joined under one name; objects key by key under dotted names."""
    objects = [value for value in values if isinstance(value, dict)]
    if len(objects) != len(values) or not objects:
        texts = (json.dumps(v, ensure_ascii=False) if isinstance(v, (dict, list)) else as_text(v) for v in values)
        return {name: LIST_JOINER.join(text for text in texts if text)}
    parts: dict[str, list[str]] = {}
    for item in objects:
        for key, text in flatten(item, f"{name}.").items():
            parts.setdefault(key, []).append(text)
    return {key: LIST_JOINER.join(text for text in texts if text) for key, texts in parts.items()}
