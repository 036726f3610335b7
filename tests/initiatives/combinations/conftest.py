"""A city that combines: two initiatives of Bo's co-op and one that is for its team alone."""

import pytest

from initiatives.models import Combination, Initiative, System
from stakeholders.models import Portfolio
from tests.factories import make_combination, make_initiative


@pytest.fixture
def advisers(city: Portfolio, health: System) -> Initiative:
    """Neighbours who advise neighbours."""
    return make_initiative(city, "Neighbour Energy Advisers", stage="testing", system=health)


@pytest.fixture
def secret(city: Portfolio, energy: System) -> Initiative:
    """What only its team and the stewards see."""
    return make_initiative(city, "Quiet scaffold pool", system=energy, circle="team")


@pytest.fixture
def warm_homes(city: Portfolio, warm_streets: Initiative, advisers: Initiative) -> Combination:
    """Streets and advisers together."""
    return make_combination(city, warm_streets, advisers, name="Warm homes, street by street")
