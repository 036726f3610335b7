"""The scene of the races."""

from decimal import Decimal

import pytest

from funding.services import money
from funding.services.money import Terms
from stakeholders.models import Role
from tests.factories import make_organisation, make_portfolio, make_user, make_vehicle
from tests.funding.money_races.scene import DAY, Scene


@pytest.fixture
def scene() -> Scene:
    portfolio = make_portfolio()
    steward, funder = make_user(portfolio=portfolio, role=Role.STEWARD), make_organisation(portfolio=portfolio)
    vehicle, terms = make_vehicle(portfolio), Terms(flexibility="portfolio")
    money.commit(vehicle=vehicle, funder=funder, amount=Decimal(1000), terms=terms, on=DAY, by=steward)
    return Scene(portfolio, vehicle, steward)
