"""The map of the districts: every outline leads to what it counts, and nothing is lost without one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.models import System
from portfolio_hub.overviews.district_map import district_map
from portfolio_hub.overviews.frame import Choice
from stakeholders.models import Place, Portfolio, User
from tests.factories import make_initiative, make_place
from tests.portfolio_hub.test_frame import listed, of

SignIn = Callable[[User | None], Client]
MAP = Choice("places", "systems", as_="map")


def square(x: float, y: float) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]]}


@pytest.fixture
def districts(city: Portfolio, energy: System, health: System) -> dict[str, Place]:
    """Two districts with outlines, one without, one with a broken one; a street within the first."""
    town = make_place("Riverton", portfolio=city, level="city", geometry=square(0, 0))
    made = {
        "mill": make_place("Millbrook", portfolio=city, within=town, geometry=square(0, 0)),
        "east": make_place("Eastbank", portfolio=city, within=town, geometry=square(1, 0)),
        "new": make_place("Newtown", portfolio=city, within=town),
        "odd": make_place("Oddfields", portfolio=city, within=town, geometry={"type": "Polygon", "coordinates": "?"}),
    }
    street = make_place("Alma Road", within=made["mill"])
    for at, places in enumerate([(made["mill"],), (street,), (street, made["mill"]), (made["new"],), (town,)]):
        circle = "portfolio" if at == 1 else "public"
        make_initiative(city, system=(energy, health)[at % 2], circle=circle).places.set(places)
    make_initiative(city, system=energy, stage="closed", closed_how="completed").places.set([made["east"]])
    return made


def test_each_district_counts_what_its_list_shows(
    city: Portfolio, districts: dict[str, Place], alma: User, chi: User
) -> None:
    for user, expected in ((alma, 3), (chi, 2)):
        access = of(user, city)
        found = district_map(access, MAP)
        assert {one.name: one.value for one in found.districts} == {
            "Eastbank": 0, "Millbrook": expected, "Newtown": 1, "Oddfields": 0, "Riverton as a whole": 1,
        }  # fmt: skip
        for one in found.districts:
            assert len(listed(access, one.url)) == one.value


def test_those_without_an_outline_are_named(city: Portfolio, districts: dict[str, Place], alma: User) -> None:
    found = district_map(of(alma, city), MAP)
    assert [one.name for one in found.drawn] == ["Eastbank", "Millbrook"]
    assert [one.name for one in found.undrawn] == ["Newtown", "Oddfields"]
    assert found.outline


def test_the_map_of_one_system(city: Portfolio, districts: dict[str, Place], alma: User, health: System) -> None:
    access = of(alma, city)
    found = district_map(access, Choice("places", "systems", as_="map", only=str(health.pk)))
    assert {one.name: one.value for one in found.districts if one.value} == {"Millbrook": 1, "Newtown": 1}
    for one in found.districts:
        assert len(listed(access, one.url)) == one.value
    unknown = district_map(access, Choice("places", "systems", as_="map", only="12345678"))
    assert unknown.only is None


def test_the_page_draws_links_and_lists_the_same(
    sign_in: SignIn, city: Portfolio, districts: dict[str, Place], alma: User
) -> None:
    given = {"rows": "places", "columns": "systems", "as": "map"}
    body = sign_in(alma).get(reverse("frame", args=["riverton"]), given).content.decode()
    assert body.count('class="ph-area ph-area-') == 2
    assert 'aria-label="Millbrook: 3"' in body
    assert body.count("without an outline") == 2
    assert "style=" not in body
    file = sign_in(alma).get(reverse("frame-export", args=["riverton", "csv"]), given)
    assert b"Millbrook,3" in b"".join(file.streaming_content)  # type: ignore[attr-defined]


def test_without_places_it_says_what_would_be_here(sign_in: SignIn, city: Portfolio, alma: User) -> None:
    page = sign_in(alma).get(reverse("frame", args=["riverton"]), {"rows": "places", "as": "map"})
    assert b"No places yet" in page.content


def test_many_districts_take_as_many_queries_as_few(city: Portfolio, districts: dict[str, Place], alma: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            district_map(of(alma, city), MAP)
        return len(seen)

    few = queries()
    town = Place.objects.get(name="Riverton")
    for at in range(30):
        make_place(portfolio=city, within=town, geometry=square(at, 2))
    assert queries() == few <= 5
