"""Two more initiatives to connect Bo's with, one that he has a part in and one that he has none in."""

import pytest

from initiatives.models import Initiative, System
from stakeholders.models import Organisation, Portfolio
from tests.factories import make_initiative, make_organisation


@pytest.fixture
def hubs(city: Portfolio, energy: System, coop: Organisation) -> Initiative:
    """Another initiative of Bo's organisation."""
    return make_initiative(city, "Repair hubs", system=energy, lead=coop)


@pytest.fixture
def clinic(city: Portfolio, health: System) -> Initiative:
    """An initiative of people that Bo has nothing to do with."""
    return make_initiative(city, "Cool clinic", system=health, lead=make_organisation("Clinic trust", portfolio=city))


@pytest.fixture
def school(city: Portfolio, health: System) -> Initiative:
    """A third one."""
    return make_initiative(city, "School gardens", system=health)
