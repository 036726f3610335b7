"""Stretches of time that people make sense of, and how they are called."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

MONTHS_PER = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def months_later(day: date, months: int) -> date:
    """Return the first day of the month that many months later; negative counts back."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `from_on` to before `to_on`."""

    from_on: date
    to_on: date

    @classmethod
    def around(cls, day: date, kind: str) -> "Period":
        """The calendar month, quarter, half-year or year that the day lies in."""
        length = MONTHS_PER[kind]
        start = date(day.year, (day.month - 1) // length * length + 1, 1)
        return cls(start, months_later(start, length))

    @property
    def last_day(self) -> date:
        return self.to_on - timedelta(days=1)

    @property
    def is_whole_months(self) -> bool:
        """Whether it begins and ends with a month."""
        return self.from_on.day == 1 and self.to_on.day == 1

    @property
    def length_in_months(self) -> int:
        """How many months it touches."""
        return (self.last_day.year - self.from_on.year) * 12 + self.last_day.month - self.from_on.month + 1

    def before(self) -> "Period":
        """The period of the same length that ends where this one begins."""
        if self.is_whole_months:
            return Period(months_later(self.from_on, -self.length_in_months), self.from_on)
        return Period(self.from_on - (self.to_on - self.from_on), self.from_on)

    def months(self) -> Iterator[date]:
        """The first days of the months that it touches."""
        for offset in range(self.length_in_months):
            yield months_later(self.from_on, offset)

    def name(self) -> str:
        """The period in words, as in “July–September 2026”."""
        first, last = self.from_on, self.last_day
        if not self.is_whole_months:
            days = {"first": format_date(first, "j F Y"), "last": format_date(last, "j F Y")}
            return _("%(first)s to %(last)s") % days
        if first.month == 1 and last.month == 12:
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return format_date(first, "F Y")
        if first.year == last.year:
            return f"{format_date(first, 'F')}–{format_date(last, 'F Y')}"
        return f"{format_date(first, 'F Y')} – {format_date(last, 'F Y')}"
