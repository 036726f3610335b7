"""Periods know what came before them and how they are called."""

from datetime import date

import pytest

from sensemaking.periods import Period, months_later

SUMMER = Period(date(2026, 7, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("kind", "first", "after"),
    [
        ("month", date(2026, 8, 1), date(2026, 9, 1)),
        ("quarter", date(2026, 7, 1), date(2026, 10, 1)),
        ("half", date(2026, 7, 1), date(2027, 1, 1)),
        ("year", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_the_calendar_period_around_a_day(kind: str, first: date, after: date) -> None:
    assert Period.around(date(2026, 8, 31), kind) == Period(first, after)


def test_the_period_before_has_the_same_length() -> None:
    assert SUMMER.before() == Period(date(2026, 4, 1), date(2026, 7, 1))
    assert Period(date(2026, 3, 10), date(2026, 3, 20)).before() == Period(date(2026, 2, 28), date(2026, 3, 10))


def test_months_over_the_turn_of_the_year() -> None:
    assert months_later(date(2026, 1, 31), -1) == date(2025, 12, 1)
    assert list(Period(date(2025, 12, 1), date(2026, 2, 1)).months()) == [date(2025, 12, 1), date(2026, 1, 1)]


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (SUMMER, "July–September 2026"),
        (Period(date(2026, 7, 1), date(2026, 8, 1)), "July 2026"),
        (Period(date(2026, 1, 1), date(2027, 1, 1)), "2026"),
        (Period(date(2025, 11, 1), date(2026, 2, 1)), "November 2025 – January 2026"),
        (Period(date(2026, 3, 10), date(2026, 3, 20)), "10 March 2026 to 19 March 2026"),
    ],
)
def test_names_of_periods(period: Period, name: str) -> None:
    assert period.name() == name
