"""A trial of other rules holds no money and changes no sum anywhere."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from funding.models import Allocation, FundingVehicle
from funding.overviews import funder_overview, initiative_money
from funding.overviews.shadows import comparison, trials
from funding.services import money, periods, shadows
from funding.services.limits import OverLimit
from funding.services.money import Purpose, Terms
from initiatives.models import Initiative
from portfolio_hub.overviews.facts import facts_of
from stakeholders.access import access_for
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_vehicle

DAY = date(2026, 6, 1)


@pytest.fixture
def fund(city: Portfolio, mission: Organisation, alma: User, warm_streets: Initiative) -> FundingVehicle:
    """A vehicle with one thousand, of which 300 go to warm streets."""
    vehicle = make_vehicle(city, "Transition Fund")
    terms = Terms(flexibility="portfolio")
    money.commit(vehicle=vehicle, funder=mission, amount=Decimal(1000), terms=terms, on=DAY, by=alma)
    money.allocate(vehicle=vehicle, amount=Decimal(300), purpose=Purpose(warm_streets), on=DAY, by=alma)
    return vehicle


def begin(fund: FundingVehicle, by: User) -> FundingVehicle:
    return shadows.begin(beside=fund, by=by, name="By streets", instrument="grant", rules="Street by street.")


def test_both_stand_side_by_side(fund: FundingVehicle, alma: User, city: Portfolio, warm_streets: Initiative) -> None:
    trial = begin(fund, alma)
    shadows.plan(shadow=trial, amount=Decimal(450), purpose=Purpose(warm_streets), on=DAY, by=alma)
    shadows.plan(shadow=trial, amount=Decimal("0.5"), purpose=Purpose(target="learning"), on=DAY, by=alma)
    access = access_for(alma, city)
    assert access
    page = comparison(access, trial)
    first = page.lines[0]
    assert (first.name, first.real, first.trial, first.difference) == (warm_streets.title, 300, 450, 150)
    assert (page.real, page.trial) == (300, Decimal("450.50"))
    assert page.only_in_trial == 1
    assert trials(access) == (trial,)


def test_a_trial_gives_no_more_than_the_vehicle_beside_holds(fund: FundingVehicle, alma: User) -> None:
    trial = begin(fund, alma)
    shadows.plan(shadow=trial, amount=Decimal(999), purpose=Purpose(), on=DAY, by=alma)
    with pytest.raises(OverLimit, match="€1 of it is left"):
        shadows.plan(shadow=trial, amount=Decimal("1.01"), purpose=Purpose(), on=DAY, by=alma)
    with pytest.raises(OverLimit, match="no trial"):
        shadows.plan(shadow=fund, amount=Decimal(1), purpose=Purpose(), on=DAY, by=alma)
    with pytest.raises(OverLimit, match="not beside another trial"):
        begin(trial, alma)


def test_no_real_money_enters_a_trial(fund: FundingVehicle, alma: User, mission: Organisation) -> None:
    trial = begin(fund, alma)
    terms = Terms(flexibility="portfolio")
    with pytest.raises(OverLimit, match="no real money"):
        money.commit(vehicle=trial, funder=mission, amount=Decimal(1), terms=terms, on=DAY, by=alma)
    row = shadows.plan(shadow=trial, amount=Decimal(1), purpose=Purpose(), on=DAY, by=alma)
    with pytest.raises(OverLimit):
        money.agree(allocation=row, by=alma)
    for total in ("committed_total", "returned_total"):
        with pytest.raises(IntegrityError, match="shadow_holds_no_money"), transaction.atomic():
            FundingVehicle.objects.filter(pk=trial.pk).update(**{total: 1})


def test_a_trial_changes_no_sum_anywhere(
    client: Client, fund: FundingVehicle, alma: User, city: Portfolio, warm_streets: Initiative
) -> None:
    access = access_for(alma, city)
    assert access
    client.force_login(alma)
    paths = (
        f"/{city.slug}/funding/vehicles.csv", f"/{city.slug}/funding/flows.csv",
        f"/{city.slug}/funding/initiatives/{warm_streets.pk}/", f"/{city.slug}/?show=money",
    )  # fmt: skip
    apis = (f"/api/v1/portfolios/{city.slug}/funding/", f"/api/v1/portfolios/{city.slug}/vehicles/")

    def all_of_it() -> list[object]:
        pages: list[object] = []
        for path in paths[:2]:
            pages.append(b"".join(client.get(path).streaming_content))  # type: ignore[attr-defined]
        pages += [client.get(path).content.count("€".encode()) for path in paths[2:]]
        pages += [client.get(path).json() for path in apis]
        return [
            funder_overview(access), initiative_money(access, warm_streets), facts_of(access, since=DAY).money, *pages
        ]  # fmt: skip

    before = all_of_it()
    trial = begin(fund, alma)
    shadows.plan(shadow=trial, amount=Decimal(700), purpose=Purpose(warm_streets), on=DAY, by=alma)
    assert all_of_it() == before
    assert not FundingVehicle.objects.real().filter(pk=trial.pk).exists()
    assert not Allocation.objects.real().filter(vehicle=trial).exists()


def test_the_pages_begin_write_and_drop(
    client: Client, fund: FundingVehicle, alma: User, chi: User, warm_streets: Initiative, city: Portfolio
) -> None:
    client.force_login(alma)
    base = f"/{city.slug}/funding/"
    begun = {"name": "By streets", "instrument": "loan", "rules": "Street by street."}
    assert client.post(f"{base}vehicles/{fund.pk}/trial/", {**begun, "rules": ""}).status_code == 422
    assert client.post(f"{base}vehicles/{fund.pk}/trial/", {**begun, "name": fund.name}).status_code == 422
    assert client.post(f"{base}vehicles/{fund.pk}/trial/", begun).status_code == 302
    trial = FundingVehicle.objects.get(is_shadow=True)
    given = {"amount": "120", "target": "initiative", "initiative": warm_streets.pk, "on": "2026-06-01"}
    assert client.post(f"{base}trials/{trial.pk}/give/", {**given, "amount": "1001"}).status_code == 422
    assert client.post(f"{base}trials/{trial.pk}/give/", given).status_code == 302
    page = client.get(f"{base}trials/{trial.pk}/").content.decode()
    assert "€120" in page and "Street by street." in page and warm_streets.title in page
    row = trial.allocations.get()
    assert client.post(f"{base}trials/{trial.pk}/drop/{row.pk}/").status_code == 302
    assert "€120" not in client.get(f"{base}trials/{trial.pk}/").content.decode()
    client.force_login(chi)
    assert client.get(f"{base}trials/{trial.pk}/").status_code == 200
    FundingVehicle.objects.get(pk=fund.pk).commitments.update(status="withdrawn", ended_on=DAY)
    assert client.get(f"{base}trials/{trial.pk}/").status_code == 404


def test_what_is_refused_stands_beside_its_field_and_a_second_drop_is_told(
    client: Client, fund: FundingVehicle, alma: User, city: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial, base = begin(fund, alma), f"/{city.slug}/funding/"
    client.force_login(alma)
    allocate = client.post(f"{base}vehicles/{trial.pk}/allocations/new/", {"target": "learning", "amount": "5000"})
    assert allocate.url == f"{base}trials/{trial.pk}/give/"  # type: ignore[attr-defined]
    row = shadows.plan(shadow=trial, amount=Decimal(5), purpose=Purpose(target="learning"), on=DAY, by=alma)
    days = {"from_on": date(2026, 1, 1), "to_on": date(2026, 6, 30)}
    periods.close(portfolio=city, **days, why="Report", by=alma)
    given = {"amount": "120", "target": "learning", "initiative": "999", "on": "2026-06-01"}
    answer = client.post(f"{base}trials/{trial.pk}/give/", given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["on"])
    drop = money.give_back

    def drop_twice(**facts: Any) -> None:
        drop(**facts)
        drop(**facts)

    monkeypatch.setattr(money, "give_back", drop_twice)
    dropped = client.post(f"{base}trials/{trial.pk}/drop/{row.pk}/", follow=True)
    assert "already returned" in dropped.content.decode()
