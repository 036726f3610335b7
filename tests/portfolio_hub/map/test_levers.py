"""Levers against challenges: what counts where, and for whom."""

from collections.abc import Callable

import pytest
from django.test import Client

from initiatives.models import Challenge, Initiative, Lever
from portfolio_hub.overviews.map.levers import lever_matrix
from stakeholders.models import Portfolio, User
from tests.factories import make_challenge, make_lever
from tests.portfolio_hub.map.conftest import access_of

SignIn = Callable[[User | None], Client]


@pytest.fixture
def policy(city: Portfolio) -> Lever:
    return make_lever(city, "Policy")


@pytest.fixture
def hot_nights(
    city: Portfolio, policy: Lever, warm_streets: Initiative, cool_rooms: Initiative, old_pilot: Initiative,
    loose_end: Initiative,
) -> Challenge:  # fmt: skip
    """A challenge that four answer: one is closed, one only its team sees, one says no lever."""
    make_lever(city, "Finance")
    challenge = make_challenge(city, "Hot nights", circle="public")
    challenge.initiatives.add(warm_streets, cool_rooms, old_pilot, loose_end)
    for one in (warm_streets, old_pilot, loose_end):
        one.placements.get().levers.add(policy)
    return challenge


def test_active_initiatives_count_once_per_lever(city: Portfolio, alma: User, hot_nights: Challenge) -> None:
    matrix = lever_matrix(access_of(alma, city))
    assert [challenge.title for challenge in matrix.challenges] == ["Hot nights"]
    assert [(row.name, row.cells[0].count, row.initiatives) for row in matrix.rows] == [
        ("Policy", 2, 2), ("Finance", 0, 0), ("No lever said yet", 1, 1),
    ]  # fmt: skip
    assert matrix.unused == ["Finance"]


def test_others_count_what_they_see(city: Portfolio, odile: User, chi: User, hot_nights: Challenge) -> None:
    matrix = lever_matrix(access_of(odile, city))
    assert matrix.rows[0].initiatives == 1
    Challenge.objects.update(circle="portfolio")
    assert lever_matrix(access_of(chi, city)).is_empty


def test_a_number_leads_to_a_list_of_as_many(
    city: Portfolio, alma: User, hot_nights: Challenge, policy: Lever, sign_in: SignIn
) -> None:
    cell = lever_matrix(access_of(alma, city)).rows[0].cells[0]
    found = sign_in(alma).get(f"/riverton/map/data/?{cell.query}").json()
    assert sorted(found["nodes"]["title"]) == ["Loose End", "Warm Streets Millbrook"]


def test_the_page_and_the_file_say_the_same(
    city: Portfolio, alma: User, hot_nights: Challenge, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    page = client.get("/riverton/map/levers/").content.decode()
    assert "Hot nights" in page
    assert "One lever is used on none of these challenges: Finance." in page
    file = b"".join(client.get("/riverton/map/levers.csv").streaming_content).decode("utf-8-sig")
    assert file.splitlines() == ["Lever,Hot nights,Initiatives", "Policy,2,2", "Finance,0,0", "No lever said yet,1,1"]


def test_without_levers_or_answers_it_says_how_to_begin(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    client = sign_in(alma)
    assert "Name the levers" in client.get("/riverton/map/levers/").content.decode()
    make_lever(city, "Policy")
    assert "No initiative answers a challenge yet" in client.get("/riverton/map/levers/").content.decode()
