"""Sums are converted only by the rate of their day, each marked, and never without one."""

from datetime import date, timedelta
from decimal import Decimal, localcontext

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from funding.models import ExchangeRate, LockedPeriod
from funding.rates import Rates, Sum, rounded
from funding.services import rates
from funding.services.limits import ClosedDays
from funding.services.rates import RateRefused
from stakeholders.models import Change, Portfolio, User

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def kept(currency: str, rate: str, on: date = JUNE, source: str = "Central bank", pk: int = 1) -> ExchangeRate:
    return ExchangeRate(pk=pk, currency=currency, rate=Decimal(rate), on=on, source=source)


def test_the_rate_in_force_on_the_day_counts() -> None:
    known = Rates("EUR", [kept("USD", "0.9", JULY, pk=2), kept("USD", "0.8")])
    before = known.convert(Sum(Decimal(100), "USD", JULY - timedelta(days=1)))
    after = known.convert(Sum(Decimal(100), "USD", JULY))
    assert before and before.amount == Decimal("80.00") and before.rate and before.rate.on == JUNE
    assert after and after.amount == Decimal("90.00")
    named = known.convert(Sum(Decimal(100), "USD", JULY), on=JUNE)
    assert named and named.amount == Decimal("80.00")


def test_a_day_without_a_rate_is_not_converted_and_stands_apart() -> None:
    total = Rates("EUR", [kept("USD", "0.8")]).total(
        [Sum(Decimal(10), "EUR", MAY), Sum(Decimal(10), "USD", JUNE), Sum(Decimal(7), "USD", MAY)]
    )
    assert total.amount == Decimal("18.00")
    assert total.apart_sums == (("USD", Decimal("7.00")),)
    assert [rate.source for rate in total.rates] == ["Central bank"]
    assert len(total.converted) == 1


@pytest.mark.parametrize(
    ("currency", "amount", "expected"),
    [("JPY", "2.5", "2"), ("JPY", "3.5", "4"), ("TND", "1.0005", "1.000"), ("TND", "1.0015", "1.002"),
     ("EUR", "0.125", "0.12"), ("EUR", "0.135", "0.14")],
)  # fmt: skip
def test_rounding_is_half_to_even_at_the_smallest_unit(currency: str, amount: str, expected: str) -> None:
    assert str(rounded(Decimal(amount), currency)) == expected


AMOUNTS = st.decimals(min_value="0.001", max_value=10**15, places=3)
RATES = st.decimals(min_value="0.0000000001", max_value=10**6, places=10)


@given(st.lists(AMOUNTS, max_size=8), RATES, st.sampled_from(["EUR", "JPY", "TND"]))
def test_a_total_is_the_sum_of_its_rounded_parts_and_near_the_whole(
    amounts: list[Decimal], rate: Decimal, into: str
) -> None:
    total = Rates(into, [kept("USD", str(rate))]).total([Sum(amount, "USD", JUNE) for amount in amounts])
    assert total.amount == sum((part.amount for part in total.parts), Decimal(0))
    assert not total.apart
    unit = Decimal(1).scaleb(-{"EUR": 2, "JPY": 0, "TND": 3}[into])
    with localcontext(prec=60):
        whole = sum((amount * rate for amount in amounts), Decimal(0))
        assert abs(total.amount - whole) <= unit * len(amounts) / 2


@given(AMOUNTS)
def test_the_own_currency_is_never_touched(amount: Decimal) -> None:
    part = Rates("EUR", []).convert(Sum(amount, "EUR", JUNE))
    assert part and part.amount == amount and part.rate is None


def test_a_billion_and_a_cent_stay_exact() -> None:
    known = Rates("EUR", [kept("USD", "0.9123456789")])
    total = known.total([Sum(Decimal("999999999999999999.99"), "USD", JUNE), Sum(Decimal("0.01"), "USD", JUNE)])
    assert total.parts[0].amount == Decimal("912345678899999999.99")
    assert total.amount == Decimal("912345678900000000.00")


def test_a_steward_keeps_a_rate_and_corrects_it_from_a_later_day(city: Portfolio, alma: User) -> None:
    first = rates.keep(portfolio=city, currency="USD", rate=Decimal("0.8"), on=JUNE, source="ECB", by=alma)
    with pytest.raises(RateRefused, match="from a later day"):
        rates.keep(portfolio=city, currency="USD", rate=Decimal("0.9"), on=JUNE, source="ECB", by=alma)
    rates.keep(portfolio=city, currency="USD", rate=Decimal("0.9"), on=JUNE + timedelta(days=1), source="ECB", by=alma)
    assert ExchangeRate.objects.count() == 2
    assert Change.objects.of(first).get().by == alma
    with pytest.raises(RateRefused, match="own currency"):
        rates.keep(portfolio=city, currency="EUR", rate=Decimal(1), on=JUNE, source="", by=alma)


def test_days_that_were_reported_keep_their_rates(city: Portfolio, alma: User) -> None:
    LockedPeriod.objects.create(portfolio=city, from_on=MAY, to_on=JUNE, why="Report")
    with pytest.raises(ClosedDays):
        rates.keep(portfolio=city, currency="USD", rate=Decimal(1), on=MAY, source="", by=alma)


def test_a_rate_of_an_earlier_day_does_not_convert_what_was_reported(city: Portfolio, alma: User) -> None:
    LockedPeriod.objects.create(portfolio=city, from_on=MAY, to_on=JUNE, why="Report")

    def keep(currency: str, on: date) -> None:
        rates.keep(portfolio=city, currency=currency, rate=Decimal(1), on=on, source="", by=alma)

    with pytest.raises(ClosedDays, match="Report"):
        keep("USD", MAY - timedelta(days=40))
    keep("USD", JUNE + timedelta(days=1))
    ExchangeRate.objects.create(portfolio=city, currency="USD", rate=1, on=MAY)
    keep("USD", MAY - timedelta(days=40))
    assert ExchangeRate.objects.count() == 3


def test_the_database_refuses_a_rate_of_nothing(city: Portfolio) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ExchangeRate.objects.create(portfolio=city, currency="USD", rate=0, on=JUNE)


def test_the_page_takes_a_rate_and_says_what_is_wrong(client: Client, city: Portfolio, alma: User) -> None:
    client.force_login(alma)
    page = f"/{city.slug}/funding/rates/new/"
    for rate in ("0", "-1", "NaN", "many"):
        answer = client.post(page, {"currency": "USD", "rate": rate, "on": "2026-06-01"})
        assert answer.status_code == 422
    assert (
        client.post(page, {"currency": "usd", "rate": "0.85", "on": "2026-06-01", "source": "ECB"}).status_code == 302
    )
    text = client.get(f"/{city.slug}/funding/rates/").content.decode()
    assert "USD" in text and "0.85" in text and "ECB" in text
    assert client.post(page, {"currency": "USD", "rate": "0.9", "on": "2026-06-01"}).status_code == 422
