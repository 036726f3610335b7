"""The most visited pages ask the database equally often for few rows and for many."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.models import Initiative
from sensemaking.models import Finding
from sensemaking.services import tallies
from stakeholders.models import Organisation, Portfolio, SectorThreshold, ThresholdSector, User
from tests.factories import (
    make_endorsement,
    make_initiative,
    make_intent,
    make_log,
    make_place,
    make_promise,
    make_report,
    make_service,
    make_system,
    make_update,
)

SignIn = Callable[[User], Client]
MOST = {"initiatives:list": 10, "initiatives:detail": 12, "overview": 12, "frame": 12}


def grow(city: Portfolio, coop: Organisation, number: int) -> Initiative:
    """Add initiatives with all that hangs on them to the city, and return the first."""
    systems = [make_system(city), make_system(city)]
    made = []
    for at in range(number):
        initiative = make_initiative(city, system=systems[0], touches=(systems[1],), lead=coop)
        initiative.places.add(make_place(portfolio=city))
        make_update(initiative)
        make_log(initiative, happened_on=date(2026, 1 + at % 9, 3))
        make_service(initiative, make_promise(city, essential=(systems[0],), helpful=(systems[1],)))
        made.append(initiative)
    tallies.rebuild(city)
    return made[0]


@pytest.fixture
def agreed(city: Portfolio, coop: Organisation) -> None:
    """A shared intent that the co-op signed, how many are enough, and a report with a theme."""
    make_endorsement(make_intent(city), coop)
    enough = SectorThreshold.objects.create(portfolio=city, name="Civil society", needed=3)
    ThresholdSector.objects.create(threshold=enough, portfolio=city, sector=coop.sector)
    Finding.objects.create(
        report=make_report(city, status="ready"), kind=Finding.Kind.THEME, key="shade", title="Shade"
    )


def queries(client: Client, address: str) -> int:
    """How many queries the page takes once what all requests share is known."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("page", MOST)
def test_many_rows_take_no_more_queries_than_few(
    sign_in: SignIn, city: Portfolio, coop: Organisation, agreed: None, alma: User, page: str
) -> None:
    client = sign_in(alma)
    initiative = grow(city, coop, 2)
    address = reverse(page, args=[city.slug, initiative.pk] if page == "initiatives:detail" else [city.slug])
    few = queries(client, address)
    assert few <= MOST[page]
    grow(city, coop, 20)
    assert queries(client, address) == few
