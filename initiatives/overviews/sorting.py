"""The orders of the list of initiatives, and pages by key, so that page 200 costs what page 1 costs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, DateField, DateTimeField, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce, Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.models import Stage

PAGE = 50
DEFAULT_SORT = "title"
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Sort:
    """One order: what is compared. The id decides between equals; what is not known counts as long ago."""

    label: str | Promise
    expression: Callable[[], Any]
    output: Any


SORTS: dict[str, Sort] = {
    "title": Sort(_("Title"), lambda: Lower("title"), TextField()),
    "stage": Sort(
        _("Stage"),
        lambda: Case(*(When(stage=name, then=at) for at, name in enumerate(Stage.values)), output_field=IntegerField()),
        IntegerField(),
    ),
    "heard": Sort(
        _("Last heard"), lambda: Coalesce("last_heard_at", Value(LONG_AGO), output_field=DateTimeField()),
        DateTimeField(),
    ),
    "started": Sort(
        _("Started"), lambda: Coalesce("started_on", Value(date.min), output_field=DateField()), DateField(),
    ),
    "added": Sort(_("Added"), lambda: F("id"), IntegerField()),
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the keys of the pages before and after it; an empty key means there is none."""

    rows: list[dict[str, Any]]
    newer: str = ""
    older: str = ""


def in_order(rows: QuerySet[Any], sort: str, *, backwards: bool = False) -> QuerySet[Any]:
    """Rows with `sort_key`, in the order asked for."""
    descends = sort.startswith("-") != backwards
    signs = ("-sort_key", "-id") if descends else ("sort_key", "id")
    return rows.annotate(sort_key=SORTS[sort.removeprefix("-")].expression()).order_by(*signs)


def page(rows: QuerySet[Any], *, sort: str, columns: tuple[str, ...], after: str = "", before: str = "") -> Page:
    """One page in one query; a key that can't be read gives the first page."""
    output = SORTS[sort.removeprefix("-")].output
    key_before = read_key(before, output)
    key = key_before or read_key(after, output)
    backwards = key_before is not None
    ordered = in_order(rows, sort, backwards=backwards)
    if key is not None:
        ordered = ordered.filter(beyond(key, descends=sort.startswith("-") != backwards))
    found = list(ordered.values("id", "sort_key", *columns)[: PAGE + 1])
    has_more, shown = len(found) > PAGE, found[:PAGE]
    if backwards:
        shown.reverse()
    has_newer, has_older = (has_more, True) if backwards else (key is not None, has_more)
    return Page(
        shown,
        newer=write_key(shown[0]) if shown and has_newer else "",
        older=write_key(shown[-1]) if shown and has_older else "",
    )


def beyond(key: tuple[Any, int], *, descends: bool) -> Q:
    """Rows that come after the key."""
    value, pk = key
    sign = "lt" if descends else "gt"
    return Q(**{f"sort_key__{sign}": value}) | Q(sort_key=value, **{f"id__{sign}": pk})


def write_key(row: dict[str, Any]) -> str:
    """The key of a row as an address carries it."""
    value = row["sort_key"]
    return f"{row['id']}~{value.isoformat() if isinstance(value, date) else value}"


def read_key(text: str, output: Any) -> tuple[Any, int] | None:
    """Read a key; None when it is empty or nobody wrote it."""
    pk, tilde, value = text.replace("\x00", "").partition("~")
    if not tilde or not pk.isdecimal() or len(pk) > 18:
        return None
    try:
        return (value if isinstance(output, TextField) else output.to_python(value)), int(pk)
    except (ValidationError, ValueError, OverflowError):
        return None
