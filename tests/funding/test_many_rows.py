"""A vehicle with thousands of rows: its pages ask as often, and its files stay small in memory."""

import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.models import Allocation, Disbursement, FundingVehicle
from stakeholders.models import User

SignIn = Callable[[User | None], Client]
ROWS = 3_000


def address(name: str, *args: object) -> str:
    return reverse(f"funding:{name}", args=["riverton", *args])


def fill(purse: FundingVehicle, by: User, many: int) -> None:
    """So many allocations over the years, each with a payment."""
    first = date(2020, 1, 1)
    rows = Allocation.objects.bulk_create(
        [
            Allocation(
                vehicle=purse, target="learning", amount=Decimal("0.02"), paid_total=Decimal("0.01"), by=by,
                purpose=f"Round {number}", on=first + timedelta(days=number % 2000),
            )
            for number in range(many)
        ],
        batch_size=1000,
    )  # fmt: skip
    payments = [Disbursement(allocation=row, amount=Decimal("0.01"), on=row.on) for row in rows]
    Disbursement.objects.bulk_create(payments, batch_size=1000)


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.fixture
def crowded(purse: FundingVehicle, alma: User) -> FundingVehicle:
    fill(purse, alma, ROWS)
    return purse


def test_the_pages_ask_as_often_for_thousands_as_for_some(sign_in: SignIn, alma: User, purse: FundingVehicle) -> None:
    client = sign_in(alma)
    fill(purse, alma, 60)
    pages = (purse.get_absolute_url(), address("vehicle-payments", purse.pk))
    client.get(pages[0])
    before = [queries(client, page) for page in pages]
    fill(purse, alma, ROWS)
    assert [queries(client, page) for page in pages] == before


def test_every_allocation_is_reached_once_page_by_page(sign_in: SignIn, alma: User, purse: FundingVehicle) -> None:
    fill(purse, alma, 60)
    client, path, found = sign_in(alma), purse.get_absolute_url(), []
    while path:
        page = client.get(path).context["page"]
        found += [line.row.pk for line in page.allocations]
        path = f"{purse.get_absolute_url()}?after={page.older}" if page.older else ""
    assert len(found) == len(set(found)) == 60
    plans = client.get(f"{purse.get_absolute_url()}?state=planned").context["page"]
    assert (plans.state, plans.allocations) == ("planned", ())
    for nonsense in ("?after=%%%", "?after=W10", "?state=everything", "?after=WyJ4IiwieSJd"):
        assert client.get(purse.get_absolute_url() + nonsense).status_code == 200


def test_every_payment_is_reached_and_corrected_from_its_page(
    sign_in: SignIn, alma: User, purse: FundingVehicle
) -> None:
    fill(purse, alma, 60)
    client, oldest = sign_in(alma), Disbursement.objects.order_by("on", "pk").first()
    assert oldest is not None
    first = client.get(address("vehicle-payments", purse.pk))
    assert "All payments out and returns" in client.get(purse.get_absolute_url()).content.decode()
    second = client.get(address("vehicle-payments", purse.pk) + f"?after={first.context['page'].next_cursor}")
    assert address("payment-correct", oldest.pk) in second.content.decode()


@pytest.mark.parametrize("table", ["allocations", "payments"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_of_many_rows_holds_few_of_them_at_once(
    sign_in: SignIn, alma: User, crowded: FundingVehicle, table: str, kind: str
) -> None:
    client: Any = sign_in(alma)
    answer = client.get(address("vehicle-export", crowded.pk, table, kind))
    tracemalloc.start()
    size = sum(len(chunk) for chunk in answer.streaming_content)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > (ROWS * 40 if kind == "csv" else ROWS * 5)
    assert peak < 8_000_000, peak
