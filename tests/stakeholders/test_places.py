"""The city and its parts."""

import json
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portfolio_hub.lib import nesting
from stakeholders.models import Change, Place, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import places
from tests.factories import make_initiative, make_organisation, make_place

SignIn = Callable[[User | None], Client]
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]]}


@pytest.fixture
def riverton(city: Portfolio) -> Place:
    return make_place("Riverton", portfolio=city, level="city")


@pytest.fixture
def eastbank(city: Portfolio, riverton: Place) -> Place:
    return make_place("Eastbank", portfolio=city, within=riverton, geometry=SQUARE)


def test_places_stand_under_the_one_they_lie_within(
    city: Portfolio, riverton: Place, eastbank: Place, alma: User, sign_in: SignIn
) -> None:
    make_place("Abbey", portfolio=city)
    make_initiative(city, "Night buses").places.add(eastbank)
    make_organisation(portfolio=city, place=eastbank)
    rows = sign_in(alma).get(reverse("stakeholders:places", args=[city.slug])).context["rows"]
    found = [(row.place.name, row.depth, row.initiatives, row.organisations) for row in rows]
    assert found == [("Abbey", 0, 0, 0), ("Riverton", 0, 0, 0), ("Eastbank", 1, 1, 1)]


def test_the_page_draws_the_place_with_its_parts(
    city: Portfolio, riverton: Place, eastbank: Place, alma: User, sign_in: SignIn
) -> None:
    page = sign_in(alma).get(reverse("stakeholders:place", args=[city.slug, riverton.pk])).content.decode()
    assert 'class="ph-outline-part" d="M' in page and "<title>Eastbank</title>" in page
    page = sign_in(alma).get(reverse("stakeholders:place", args=[city.slug, eastbank.pk])).content.decode()
    assert 'class="ph-outline-whole" d="M' in page


def test_a_place_is_added_with_its_outline(city: Portfolio, riverton: Place, alma: User, sign_in: SignIn) -> None:
    feature = {"type": "Feature", "properties": {}, "geometry": SQUARE}
    data = {"name": "Westbank", "level": "neighbourhood", "within": riverton.pk, "geometry": json.dumps(feature)}
    sign_in(alma).post(reverse("stakeholders:place-new", args=[city.slug]), data)
    westbank = Place.objects.listed_in(city).get(name="Westbank")
    assert westbank.within == riverton
    assert westbank.geometry["type"] == "MultiPolygon"


@pytest.mark.parametrize("text", ["{", '{"type": "Point", "coordinates": [1, 2]}', "[1, 2]", '"x"'])
def test_what_is_no_outline_is_refused_beside_its_field(
    city: Portfolio, alma: User, sign_in: SignIn, text: str
) -> None:
    data = {"name": "Westbank", "level": "neighbourhood", "geometry": text}
    answer = sign_in(alma).post(reverse("stakeholders:place-new", args=[city.slug]), data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["geometry"]


def test_circles_are_refused_with_a_sentence(
    city: Portfolio, riverton: Place, eastbank: Place, alma: User, sign_in: SignIn
) -> None:
    data = {"name": "Riverton", "level": "city", "within": eastbank.pk}
    answer = sign_in(alma).post(reverse("stakeholders:place-edit", args=[city.slug, riverton.pk]), data)
    assert answer.status_code == 422
    assert "Eastbank lies within Riverton, so Riverton can&#x27;t lie within it." in answer.content.decode()
    with pytest.raises(Refused, match="within itself"):
        places.edit(place=riverton, portfolio=city, values={"within": riverton}, by=alma)


def test_the_database_refuses_a_place_within_itself(riverton: Place) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(pk=riverton.pk).update(within=riverton)


def test_a_correction_stands_in_the_history(
    city: Portfolio, riverton: Place, eastbank: Place, alma: User, sign_in: SignIn
) -> None:
    data = {"name": "Eastbank", "level": "city", "within": "", "geometry": ""}
    sign_in(alma).post(reverse("stakeholders:place-edit", args=[city.slug, eastbank.pk]), data)
    change = Change.objects.of(eastbank).get()
    assert change.fields["within"] == [riverton.pk, None]
    assert change.fields["level"] == ["neighbourhood", "city"]


def test_places_nest_to_an_end(city: Portfolio, riverton: Place, alma: User, sign_in: SignIn) -> None:
    at = riverton
    for number in range(nesting.MAX_DEPTH - 1):
        at = make_place(f"Part {number}", portfolio=city, within=at)
    deepest = places.create(portfolio=city, values={"name": "Deepest", "within": at}, by=alma)
    with pytest.raises(Refused, match="at most 20 deep"):
        places.create(portfolio=city, values={"name": "Deeper", "within": deepest}, by=alma)
    wider = make_place("Wider", portfolio=city)
    with pytest.raises(Refused, match="at most 20 deep"):
        places.edit(place=riverton, portfolio=city, values={"within": wider}, by=alma)
    data = {"name": "Deeper", "level": "neighbourhood", "within": deepest.pk}
    answer = sign_in(alma).post(reverse("stakeholders:place-new", args=[city.slug]), data)
    assert answer.status_code == 422
    assert "at most 20 deep" in str(answer.context["form"].errors["within"])
