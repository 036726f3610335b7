"""What happened in one initiative, of every kind, newest first, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils.dateparse import parse_date

from initiatives.activity import Entry, activity
from initiatives.models import Initiative
from stakeholders.access import Access

PAGE = 24


@dataclass(frozen=True)
class Kind:
    """One choice of the filter above the timeline."""

    name: str
    label: str
    count: int


@dataclass(frozen=True)
class Timeline:
    """One page of entries; `before` is the key for the next page, empty on the last."""

    entries: list[Entry]
    kinds: list[Kind]
    kind: str
    total: int
    earlier: int
    before: str

    @property
    def next_count(self) -> int:
        """How many the next page brings."""
        return min(self.earlier, PAGE)


Key = tuple[date, str, int]


def timeline(
    *, initiative: Initiative, access: Access, kind: str = "", before: str = "",
    ready: Mapping[str, list[Entry]] | None = None,
) -> Timeline:  # fmt: skip
    """Build one page: one statement for keys and counts, and one for each kind of entry that is on the page.

    `before` is the `before` of the page above; one that can't be read gives the first page. `ready` are all
    entries of a kind that the caller has at hand.
    """
    kind = kind if kind in activity else ""
    keys, counts, earlier = _keys(initiative, access, kind, read_key(before))
    shown = keys[:PAGE]
    entries = _load(shown, initiative, access, ready or {})
    labelled = [Kind(name, str(source.label), counts[name]) for name, source in activity.items() if counts.get(name)]
    last = shown[-1] if shown and earlier > len(shown) else None
    return Timeline(
        entries=entries, kinds=labelled, kind=kind, total=sum(counts.values()), earlier=earlier - len(shown),
        before=f"{last[0].isoformat()}~{last[1]}~{last[2]}" if last else "",
    )  # fmt: skip


def read_key(text: str) -> Key | None:
    """Read the key of an entry as an address carries it."""
    parts = text.split("~")
    if len(parts) != 3 or not parts[2].isdecimal():
        return None
    try:
        on = parse_date(parts[0])
    except ValueError:
        return None
    return (on, parts[1], min(int(parts[2]), 2**62)) if on else None


def _keys(
    initiative: Initiative, access: Access, kind: str, before: Key | None
) -> tuple[list[Key], dict[str, int], int]:
    """Keys of a page, the number of entries by kind, and how many there are from this page on."""
    selects: list[str] = []
    params: list[Any] = []
    for name, source in activity.items():
        rows = source.rows(initiative, access).order_by().annotate(_on=F(source.day), _key=F("pk"))
        sql, values = rows.values("_on", "_key").query.sql_with_params()
        alias = f"rows_{len(selects)}"
        selects.append(f"SELECT CAST(%s AS varchar(40)) AS kind, {alias}._on, {alias}._key FROM ({sql}) {alias}")
        params += [name, *values]
    conditions = ["1 = 1"]
    chosen: list[Any] = []
    if kind:
        conditions.append("kind = %s")
        chosen.append(kind)
    if before:
        conditions.append("(_on < %s OR (_on = %s AND (kind < %s OR (kind = %s AND _key < %s))))")
        chosen += [before[0], before[0], before[1], before[1], before[2]]
    where = " AND ".join(conditions)
    statement = f"""
        WITH entries(kind, _on, _key) AS ({" UNION ALL ".join(selects)}),
        chosen AS (SELECT * FROM entries WHERE {where})
        SELECT 1 AS part, kind, CAST(NULL AS date) AS _on, COUNT(*) AS _key FROM entries GROUP BY kind
        UNION ALL SELECT 2, '', NULL, COUNT(*) FROM chosen
        UNION ALL SELECT * FROM (
            SELECT 3, kind, _on, _key FROM chosen ORDER BY _on DESC, kind DESC, _key DESC LIMIT {PAGE}
        ) page"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *chosen])
        found = cursor.fetchall()
    keys = sorted(((as_date(on), name, pk) for part, name, on, pk in found if part == 3), reverse=True)
    counts = {name: count for part, name, _on, count in found if part == 1}
    return keys, counts, next(count for part, _name, _on, count in found if part == 2)


def as_date(value: Any) -> date:
    """A day as the engine gives it."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _load(keys: list[Key], initiative: Initiative, access: Access, ready: Mapping[str, list[Entry]]) -> list[Entry]:
    wanted: dict[str, list[int]] = {}
    for _on, name, pk in keys:
        wanted.setdefault(name, []).append(pk)
    found = {
        (name, entry.pk): entry
        for name, ids in wanted.items()
        for entry in (ready[name] if name in ready else activity.get(name).load(ids, initiative, access))
    }
    return [found[name, pk] for _on, name, pk in keys if (name, pk) in found]
