"""Measures over the API: with names, of what the caller's role reaches."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from initiatives.models import Initiative
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative
from tests.initiatives.network.ground import read_all, tie

SignIn = Callable[[User | None], Client]


def test_a_program_reads_what_its_user_would(
    sign_in: SignIn, odile: User, chi: User, city: Portfolio, warm_streets: Initiative
) -> None:
    buses, rooms = make_initiative(city, "Night buses"), make_initiative(city, "Cool rooms", circle="portfolio")
    address = reverse("api:network-detail", args=[city.slug, "initiatives"])
    assert sign_in(odile).get(address).status_code == 404
    tie(warm_streets, buses)
    tie(buses, rooms)
    read_all(city)
    found = sign_in(odile).get(address).json()
    assert (found["nodes"], found["linked_pairs"], found["largest_group"]) == (3, 2, 3)
    assert found["bridging"] == [{"id": buses.pk, "name": "Night buses", "share": 1.0}]
    assert found["falling_apart"] == [{"id": buses.pk, "name": "Night buses", "cut": 1}]
    assert sign_in(chi).get(address).json()["linked_pairs"] == 1
    assert sign_in(odile).get(address.replace("initiatives", "people")).status_code == 404
    assert sign_in(odile).post(address).status_code == 403
