"""Connections over the API: the rules of the pages hold for programs too."""

from collections.abc import Callable

import pytest
from django.test import Client

from initiatives.models import Connection, Initiative
from initiatives.services import connections
from sensemaking.services import ties
from stakeholders.models import Portfolio, User
from tests.factories import make_connection, make_initiative, make_log, make_portfolio

SignIn = Callable[[User | None], Client]
API = "/api/v1/portfolios/riverton/connections/"
JSON = "application/json"

pytestmark = pytest.mark.django_db


def test_said_edited_refuted_and_taken_up_again(
    sign_in: SignIn, warm_streets: Initiative, clinic: Initiative, bo: User, alma: User
) -> None:
    client = sign_in(bo)
    sent = {"source": clinic.pk, "target": warm_streets.pk, "kind": "enables", "status": "observed", "strength": 3}
    made = client.post(API, sent, JSON)
    assert made.status_code == 201
    row = Connection.objects.get()
    assert (row.said_by, row.status, made.json()["said_by"]) == (bo, "observed", "Bo Contributor")
    assert client.post(API, sent, JSON).status_code == 400
    address = f"{API}{row.pk}/"
    assert client.patch(address, {"statement": "They know who is cold.", "edit": 1}, JSON).json()["edit"] == 2
    assert client.patch(address, {"statement": "Mine", "edit": 1}, JSON).status_code == 409
    assert client.patch(address, {"status": "refuted"}, JSON).status_code == 400
    assert client.post(f"{address}refute/", {}, JSON).status_code == 400
    assert client.post(f"{address}refute/", {"why": "Nobody was sent."}, JSON).json()["outcome"] == "Nobody was sent."
    assert client.patch(address, {"status": "observed"}, JSON).status_code == 409
    assert client.post(f"{address}reopen/", {}, JSON).json()["status"] == "hypothesised"
    assert client.post(f"{address}reopen/", {}, JSON).status_code == 409
    ended = client.post(f"{address}end/", {"why": "Moved.", "on": "2026-02-01"}, JSON).json()
    assert (ended["status"], ended["ended_on"]) == ("ended", "2026-02-01")
    assert client.get(f"{API}?status=ended&initiative={clinic.pk}").json()["results"][0]["id"] == row.pk
    assert client.get(f"{API}?status=observed").json()["results"] == []


def test_bad_input_is_named(sign_in: SignIn, warm_streets: Initiative, clinic: Initiative, alma: User) -> None:
    client = sign_in(alma)
    hidden = make_initiative(make_portfolio("Nation"))
    good = {"source": clinic.pk, "target": warm_streets.pk, "kind": "enables"}
    for wrong in (
        {"source": warm_streets.pk}, {"target": hidden.pk}, {"target": 0}, {"kind": "loves"}, {"strength": 9},
        {"circle": "all"}, {"since_on": "soon"}, {"status": "ended"}, {"statement": "x" * 301},
    ):  # fmt: skip
        assert client.post(API, good | wrong, JSON).status_code == 400, wrong
    assert not Connection.objects.exists()


def test_contributors_write_only_about_what_is_theirs(
    sign_in: SignIn, clinic: Initiative, school: Initiative, bo: User, odile: User
) -> None:
    row = make_connection(clinic, school)
    sent = {"source": clinic.pk, "target": school.pk, "kind": "reinforces"}
    for user in (bo, odile):
        assert sign_in(user).post(API, sent, JSON).status_code == 403
        assert sign_in(user).patch(f"{API}{row.pk}/", {"strength": 1}, JSON).status_code == 403
        assert sign_in(user).post(f"{API}{row.pk}/refute/", {"why": "x"}, JSON).status_code == 403


def test_hidden_ends_and_hidden_logs_never_leak(
    sign_in: SignIn, city: Portfolio, warm_streets: Initiative, clinic: Initiative, alma: User, odile: User
) -> None:
    grid = make_initiative(make_portfolio("Nation"), "Grid reform")
    hidden = make_connection(warm_streets, grid, portfolio=city)
    seen = make_connection(warm_streets, clinic)
    log = make_log(clinic, saw="Ours alone.", circle="team")
    ties.add_evidence(connection=seen, by=alma, log=log, quote="Ours alone")
    client = sign_in(odile)
    assert [row["id"] for row in client.get(API).json()["results"]] == [seen.pk]
    assert client.get(f"{API}{hidden.pk}/").status_code == 404
    assert client.get(f"{API}{hidden.pk}/evidence/").status_code == 404
    assert client.get(f"{API}{seen.pk}/evidence/").json()["results"] == []
    assert len(sign_in(alma).get(f"{API}{seen.pk}/evidence/").json()["results"]) == 1


def test_evidence_is_added_and_taken_away(
    sign_in: SignIn, warm_streets: Initiative, clinic: Initiative, bo: User, alma: User
) -> None:
    row = make_connection(clinic, warm_streets)
    log, address = make_log(clinic, saw="We sent nobody in March."), f"{API}{row.pk}/evidence/"
    client = sign_in(bo)
    assert client.post(address, {"log": log.pk, "quote": "many in April"}, JSON).status_code == 400
    assert client.post(address, {}, JSON).status_code == 400
    made = client.post(address, {"log": log.pk, "quote": "nobody in March", "speaks_against": True}, JSON)
    assert made.status_code == 201
    theirs = ties.add_evidence(connection=row, by=alma, note="Alma's own")
    assert client.delete(f"{address}{theirs.pk}/").status_code == 403
    assert client.delete(f"{address}{made.json()['id']}/").status_code == 204
    assert row.evidence.get() == theirs


def test_the_list_asks_as_often_for_many_as_for_few(
    sign_in: SignIn, city: Portfolio, warm_streets: Initiative, alma: User, django_assert_max_num_queries: Callable
) -> None:  # type: ignore[type-arg]
    for _number in range(30):
        connections.say(portfolio=city, source=make_initiative(city), target=warm_streets, kind="enables", by=alma)
    client = sign_in(alma)
    with django_assert_max_num_queries(8):
        assert len(client.get(API).json()["results"]) == 30
