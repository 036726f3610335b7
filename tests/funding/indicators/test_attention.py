"""The garden names indicators of which nothing was observed for longer than usual."""

from datetime import date, timedelta

import pytest

from funding.indicators.attention import due_on, unobserved
from funding.models import Indicator
from stakeholders.access import Permission, portfolio_for
from stakeholders.attention import Found, Look
from stakeholders.models import Portfolio, User
from tests.factories.indicators import make_indicator, make_observation

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 1)


def look(city: Portfolio, user: User, today: date) -> Found:
    return unobserved(Look(access=portfolio_for(user, city.slug, Permission.READ), number=0, today=today))


def observed(city: Portfolio) -> Indicator:
    warm = make_indicator(city)
    for days in (0, 100):
        make_observation(warm, 1, from_on=DAY + timedelta(days=days), to_on=DAY + timedelta(days=days))
    return warm


def test_an_indicator_is_due_after_one_and_a_half_intervals(city: Portfolio, alma: User) -> None:
    warm = observed(city)
    assert look(city, alma, DAY + timedelta(days=250)).total == 0
    found = look(city, alma, DAY + timedelta(days=251))
    assert [item.subject for item in found.items] == [warm.pk]
    assert found.items[0].since == DAY + timedelta(days=100)


def test_a_gap_with_its_reason_is_no_observation_and_a_retired_one_rests(city: Portfolio, alma: User) -> None:
    warm = observed(city)
    day = DAY + timedelta(days=200)
    make_observation(warm, None, from_on=day, to_on=day)
    assert look(city, alma, DAY + timedelta(days=251)).total == 1
    warm.retired_on = day
    warm.save()
    assert look(city, alma, DAY + timedelta(days=251)).total == 0


def test_what_was_observed_once_has_no_interval() -> None:
    assert due_on([]) is None
    assert due_on([DAY, DAY]) is None
    assert due_on([DAY, DAY + timedelta(days=3)]) == DAY + timedelta(days=7)
