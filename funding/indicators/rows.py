"""Observations as rows: of what, when, how much, by whom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.indicators.wording import period, written
from funding.models import Observation
from funding.querysets_indicators import ObservationQuerySet
from portfolio_hub.lib.keyset import Page, page_of
from stakeholders.access import Access

ORDER = ("-to_on", "-pk")
SHOWN, AT_ONCE = 50, 500


@dataclass(frozen=True)
class Row:
    """One observation as a row of the table."""

    observation: Observation
    subject: str
    url: str
    period: str
    value: str
    band: str
    is_corrected: bool

    @property
    def part(self) -> str:
        return f"{self.observation.split_by}: {self.observation.group}" if self.observation.group else ""


@dataclass(frozen=True)
class Split:
    """Observations of parts: a row for each subject and period, a column for each part."""

    name: str
    groups: tuple[str, ...]
    lines: tuple[tuple[str, str, tuple[str, ...]], ...]


def seen_rows(access: Access, **where: Any) -> "ObservationQuerySet":
    """Observations that the reader sees, those that were corrected among them, with what a row says of them."""
    found: ObservationQuerySet = Observation.objects.seen_with(access).filter(**where)
    return found.select_related("initiative", "combination", "place", "indicator__portfolio", "by", "corrected_by")


def page_of_rows(access: Access, found: "QuerySet[Observation]", *, after: str = "") -> Page[Row]:
    """One page of them, the newest first; one query."""
    page = page_of(found, order=ORDER, after=after, size=SHOWN)
    return Page([row_of(one, access) for one in page.rows], page.next_cursor, page.is_first)


def all_rows(access: Access, **where: Any) -> Iterator[Row]:
    """All of them for a file, in parts, so that memory stays the same."""
    found, after = seen_rows(access, **where), ""
    while True:
        page = page_of(found, order=ORDER, after=after, size=AT_ONCE)
        yield from (row_of(one, access) for one in page.rows)
        if not (after := page.next_cursor):
            return


def newest_of(access: Access, **of: Any) -> list[Row]:
    """The newest standing observation of each indicator of one thing, as a whole; by name."""
    newest: dict[int, Row] = {}
    for one in seen_rows(access, group="", **of).standing().order_by(*ORDER):
        newest.setdefault(one.indicator_id, row_of(one, access))
    return sorted(newest.values(), key=lambda row: row.observation.indicator.name.casefold())


def row_of(one: Observation, access: Access) -> Row:
    """A row of the table; the subject leads to its page."""
    slug, limits = access.portfolio.slug, (one.low, one.high)
    url = ""
    if one.initiative_id:
        url = reverse("initiatives:detail", args=[slug, one.initiative_id])
    elif one.combination_id:
        url = reverse("initiatives:combination", args=[slug, one.combination_id])
    elif one.place_id:
        url = reverse("stakeholders:place", args=[slug, one.place_id])
    band = " – ".join(written(limit) for limit in limits) if any(limit is not None for limit in limits) else ""
    return Row(
        one, subject_of(one), url, period(one.from_on, one.to_on), written(one.value), band,
        getattr(one, "corrected_by", None) is not None,
    )  # fmt: skip


def subject_of(one: Observation) -> str:
    """Of what it was observed: “Warm Streets in Millbrook”."""
    who = one.initiative or one.combination
    if who and one.place:
        return _("%(who)s in %(place)s") % {"who": who, "place": one.place}
    return str(who or one.place or _("The portfolio as a whole"))


def splits_of(rows: Iterable[Row]) -> tuple[Split, ...]:
    """A table for each way in which something was split."""
    names: dict[str, list[Row]] = {}
    for row in rows:
        names.setdefault(row.observation.split_by, []).append(row)
    return tuple(_split(name, found) for name, found in sorted(names.items()))


def _split(name: str, rows: Sequence[Row]) -> Split:
    groups = tuple(sorted({row.observation.group for row in rows}, key=str.casefold))
    lines: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in rows:
        line = lines.setdefault((row.subject, row.period, row.observation.source), {})
        line[row.observation.group] = row.value if row.observation.value is not None else _("missing")
    cells = ((key, tuple(line.get(group, "–") for group in groups)) for key, line in lines.items())
    return Split(name, groups, tuple((f"{key[0]} · {key[2]}", key[1], found) for key, found in cells))
