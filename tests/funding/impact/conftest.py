"""Two concerns, a combination, and what is judged of it."""

import pytest

from funding.models import Concern
from initiatives.models import Combination, Initiative
from stakeholders.models import Portfolio
from tests.factories import make_combination, make_initiative


@pytest.fixture
def emissions(city: Portfolio) -> Concern:
    return Concern.objects.create(portfolio=city, name="Emissions", order=0)


@pytest.fixture
def fair_costs(city: Portfolio) -> Concern:
    return Concern.objects.create(portfolio=city, name="Fair costs", order=1)


@pytest.fixture
def secret(city: Portfolio) -> Initiative:
    """An initiative that funders do not see."""
    return make_initiative(city, "Quiet talks", circle="portfolio")


@pytest.fixture
def warm_homes(city: Portfolio, warm_streets: Initiative, secret: Initiative) -> Combination:
    return make_combination(city, warm_streets, secret, name="Warm homes, street by street")
