"""The rows behind each number of the comparison of tied and flexible money."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from funding.models import Allocation
from funding.overviews import freedom
from funding.overviews.learning_parts import SIZE, Row, as_cells
from funding.overviews.seen import Seen
from funding.sums import exact
from portfolio_hub.lib.exports import in_batches
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import LogTally
from stakeholders.access import Access


@dataclass(frozen=True)
class Part:
    """One number of the comparison: its heading, what was done to get at its rows, and how one is written."""

    title: str | Promise
    rule: str | Promise
    order: tuple[str, ...]
    rows: Callable[[Access, QuerySet[Allocation]], Any]
    lines: Callable[[Access, list[Any]], list[Row]]
    is_money: bool = False


def page_of_part(access: Access, side: str, part: Part, after: str) -> tuple[Page[Any], list[Row]]:
    """One page of rows that the reader may open."""
    page = page_of(_rows(access, side, part), order=part.order, after=after, size=SIZE)
    return page, part.lines(access, page.rows)


def all_rows(access: Access, side: str, part: Part) -> Iterator[tuple[object, ...]]:
    """Every row that the reader may open, for a file."""
    for batch in in_batches(_rows(access, side, part).order_by(*part.order)):
        yield from map(as_cells, part.lines(access, batch))


def outlined(access: Access, side: str, part: Part) -> int:
    """How many rows of a number are of vehicles that the reader sees in outline only."""
    if not part.is_money:
        return 0
    given = freedom.agreed(freedom.vehicles_by_kind(access)[side])
    every: Any = freedom.with_first_payment(given) if part is PARTS["paid"] else given
    opened: int = every.visible_to(access.user).count()
    return int(every.count()) - opened


def _rows(access: Access, side: str, part: Part) -> Any:
    return part.rows(access, freedom.agreed(freedom.vehicles_by_kind(access)[side]))


def _agreed(access: Access, given: QuerySet[Allocation]) -> Any:
    rows = given.visible_to(access.user).annotate(begins=F("on"), ends=F("agreed_on"))  # type: ignore[attr-defined]
    return _whole(rows)


def _paid(access: Access, given: QuerySet[Allocation]) -> Any:
    rows = freedom.with_first_payment(given).visible_to(access.user)  # type: ignore[attr-defined]
    return _whole(rows.annotate(begins=F("agreed_on"), ends=F("paid_on")))


def _whole(rows: QuerySet[Allocation]) -> QuerySet[Allocation]:
    return rows.select_related("vehicle__portfolio", "initiative", "combination").defer("initiative__search")


def _allocation_lines(access: Access, rows: list[Any]) -> list[Row]:
    known = Seen.of(access, rows)
    return [
        Row(
            known.name_of(row), row.vehicle.get_absolute_url(), row.ends, f"{row.vehicle}: {_days(row)}",
            exact(row.amount, row.vehicle.currency), row.vehicle.currency,
        )
        for row in rows
    ]  # fmt: skip


def _days(row: Any) -> str:
    days = max((row.ends - row.begins).days, 0)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def _options(access: Access, given: QuerySet[Allocation]) -> Any:
    fed = freedom.initiatives_of(access, given)
    return freedom.options_of(access, fed).select_related("portfolio")


def _option_lines(_access: Access, rows: list[Any]) -> list[Row]:
    return [Row(row.title, row.get_absolute_url(), row.opened_on, row.get_status_display()) for row in rows]


def _connections(access: Access, given: QuerySet[Allocation]) -> Any:
    fed = freedom.initiatives_of(access, given)
    rows: Any = freedom.connections_of(access, fed).select_related("portfolio", "source", "target")
    return rows.defer("source__search", "target__search")


def _connection_lines(_access: Access, rows: list[Any]) -> list[Row]:
    return [
        Row(f"{row.source.title} – {row.target.title}", row.get_absolute_url(), None, row.get_kind_display())
        for row in rows
    ]


def _begun(access: Access, given: QuerySet[Allocation]) -> Any:
    return freedom.begun_with(freedom.initiatives_of(access, given), given).annotate(day=F("started_on"))


def _begun_lines(access: Access, rows: list[Any]) -> list[Row]:
    return [Row(row.title, _page(access, row), row.day, row.get_stage_display()) for row in rows]


def _initiatives(access: Access, given: QuerySet[Allocation]) -> Any:
    tallies = LogTally.objects.filter(portfolio=access.portfolio, initiative=OuterRef("pk")).order_by()
    told = Subquery(tallies.values("initiative").annotate(sum=Sum("count")).values("sum")[:1])
    return freedom.initiatives_of(access, given).annotate(told=Coalesce(told, 0))


def _initiative_lines(access: Access, rows: list[Any]) -> list[Row]:
    words = "%(number)d learning log", "%(number)d learning logs"
    return [Row(row.title, _page(access, row), None, ngettext(*words, row.told) % {"number": row.told}) for row in rows]


def _page(access: Access, row: Any) -> str:
    return reverse("initiatives:detail", args=[access.portfolio.slug, row.pk])


PARTS = {
    "agreed": Part(
        gettext_lazy("From proposed to agreed"),
        gettext_lazy("Agreed allocations of vehicles that you see in detail, with the days that it took to agree."),
        ("-ends", "-id"), _agreed, _allocation_lines, is_money=True,
    ),
    "paid": Part(
        gettext_lazy("From agreed to the first payment"),
        gettext_lazy("Allocations of vehicles that you see in detail, with the days until the first payment."),
        ("-ends", "-id"), _paid, _allocation_lines, is_money=True,
    ),
    "options": Part(
        gettext_lazy("Options opened"), gettext_lazy("Options opened by learning logs of initiatives with such money."),
        ("-opened_on", "-id"), _options, _option_lines,
    ),
    "connections": Part(
        gettext_lazy("Connections"), gettext_lazy("Connections from or to initiatives with such money."),
        ("-id",), _connections, _connection_lines,
    ),
    "begun": Part(
        gettext_lazy("Initiatives begun"),
        gettext_lazy("Initiatives that began when the first of such money was agreed for them, or later."),
        ("-day", "-id"), _begun, _begun_lines,
    ),
    "initiatives": Part(
        gettext_lazy("Learning logs by initiative"),
        gettext_lazy("Every initiative with such money, and how many learning logs it wrote."),
        ("-told", "-id"), _initiatives, _initiative_lines,
    ),
}  # fmt: skip
