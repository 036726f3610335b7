"""A vehicle with money in it, for the stories about money."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from funding.models import FundingVehicle
from funding.services import money
from funding.services.money import Terms
from stakeholders.models import Organisation, Portfolio, Role, User
from tests.calling import Caller
from tests.factories import make_user, make_vehicle

DAY = date(2026, 6, 1)


@pytest.fixture
def purse(city: Portfolio, mission: Organisation, alma: User) -> FundingVehicle:
    """A vehicle into which the mission committed one thousand."""
    vehicle = make_vehicle(city, "Riverton Transition Fund")
    terms = Terms(flexibility="portfolio")
    money.commit(vehicle=vehicle, funder=mission, amount=Decimal(1000), terms=terms, on=DAY, by=alma)
    vehicle.refresh_from_db()
    return vehicle


@pytest.fixture
def nia(city: Portfolio) -> User:
    """A second steward."""
    return make_user("Nia Steward", portfolio=city, role=Role.STEWARD)


@pytest.fixture
def steward(sign_in: Callable[[User | None], Client], alma: User) -> Caller:
    """The program of a steward."""
    return Caller(sign_in(alma))


@pytest.fixture
def funder(sign_in: Callable[[User | None], Client], chi: User) -> Caller:
    """The program of a funder."""
    return Caller(sign_in(chi))
