"""Layers of money stand side by side; each step about them can be undone."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from funding.models import ExchangeRate, OutsideMoney
from funding.overviews.leverage import Chosen, leverage
from funding.services import leverage as services
from funding.services import rates
from initiatives.models import Initiative
from stakeholders.access import Access, access_for
from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.services import history
from stakeholders.services.history import CannotUndo
from tests.factories import make_commitment, make_vehicle

DAY = date(2026, 6, 1)
WATER: dict[str, Any] = {
    "layer": "partners", "who": "Riverton Water", "amount": Decimal(500), "currency": "EUR", "on": DAY,
    "source": "Annual report", "circle": "funders",
}  # fmt: skip


def as_seen(city: Portfolio, user: User) -> Access:
    access = access_for(user, city)
    assert access
    return access


def tell(city: Portfolio, by: User, **values: Any) -> OutsideMoney:
    return services.tell(portfolio=city, by=by, values={**WATER, **values})


def test_layers_stand_side_by_side_and_are_never_added(city: Portfolio, alma: User, mission: Organisation) -> None:
    make_commitment(make_vehicle(city), mission, 1000, on=DAY)
    tell(city, alma)
    tell(city, alma, layer="induced", currency="USD", amount=Decimal(100))
    tell(city, alma, layer="induced", currency="JPY", amount=Decimal(7000))
    ExchangeRate.objects.create(portfolio=city, currency="USD", rate=Decimal("0.9"), on=DAY, source="ECB")
    layers = {layer.key: layer for layer in leverage(as_seen(city, alma), Chosen()).layers}
    assert list(layers) == ["own", "partners", "induced", "context"]
    assert layers["own"].total.amount == 1000
    assert layers["partners"].total.amount == 500
    assert layers["induced"].total.amount == 90
    assert layers["induced"].sums == (("JPY", Decimal(7000)), ("USD", Decimal(100)))
    assert layers["induced"].total.apart_sums == (("JPY", Decimal(7000)),)
    assert not layers["context"].sums


def test_the_reader_sees_what_their_circle_reaches(
    city: Portfolio, alma: User, chi: User, warm_streets: Initiative
) -> None:
    tell(city, alma, circle="portfolio")
    tell(city, alma, who="Bank", initiative=warm_streets)
    assert [line.row.who for line in leverage(as_seen(city, chi), Chosen()).lines] == ["Bank"]
    assert len(leverage(as_seen(city, alma), Chosen()).lines) == 2


def test_the_address_chooses(client: Client, city: Portfolio, alma: User) -> None:
    tell(city, alma)
    tell(city, alma, who="Harbour fund", layer="context", sureness="confirmed")
    client.force_login(alma)
    base = f"/{city.slug}/funding/leverage/"
    page = client.get(base, {"layer": "context"}).content.decode()
    assert "Harbour fund" in page and "Riverton Water" not in page
    assert client.get(base, {"layer": "no", "system": "²", "sureness": "x"}).status_code == 200
    file = b"".join(client.get(f"{base[:-1]}.csv", {"sureness": "confirmed"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert "Harbour fund" in file and "Riverton Water" not in file


def test_an_edit_and_a_removal_can_be_undone(city: Portfolio, alma: User, warm_streets: Initiative) -> None:
    row = tell(city, alma, initiative=warm_streets)
    edit = services.mend(row=row, values={"amount": Decimal("700.50"), "who": "Water"}, by=alma)
    assert edit
    history.undo(change=edit, by=alma)
    row.refresh_from_db()
    assert (row.amount, row.who) == (500, "Riverton Water")
    pk = row.pk
    gone = services.remove(row=row, by=alma)
    assert gone and not OutsideMoney.objects.exists()
    back = services.bring_back(change=gone, by=alma)
    back.refresh_from_db()
    assert (back.pk, back.amount, back.on, back.initiative, back.by) == (pk, 500, DAY, warm_streets, alma)
    with pytest.raises(CannotUndo):
        services.bring_back(change=gone, by=alma)


def test_the_form_adds_edits_and_removes(client: Client, city: Portfolio, alma: User) -> None:
    client.force_login(alma)
    base = f"/{city.slug}/funding/leverage/"
    data = {**WATER, "amount": "500", "on": "2026-06-01", "sureness": "stated", "currency": "jpy"}
    for wrong in ({"amount": "1.5"}, {"amount": "0"}, {"amount": "-1"}, {"source": ""}, {"currency": "Yen!"}):
        assert client.post(f"{base}new/", {**data, **wrong}).status_code == 422, wrong
    assert client.post(f"{base}new/", data).status_code == 302
    row = OutsideMoney.objects.get()
    assert row.currency == "JPY"
    assert client.post(f"{base}{row.pk}/edit/", {**data, "who": "Bank"}).status_code == 302
    assert "Bank" in client.get(f"{base}{row.pk}/history/").content.decode()
    assert client.post(f"{base}{row.pk}/edit/", {**data, "who": "Bank"}).status_code == 302
    assert [list(change.fields) for change in Change.objects.of(row).filter(kind=Change.Kind.EDITED)] == [["who"]]
    edit = Change.objects.of(row).first()
    assert edit and client.post(f"{base}undo/{edit.pk}/").status_code == 302
    assert OutsideMoney.objects.get().who == "Riverton Water"
    client.post(f"{base}{row.pk}/remove/")
    assert not OutsideMoney.objects.exists()
    gone = Change.objects.get(kind=Change.Kind.DELETED)
    client.post(f"{base}undo/{gone.pk}/")
    assert OutsideMoney.objects.get().who == "Riverton Water"


def test_the_api_gives_layers_and_rows(client: Client, city: Portfolio, alma: User, chi: User) -> None:
    tell(city, alma)
    tell(city, alma, circle="portfolio")
    client.force_login(chi)
    base = f"/api/v1/portfolios/{city.slug}/"
    layers = client.get(f"{base}money-layers/").json()
    assert layers[1]["layer"] == "partners"
    assert layers[1]["sums"] == [{"currency": "EUR", "amount": "500.00"}]
    assert len(client.get(f"{base}outside-money/").json()["results"]) == 1


def test_what_is_converted_says_by_which_rate_and_what_has_none_stands_apart(
    client: Client, city: Portfolio, alma: User
) -> None:
    rates.keep(portfolio=city, currency="USD", rate=Decimal("0.8"), on=date(2020, 1, 1), source="ECB", by=alma)
    tell(city, alma, amount=Decimal(10), currency="USD")
    tell(city, alma, amount=Decimal(7), currency="JPY")
    client.force_login(alma)
    layer = client.get(f"/api/v1/portfolios/{city.slug}/money-layers/").json()[1]
    assert layer["converted"] == {"currency": "EUR", "amount": "8.00"}
    (used,) = layer["rates"]
    assert (used["currency"], used["on"], used["source"]) == ("USD", "2020-01-01", "ECB")
    assert layer["apart"] == [{"currency": "JPY", "amount": "7"}]
    table = client.get(f"/{city.slug}/funding/leverage.csv")
    text = b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]
    assert "2020-01-01,ECB" in text and "no rate on its day" in text


def test_queries_do_not_grow(
    city: Portfolio, alma: User, warm_streets: Initiative, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        tell(city, alma, who=f"Partner {number}", initiative=warm_streets)
    access = as_seen(city, alma)
    with django_assert_num_queries(6):
        leverage(access, Chosen())
