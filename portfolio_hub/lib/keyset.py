"""Pages of a long list that begin after the last row seen, so that page 400 costs what page 1 costs."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the cursor of the page after them (empty at the end)."""

    rows: list[Row]
    next_cursor: str
    is_first: bool


def page_of(rows: "models.QuerySet[Any]", *, order: Sequence[str], after: str = "", size: int = 50) -> Page[Any]:
    """Return the rows after the cursor in the order given.

    The names in `order` are fields or annotations without nulls, with `-` for descending; the last must be unique.
    A cursor that means nothing opens the first page.
    """
    values = decode(after, len(order))
    if values is not None:
        try:
            return _page(rows.filter(_beyond(order, values)), order, size, is_first=False)
        except (ValidationError, ValueError, TypeError, OverflowError):
            pass
    return _page(rows, order, size, is_first=True)


def _page(rows: "models.QuerySet[Any]", order: Sequence[str], size: int, *, is_first: bool) -> Page[Any]:
    found = list(rows.order_by(*order)[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    cursor = encode([getattr(found[-1], name.lstrip("-")) for name in order]) if has_more else ""
    return Page(found, cursor, is_first)


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that come later: greater in the first name, or equal there and greater in the next, and so on."""
    beyond, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field, sign = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        beyond |= equal & Q(**{f"{field}__{sign}": value})
        equal &= Q(**{field: value})
    return beyond


def encode(values: Sequence[Any]) -> str:
    """Return the values as text that fits into an address; moments to the microsecond, or rows would fall between."""
    exact = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    text = json.dumps(exact, cls=DjangoJSONEncoder, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, count: int) -> list[Any] | None:
    """Return the `count` values of a cursor, or None when it is not one of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        return None
    is_ours = isinstance(values, list) and len(values) == count
    return values if is_ours and all(isinstance(value, str | int | float) for value in values) else None
