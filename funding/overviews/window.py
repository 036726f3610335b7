"""Which part of the money a page shows: a period, and some vehicles or all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolio_hub.lib.dates import day_full

ALL, YEAR, MONTHS, OWN = "", "year", "12m", "own"
PERIODS: tuple[tuple[str, str | Promise], ...] = (
    (ALL, gettext_lazy("From the beginning")),
    (YEAR, gettext_lazy("This year")),
    (MONTHS, gettext_lazy("Last 12 months")),
    (OWN, gettext_lazy("Own dates")),
)


def between(name: str, first: date | None, last: date | None) -> Q:
    """The rows whose day lies from the first to the last one, both included; without one there is no limit."""
    rule = Q()
    if first is not None:
        rule &= Q(**{f"{name}__gte": first})
    if last is not None:
        rule &= Q(**{f"{name}__lte": last})
    return rule


@dataclass(frozen=True)
class Window:
    """What counts: rows from the first to the last day, both included, of these vehicles; empty is no limit."""

    period: str = ALL
    first: date | None = None
    last: date | None = None
    vehicles: frozenset[int] = frozenset()

    @property
    def is_dated(self) -> bool:
        return self.first is not None or self.last is not None

    @property
    def is_narrowed(self) -> bool:
        return self.is_dated or bool(self.vehicles)

    def days(self, name: str) -> Q:
        """The rows whose day lies in the period."""
        return between(name, self.first, self.last)

    def before(self, name: str) -> Q:
        """The rows of the time before the period; none when it begins with the first row."""
        return Q(pk__in=()) if self.first is None else Q(**{f"{name}__lt": self.first})

    @property
    def query(self) -> str:
        """The window as an address has it, without a question mark; empty where all is shown."""
        pairs: list[tuple[str, Any]] = [("period", self.period)] if self.period else []
        if self.period == OWN:
            pairs += [(name, day.isoformat()) for name, day in (("first", self.first), ("last", self.last)) if day]
        pairs += [("vehicle", pk) for pk in sorted(self.vehicles)]
        return urlencode(pairs)

    @property
    def suffix(self) -> str:
        """The same with its question mark, to stand behind an address."""
        return f"?{self.query}" if self.query else ""


EVERYTHING = Window()


def window_of(period: str, today: date, *, own: tuple[date | None, date | None], vehicles: Iterable[int]) -> Window:
    """The window that somebody chose; the last twelve months begin with the first day of a month."""
    chosen = frozenset(vehicles)
    if period == YEAR:
        return Window(YEAR, date(today.year, 1, 1), today, chosen)
    if period == MONTHS:
        month = today.year * 12 + today.month - 12
        return Window(MONTHS, date(month // 12, month % 12 + 1, 1), today, chosen)
    if period == OWN and any(own):
        return Window(OWN, *own, chosen)
    return Window(ALL, vehicles=chosen)


def words_of(since: date | None, until: date | None, vehicles: Iterable[str]) -> str:
    """What is shown, in a sentence."""
    first, last = day_full(since), day_full(until)
    if first and last:
        words = _("From %(first)s to %(last)s.") % {"first": first, "last": last}
    elif first:
        words = _("Since %(first)s.") % {"first": first}
    else:
        words = _("Until %(last)s.") % {"last": last} if last else _("From the beginning until today.")
    chosen = ", ".join(vehicles)
    return f"{words} {_('Only %(vehicles)s.') % {'vehicles': chosen}}" if chosen else words
