"""Days of the story: the same ones at every planting, never on a weekend unless the story says so."""

import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

TODAY = date(2026, 11, 21)
"""The day on which the story of Riverton is told."""

THOUSAND = Decimal(1000)


def number_of(text: str) -> int:
    """A number that is the same for the same text, at every start and on every machine."""
    return zlib.crc32(text.encode())


def day_of(text: str, key: str) -> date:
    """Read a day (2026-06-12), or a month (2024-03), which becomes a working day early in that month."""
    if len(text) > 7:
        return date.fromisoformat(text)
    return working_day(date.fromisoformat(f"{text}-01") + timedelta(days=number_of(key + text) % 9))


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def moment_of(day: date, key: str) -> datetime:
    """A moment of that day between eight in the morning and six in the evening."""
    minutes = number_of(key) % 600
    return datetime.combine(day, time(8), tzinfo=UTC) + timedelta(minutes=minutes)


def instalments(amount: Decimal, since: date, until: date = TODAY) -> Iterator[tuple[date, Decimal]]:
    """Split a sum into half-yearly parts of whole thousands; the parts add up to the sum exactly."""
    days = (until - since).days
    parts = max(1, min(6, days // 182 + 1, int(amount // THOUSAND)))
    even = amount / parts // THOUSAND * THOUSAND
    for part in range(parts):
        on = working_day(since + timedelta(days=30 + (days - 45) * part // parts)) if days > 90 else since
        yield on, amount - even * (parts - 1) if part == parts - 1 else even
