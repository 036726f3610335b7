"""Commitments and services over the API: the same rules as on the pages."""

from collections.abc import Callable

from django.test import Client

from initiatives.models import Initiative, PolicyCommitment, Service, System
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_promise, make_service

SignIn = Callable[[User | None], Client]
BASE = "/api/v1/portfolios/riverton"
JSON = "application/json"


def test_a_commitment_says_its_coverage_and_its_shares(
    city: Portfolio, odile: User, energy: System, warm_streets: Initiative, sign_in: SignIn
) -> None:
    promise = make_promise(city, "Retrofit", essential=(energy,), amount=18000, unit="homes")
    make_service(warm_streets, promise, in_hand=30, evidenced=5)
    (row,) = sign_in(odile).get(f"{BASE}/commitments/").json()["results"]
    assert (row["coverage"], row["evidenced"], row["in_hand"], row["nobodys_job_yet"]) == ("thin", 5, 30, 65)
    assert {"system": energy.pk, "need": "essential", "initiatives": 1} in row["needs"]


def test_a_steward_adds_and_edits_one(city: Portfolio, alma: User, bo: User, sign_in: SignIn) -> None:
    made = sign_in(alma).post(f"{BASE}/commitments/", {"title": "Clean air", "year": 2030}, JSON)
    assert made.status_code == 201
    address = f"{BASE}/commitments/{made.json()['id']}/"
    assert sign_in(alma).patch(address, {"unit": "streets"}, JSON).json()["unit"] == "streets"
    assert sign_in(alma).post(f"{BASE}/commitments/", {"title": "Clean air"}, JSON).status_code in (400, 409)
    assert sign_in(bo).patch(address, {"unit": "x"}, JSON).status_code == 403
    assert PolicyCommitment.objects.get().edit >= 1


def test_services_keep_the_rules_of_the_pages(
    city: Portfolio, bo: User, warm_streets: Initiative, sign_in: SignIn
) -> None:
    promise, foreign = make_promise(city, "Retrofit"), make_initiative(city, "Not Bo's")
    client, sent = sign_in(bo), {"commitment": promise.pk, "initiative": warm_streets.pk, "in_hand": "40"}
    assert client.post(f"{BASE}/services/", {**sent, "initiative": foreign.pk}, JSON).status_code == 403
    made = client.post(f"{BASE}/services/", sent, JSON)
    assert made.status_code == 201
    address = f"{BASE}/services/{made.json()['id']}/"
    assert client.patch(address, {"evidenced": "5"}, JSON).status_code == 400, "nothing shows it"
    assert client.patch(address, {"in_hand": "101"}, JSON).status_code == 400
    assert client.patch(address, {"how": "Street by street"}, JSON).json()["how"] == "Street by street"
    assert client.delete(address).status_code == 204
    assert not Service.objects.exists()
