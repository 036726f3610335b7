"""Sums are read as people of each language write them, and refused where they could be two."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from funding.forms.base import sum_field
from funding.models import Allocation, CapitalCommitment, FundingVehicle
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_vehicle

SignIn = Callable[[User | None], Client]


@pytest.mark.parametrize(
    ("language", "currency", "typed", "meant"),
    [
        ("en", "EUR", "1,234.56", "1234.56"),
        ("en", "EUR", "1,234", "1234"),
        ("en", "EUR", "1234.5", "1234.5"),
        ("en", "EUR", "1,50", "1.50"),
        ("en", "EUR", "1000000000.01", "1000000000.01"),
        ("en", "EUR", "1,000,000,000.01", "1000000000.01"),
        ("de", "EUR", "1.234,56", "1234.56"),
        ("de", "EUR", "1.234", "1234"),
        ("de", "EUR", "1234,5", "1234.5"),
        ("de", "EUR", "1234.56", "1234.56"),
        ("de", "EUR", "1.000.000.000,01", "1000000000.01"),
        ("de", "EUR", "1 234,56", "1234.56"),
        ("de", "EUR", "1\u202f234,56", "1234.56"),
        ("de", "EUR", "1'234.56", "1234.56"),
        ("de", "JPY", "1.000.000.001", "1000000001"),
        ("en", "JPY", "1,000,000,001", "1000000001"),
        ("en", "KWD", "1.234", "1.234"),
        ("de", "KWD", "1,234", "1.234"),
        ("de", "KWD", "0.005", "0.005"),
        ("de", "KWD", "1.000.000.000,001", "1000000000.001"),
        ("en", "KWD", "12345,678", "12345.678"),
    ],
)
def test_a_sum_is_what_the_reader_writes(language: str, currency: str, typed: str, meant: str) -> None:
    with translation.override(language):
        assert sum_field(currency, "Amount").clean(typed) == Decimal(meant)


@pytest.mark.parametrize(
    ("language", "currency", "typed", "why"),
    [
        ("de", "KWD", "1.234", "two sums|zwei Beträge"),
        ("en", "KWD", "1,234", "two sums"),
        ("en", "EUR", "1.234", "decimal"),
        ("de", "EUR", "1,234", "Dezimal|decimal"),
        ("en", "JPY", "5.5", "decimal"),
        ("en", "EUR", "1,23,456", "number"),
        ("en", "EUR", "1.234.56", "number"),
        ("en", "EUR", "NaN", "number"),
        ("en", "EUR", "Infinity", "number"),
        ("en", "EUR", "1e3000", "digits"),
        ("en", "EUR", "0", "more than zero"),
        ("en", "EUR", "-1", "more than zero"),
        ("en", "EUR", "9999999999999999999999", "digits"),
        ("en", "EUR", "10000000000000.00", "15 digits"),
        ("en", "EUR", "10000000000000", "13 digits before"),
        ("en", "KWD", "1000000000000", "12 digits before"),
        ("en", "JPY", "1000000000000000", "15 digits"),
    ],
)
def test_what_can_not_be_read_is_refused(language: str, currency: str, typed: str, why: str) -> None:
    with translation.override(language), pytest.raises(ValidationError, match=why):
        sum_field(currency, "Amount").clean(typed)


def test_a_german_page_takes_german_sums(
    client: Client, sign_in: SignIn, alma: User, purse: FundingVehicle, mission: Organisation
) -> None:
    alma.language = "de"
    alma.save()
    browser = sign_in(alma)
    browser.cookies["django_language"] = "de"
    address = reverse("funding:commitment-new", args=["riverton", purse.pk])
    typed = {"funder": mission.pk, "flexibility": "portfolio", "status": "committed", "on": "2026-06-01"}
    answer = browser.post(address, {**typed, "amount": "1.000.000.000,01"}, headers={"accept-language": "de"})
    assert answer.status_code == 302
    assert CapitalCommitment.objects.order_by("pk").last().amount == Decimal("1000000000.01")  # type: ignore[union-attr]
    edit = reverse("funding:vehicle-edit", args=["riverton", purse.pk])
    facts = {"name": purse.name, "instrument": "grant", "order": "0", "second_above": "2.500,5"}
    assert browser.post(edit, facts, headers={"accept-language": "de"}).status_code == 302
    assert 'value="2500,50"' in browser.get(edit, headers={"accept-language": "de"}).content.decode()


@pytest.mark.parametrize(
    ("currency", "whole", "smallest", "text"),
    [
        ("JPY", "1000000001", "1", "¥1,000,000,001"),
        ("KWD", "1000000000.001", "0.001", "KWD\u00a01,000,000,000.001"),
        ("EUR", "1000000000.01", "0.01", "€1,000,000,000.01"),
    ],
)
def test_a_billion_and_the_smallest_coin_through_forms_pages_api_and_files(
    sign_in: SignIn, alma: User, city: Portfolio, mission: Organisation,
    currency: str, whole: str, smallest: str, text: str,
) -> None:  # fmt: skip
    vehicle, client = make_vehicle(city, "Far money", currency=currency), sign_in(alma)
    on = {"on": "2026-06-01"}
    promise = {"funder": mission.pk, "flexibility": "portfolio", "status": "committed", "amount": whole, **on}
    assert client.post(reverse("funding:commitment-new", args=["riverton", vehicle.pk]), promise).status_code == 302
    rest = str(Decimal(whole) - Decimal(smallest))
    for amount in (rest, smallest):
        typed = {"target": "learning", "status": "agreed", "amount": amount, **on}
        assert client.post(reverse("funding:allocation-new", args=["riverton", vehicle.pk]), typed).status_code == 302
    more = client.post(
        reverse("funding:allocation-new", args=["riverton", vehicle.pk]),
        {"target": "learning", "status": "agreed", "amount": smallest, **on},
    )
    assert "left to allocate" in str(more.context["form"].errors["amount"])
    row = Allocation.objects.get(vehicle=vehicle, amount=Decimal(rest))
    pay = reverse("funding:disbursement-new", args=["riverton", row.pk])
    assert client.post(pay, {"amount": rest, **on}).status_code == 302
    page = client.get(vehicle.get_absolute_url()).content.decode()
    assert text in page
    address = f"/api/v1/portfolios/riverton/vehicles/{vehicle.pk}/"
    data, rows = client.get(address).json(), client.get(f"{address}allocations/").json()["results"]
    assert (data["committed_total"], data["paid_total"]) == (whole, rest)
    assert {one["amount"] for one in rows} == {rest, smallest}
    file = client.get(reverse("funding:vehicle-export", args=["riverton", vehicle.pk, "allocations", "csv"]))
    lines = b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    assert f",{rest}," in lines and f",{smallest}," in lines
    overview = client.get("/api/v1/portfolios/riverton/funding/").json()
    assert [one["committed"] for one in overview["others"] + overview["vehicles"] if one["name"] == "Far money"] == [
        whole
    ]
    if currency != city.currency:
        assert overview["committed"] in ("0.00", "0")


def test_currencies_are_typed_small_too_and_have_to_be_there(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    client, sums = sign_in(alma), {"name": "Yen fund", "instrument": "grant", "order": "0", "second_above": "5.5"}
    url = reverse("funding:vehicle-new", args=["riverton"])
    for code, fields in (("zzz", ["currency"]), ("e1", ["currency"]), ("jpy", ["second_above"])):
        answer = client.post(url, {**sums, "currency": code})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, fields), code
    assert client.post(url, {**sums, "second_above": "5", "currency": "jpy"}).status_code == 302
    assert city.vehicles.get().currency == "JPY"
    for name, typed in (
        ("rate-new", {"rate": "2", "on": "2026-06-01"}),
        ("outside-new", {"layer": "context", "who": "A city", "amount": "5", "sureness": "stated", "on": "2026-06-01"}),
    ):
        answer = client.post(reverse(f"funding:{name}", args=["riverton"]), {**typed, "currency": "ZZZ"})
        assert "no currency" in str(answer.context["form"].errors["currency"]), name
