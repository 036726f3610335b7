"""The shared intent over the API: versions to read, wordings to suggest."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from stakeholders.models import IntentSuggestion, IntentVersion, Organisation, Portfolio, User
from tests.factories import make_endorsement, make_intent

SignIn = Callable[[User | None], Client]
JSON = "application/json"


@pytest.fixture
def shared(city: Portfolio, coop: Organisation) -> IntentVersion:
    version = make_intent(city, "Every home warm.")
    make_endorsement(version, coop)
    return version


def test_versions_are_read_by_their_number(sign_in: SignIn, city: Portfolio, bo: User, shared: IntentVersion) -> None:
    make_intent(city, status="draft")
    listed = sign_in(bo).get(reverse("api:intent-version-list", args=[city.slug])).json()["results"]
    assert [(row["number"], row["statement"], row["endorsed"]) for row in listed] == [(1, "Every home warm.", 1)]
    detail = reverse("api:intent-version-detail", args=[city.slug, 1])
    assert sign_in(bo).get(detail).json()["status"] == "shared"
    assert sign_in(bo).get(reverse("api:intent-version-detail", args=[city.slug, 2])).status_code == 404
    assert (
        not sign_in(bo).get(reverse("api:intent-version-list", args=[city.slug]), {"status": "draft"}).json()["results"]
    )


def test_a_wording_is_suggested(
    sign_in: SignIn, city: Portfolio, bo: User, coop: Organisation, shared: IntentVersion
) -> None:
    address = reverse("api:intent-suggestion-list", args=[city.slug, 1])
    data = {"passage": "warm", "wording": "warm and dry", "organisation": coop.pk}
    answer = sign_in(bo).post(address, data, content_type=JSON)
    assert answer.status_code == 201, answer.content
    offered = IntentSuggestion.objects.get()
    assert (offered.start, offered.by, offered.organisation) == (11, bo, coop)
    (row,) = sign_in(bo).get(address).json()["results"]
    assert (row["by"], row["status"], row["taken_into"]) == ("Bo Contributor", "open", None)


@pytest.mark.parametrize(
    "data",
    [{}, {"passage": "cold", "wording": "warm"}, {"passage": "warm", "wording": "warm"}, {"wording": 7, "start": -1}],
)
def test_what_changes_nothing_is_refused(
    sign_in: SignIn, city: Portfolio, bo: User, shared: IntentVersion, data: dict[str, object]
) -> None:
    address = reverse("api:intent-suggestion-list", args=[city.slug, 1])
    assert sign_in(bo).post(address, data, content_type=JSON).status_code == 400


def test_an_ended_version_takes_no_words(sign_in: SignIn, city: Portfolio, bo: User) -> None:
    make_intent(city, status="revised")
    address = reverse("api:intent-suggestion-list", args=[city.slug, 1])
    assert sign_in(bo).post(address, {"wording": "More."}, content_type=JSON).status_code == 403
