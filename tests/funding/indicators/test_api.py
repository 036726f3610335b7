"""Observations over the API: read as far as one sees, written under the rules of the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from funding.models import Observation
from initiatives.models import Initiative
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative
from tests.factories.indicators import make_indicator, make_observation

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
HOME = "/api/v1/portfolios/riverton/observations/"
SEEN = {"from_on": "2025-01-01", "to_on": "2025-12-31", "value": "12.5", "source": "Survey"}


def post(client: Client, **data: Any) -> Any:
    return client.post(HOME, {**SEEN, **data}, content_type="application/json")


def test_a_contributor_writes_for_their_own_initiative(
    city: Portfolio, bo: User, warm_streets: Initiative, sign_in: SignIn
) -> None:
    warm = make_indicator(city)
    made = post(sign_in(bo), indicator=warm.pk, initiative=warm_streets.pk)
    assert made.status_code == 201, made.content
    assert made.json()["value"] == "12.500000"
    assert post(sign_in(bo), indicator=warm.pk, initiative=warm_streets.pk).status_code == 400
    assert post(sign_in(bo), indicator=warm.pk).status_code == 400
    other = make_initiative(city, "Cool Rooms")
    assert post(sign_in(bo), indicator=warm.pk, initiative=other.pk).status_code == 400
    assert Observation.objects.get().by == bo


@pytest.mark.parametrize(
    "wrong",
    [{"value": None}, {"low": "13"}, {"to_on": "2024-01-01"}, {"group": "women"}, {"value": "x"}, {"source": ""}],
)
def test_bad_input_is_named(city: Portfolio, alma: User, sign_in: SignIn, wrong: dict[str, Any]) -> None:
    answer = post(sign_in(alma), indicator=make_indicator(city).pk, **wrong)
    assert answer.status_code == 400
    assert not Observation.objects.exists()


def test_an_indicator_of_another_portfolio_is_unknown(city: Portfolio, alma: User, dag: User, sign_in: SignIn) -> None:
    elsewhere = make_indicator(Portfolio.objects.get(slug="elsewhere"))
    assert post(sign_in(alma), indicator=elsewhere.pk).status_code == 400


def test_readers_see_what_they_may(city: Portfolio, alma: User, chi: User, sign_in: SignIn) -> None:
    warm = make_indicator(city)
    old = make_observation(warm, 5)
    new = make_observation(warm, 6, corrects=old)
    make_observation(warm, 7, make_initiative(city, "Quiet", circle="team"))
    rows = sign_in(chi).get(f"{HOME}?indicator={warm.pk}").json()["results"]
    assert {(row["id"], row["corrected_by"]) for row in rows} == {(old.pk, new.pk), (new.pk, None)}
    standing = sign_in(alma).get(f"{HOME}?is_corrected=false").json()["results"]
    assert old.pk not in {row["id"] for row in standing} and len(standing) == 2


def test_a_correction_is_a_new_row_with_its_reason(
    city: Portfolio, alma: User, bo: User, chi: User, warm_streets: Initiative, sign_in: SignIn
) -> None:
    old = make_observation(make_indicator(city), 5, warm_streets)
    address = f"{HOME}{old.pk}/correct/"

    def send(who: User, data: dict[str, Any]) -> Any:
        return sign_in(who).post(address, data, content_type="application/json")

    said = {"value": "6.5", "why": "Two were flats."}
    assert send(chi, said).status_code == 403
    assert send(bo, {"value": "6.5"}).status_code == 400
    assert send(bo, {**said, "low": "7"}).status_code == 400
    made = send(bo, said)
    assert made.status_code == 201, made.content
    assert (made.json()["value"], made.json()["corrects"], made.json()["source"]) == ("6.500000", old.pk, old.source)
    assert send(alma, said).status_code == 400
    theirs = make_observation(old.indicator, 5, make_initiative(city, "Cool Rooms"))
    refused = sign_in(bo).post(f"{HOME}{theirs.pk}/correct/", said, content_type="application/json")
    assert refused.status_code == 403
    hidden = make_observation(old.indicator, 5, make_initiative(city, "Quiet", circle="team"))
    refused = sign_in(chi).post(f"{HOME}{hidden.pk}/correct/", said, content_type="application/json")
    assert refused.status_code in (403, 404)
