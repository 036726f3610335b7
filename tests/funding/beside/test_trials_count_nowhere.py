"""What a trial would give is on its own pages and nowhere else: no page, sum, file, Sankey, IATI, 360 or API has it."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from funding.models import FundingVehicle
from funding.overviews import funder_overview
from funding.services import money, shadows
from funding.services.money import Purpose
from initiatives.models import Initiative
from portfolio_hub.lib.exports import sources
from stakeholders.access import access_for
from stakeholders.models import Portfolio, User
from tests.factories import make_combination, make_initiative
from tests.funding.conftest import DAY
from tests.funding.test_walls import content, patterns

SignIn = Callable[[User | None], Client]
GIVEN = Decimal("735.31")
WRITTEN = ("735", "Hypothetical Jury")


@pytest.fixture
def known(city: Portfolio, purse: FundingVehicle, alma: User, warm_streets: Initiative) -> dict[str, int]:
    """A vehicle that gives one hundred, and a trial beside it that would give another sum to the same work."""
    together = make_combination(city, warm_streets, make_initiative(city), name="Warm neighbourhoods")
    for purpose in (Purpose(initiative=warm_streets), Purpose(combination=together)):
        row = money.allocate(vehicle=purse, amount=Decimal(100), purpose=purpose, on=DAY, by=alma)
        money.disburse(allocation=row, amount=Decimal(40), on=DAY, by=alma)
    trial = shadows.begin(beside=purse, by=alma, name="Hypothetical Jury", instrument="grant", rules="By streets")
    shadows.plan(shadow=trial, amount=GIVEN, purpose=Purpose(initiative=warm_streets), on=DAY, by=alma)
    return {"purse": purse.pk, "trial": trial.pk, "initiative": warm_streets.pk, "combination": together.pk}


def addresses(known: dict[str, int]) -> set[str]:
    """Every address of money that takes nothing but the portfolio, and those about the same work."""
    found = set()
    for pattern in patterns():
        for extra in ({}, {"format": "csv"}, {"format": "xlsx"}, {"table": "vehicles", "format": "csv"},
                      {"table": "flows", "format": "csv"}):  # fmt: skip
            try:
                found.add(reverse(f"funding:{pattern.name}", kwargs={"portfolio_slug": "riverton", **extra}))
            except NoReverseMatch:
                continue
    found |= {
        reverse("funding:vehicle", args=["riverton", known["purse"]]),
        reverse("funding:vehicle-payments", args=["riverton", known["purse"]]),
        reverse("funding:vehicle-export", args=["riverton", known["purse"], "allocations", "csv"]),
        reverse("funding:vehicle-export", args=["riverton", known["purse"], "payments", "csv"]),
        reverse("funding:initiative-money", args=["riverton", known["initiative"]]),
        reverse("funding:combination-money", args=["riverton", known["combination"]]),
        reverse("funding:overview", args=["riverton"]) + "?as=table",
        "/riverton/",
        "/riverton/frame/?show=money",
        "/riverton/map/",
        *(f"/api/v1/portfolios/riverton/{name}/" for name in ("funding", "vehicles", "reserves", "money-layers")),
        f"/api/v1/portfolios/riverton/vehicles/{known['purse']}/",
        *(f"/riverton/download/{name}.csv" for name, _source in sources.items()),
    }
    return {path for path in found if "/trials/" not in path}


def test_no_other_page_file_or_answer_has_hypothetical_money(
    sign_in: SignIn, alma: User, known: dict[str, int]
) -> None:
    client, seen = sign_in(alma), 0
    for path in sorted(addresses(known)):
        answer = client.get(path)
        if answer.status_code != 200:
            continue
        text, seen = content(answer), seen + 1
        for word in WRITTEN:
            assert word not in text, (path, word)
    assert seen > 40
    own = content(client.get(reverse("funding:trial", args=["riverton", known["trial"]])))
    assert "€735.31" in own
    assert client.get(f"/api/v1/portfolios/riverton/vehicles/{known['trial']}/").status_code == 404


def test_the_sankey_and_the_figures_are_the_same_without_the_trial(
    city: Portfolio, alma: User, known: dict[str, int]
) -> None:
    access = access_for(alma, city)
    assert access
    with_trial = funder_overview(access)
    FundingVehicle.objects.get(pk=known["trial"]).allocations.all().delete()
    FundingVehicle.objects.filter(pk=known["trial"]).delete()
    assert funder_overview(access) == with_trial
