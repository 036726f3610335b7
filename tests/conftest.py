"""The cast and their city: Alma (steward), Bo (contributor), Chi (funder), Odile (observer), Dag (outsider)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from initiatives.models import Initiative, System
from stakeholders.models import Organisation, Portfolio, Role, User
from tests.factories import make_initiative, make_organisation, make_portfolio, make_system, make_user
from tests.plugins.database import django_db_keepdb as django_db_keepdb

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture
def city(db: None) -> Portfolio:
    """The portfolio of the cast, for members only."""
    return make_portfolio("Riverton 2035", slug="riverton")


@pytest.fixture
def open_city(city: Portfolio) -> Portfolio:
    """The same portfolio, open to everyone for what is public."""
    city.audience = Portfolio.Audience.PUBLIC
    city.save()
    return city


@pytest.fixture
def coop(city: Portfolio) -> Organisation:
    """Millbrook Housing Co-op, for which Bo speaks."""
    return make_organisation("Millbrook Housing Co-op", portfolio=city)


@pytest.fixture
def mission(city: Portfolio) -> Organisation:
    """National Climate Mission, the funder for which Chi speaks."""
    return make_organisation("National Climate Mission", portfolio=city, sector="public_national")


@pytest.fixture
def alma(city: Portfolio) -> User:
    return make_user("Alma Steward", portfolio=city, role=Role.STEWARD)


@pytest.fixture
def bo(city: Portfolio, coop: Organisation) -> User:
    return make_user("Bo Contributor", portfolio=city, role=Role.CONTRIBUTOR, organisation=coop)


@pytest.fixture
def chi(city: Portfolio, mission: Organisation) -> User:
    return make_user("Chi Funder", portfolio=city, role=Role.FUNDER, organisation=mission)


@pytest.fixture
def odile(city: Portfolio) -> User:
    return make_user("Odile Observer", portfolio=city, role=Role.OBSERVER)


@pytest.fixture
def dag(db: None) -> User:
    """An outsider: signed in, and a member of another portfolio."""
    return make_user("Dag Outsider", portfolio=make_portfolio("Elsewhere", slug="elsewhere"), role=Role.STEWARD)


@pytest.fixture
def energy(city: Portfolio) -> System:
    return make_system(city, "Energy & buildings", icon="bolt", colour=2)


@pytest.fixture
def health(city: Portfolio) -> System:
    return make_system(city, "Health & care", icon="heartbeat", colour=4)


@pytest.fixture
def warm_streets(city: Portfolio, energy: System, health: System, coop: Organisation) -> Initiative:
    """Bo's initiative."""
    return make_initiative(
        city,
        "Warm Streets Millbrook",
        summary="Retrofit terraced homes street by street.",
        stage="growing",
        system=energy,
        touches=(health,),
        lead=coop,
    )


@pytest.fixture
def sign_in() -> Callable[[User | None], Client]:
    """Return a client signed in as somebody, or anonymous for None."""

    def as_user(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return as_user


@pytest.fixture
def shared_data() -> Path:
    """The folder of real files beside the project; tests that need it are skipped where it is not."""
    if not SHARED_DATA.exists():
        pytest.skip("shared/data is not beside this checkout")
    return SHARED_DATA
