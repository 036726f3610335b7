"""Matches follow the exchange rates: what a sum is worth is looked at anew when a rate is kept, brought in or gone."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from funding import tasks
from funding.exchange.incoming_rates import RatesTarget
from funding.models import ExchangeRate, FundingMatch, SupportSought
from funding.services import looking_anew, matches, rates
from initiatives.imports.fields import Record
from initiatives.imports.targets import Scope
from stakeholders.models import Portfolio, User

Commits = Callable[..., Any]


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For which portfolios a worker was told to look."""
    told: list[int] = []
    monkeypatch.setattr(looking_anew, "hand_over", told.append)
    return told


@pytest.fixture
def in_dollars(match: FundingMatch) -> FundingMatch:
    """The reserve is sought in a currency that has no rate."""
    SupportSought.objects.update(currency="USD")
    matches.find(portfolio_id=match.call.portfolio_id)
    assert sums(match) == ["unknown"]
    return match


def sums(match: FundingMatch) -> list[str]:
    match.refresh_from_db()
    return [reason["fit"] for reason in match.reasons if reason["kind"] == "sum"]


def keep(city: Portfolio, by: User, currency: str, rate: str, **also: Any) -> ExchangeRate:
    day = also.get("on") or timezone.localdate()
    return rates.keep(portfolio=city, currency=currency, rate=Decimal(rate), on=day, source="Central bank", by=by)


def test_a_rate_that_is_kept_changes_what_a_match_says(
    city: Portfolio, alma: User, in_dollars: FundingMatch, handed_over: list[int],
    django_capture_on_commit_callbacks: Commits,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        keep(city, alma, "USD", "0.9", on=timezone.localdate() - timedelta(days=1))
    assert handed_over == [city.pk]
    tasks.look_for_matches(city.pk)
    assert sums(in_dollars) == ["within"]
    keep(city, alma, "USD", "2")
    tasks.look_for_matches(city.pk)
    tasks.look_for_matches(city.pk)
    assert sums(in_dollars) == ["over"]


def test_a_currency_that_nobody_names_wakes_nobody(
    city: Portfolio, alma: User, in_dollars: FundingMatch, handed_over: list[int],
    django_capture_on_commit_callbacks: Commits,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        keep(city, alma, "JPY", "0.006")
    SupportSought.objects.update(withdrawn_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        keep(city, alma, "USD", "0.9")
    assert handed_over == []


def test_rates_brought_in_and_taken_back_are_looked_at_once_a_batch(
    city: Portfolio, alma: User, in_dollars: FundingMatch, handed_over: list[int],
    django_capture_on_commit_callbacks: Commits,
) -> None:  # fmt: skip
    today = timezone.localdate()
    scope = Scope(portfolio=city, by=alma, batch=uuid4(), source="", file_name="rates.csv")
    days = [(today - timedelta(days=back)).isoformat() for back in range(3)]
    records = [
        Record(row=at, key=f"USD:{day}", values={"currency": "USD", "rate": "0.9", "on": day}, extra={})
        for at, day in enumerate(days)
    ]
    with django_capture_on_commit_callbacks(execute=True):
        made = RatesTarget().create(scope, records)
    assert handed_over == [city.pk]
    tasks.look_for_matches(city.pk)
    assert sums(in_dollars) == ["within"]
    with django_capture_on_commit_callbacks(execute=True):
        RatesTarget().delete(made)
    assert handed_over == [city.pk, city.pk]
    tasks.look_for_matches(city.pk)
    assert sums(in_dollars) == ["unknown"]


def test_every_day_it_looks_wherever_rates_are_kept(
    city: Portfolio, alma: User, in_dollars: FundingMatch, handed_over: list[int]
) -> None:
    tasks.look_for_all_matches()
    assert handed_over == []
    keep(city, alma, "USD", "0.9", on=timezone.localdate() + timedelta(days=2))
    keep(city, alma, "USD", "0.8")
    tasks.look_for_all_matches()
    assert handed_over == [city.pk]
