"""The mission's money and what it wants to read."""

from decimal import Decimal

import pytest

from funding.models import FundingVehicle, ReportTemplate
from funding.services import money
from funding.services.money import Purpose, Terms
from initiatives.models import Initiative
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_vehicle
from tests.funding.reporting.helpers import DAY


@pytest.fixture
def fund(city: Portfolio, mission: Organisation, alma: User, warm_streets: Initiative) -> FundingVehicle:
    """A vehicle of the mission's money: one thousand promised, 400 paid in, 100.50 paid out to Warm Streets."""
    vehicle = make_vehicle(city, "Riverton Transition Fund")
    terms = Terms(flexibility="portfolio")
    commitment = money.commit(vehicle=vehicle, funder=mission, amount=Decimal(1000), terms=terms, on=DAY, by=alma)
    money.draw_down(commitment=commitment, amount=Decimal(400), on=DAY, note="First half", by=alma)
    set_aside = money.allocate(vehicle=vehicle, amount=Decimal(300), purpose=Purpose(warm_streets), on=DAY, by=alma)
    money.disburse(allocation=set_aside, amount=Decimal("100.50"), on=DAY, note="", by=alma)
    Initiative.objects.filter(pk=warm_streets.pk).update(circle="funders")
    return vehicle


@pytest.fixture
def template(city: Portfolio, mission: Organisation, fund: FundingVehicle) -> ReportTemplate:
    return ReportTemplate.objects.create(portfolio=city, funder=mission, name="Yearly report", currency="EUR")
