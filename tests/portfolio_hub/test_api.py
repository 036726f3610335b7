"""The API answers as the pages do: same rows, same circles, same rules, and problems in one form."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from initiatives.models import Initiative, System
from sensemaking.models import Finding, FindingLog, LearningLog, LogTally
from stakeholders.models import ApiToken, Change, Portfolio, User
from tests.factories import (
    make_allocation,
    make_commitment,
    make_initiative,
    make_log,
    make_organisation,
    make_report,
    make_update,
    make_vehicle,
)

HOME = "/api/v1/portfolios/riverton"


class Caller:
    """A program with a key."""

    def __init__(self, user: User, scope: str = "write") -> None:
        self.token = ApiToken(user=user, name="test", scope=scope)
        self.key = self.token.set_new_key()
        self.token.save()
        self.client = Client(headers={"Authorization": f"Bearer {self.key}"})

    def get(self, path: str, **query: object) -> tuple[int, dict]:
        answer = self.client.get(HOME + path, query)
        return answer.status_code, answer.json()

    def post(self, path: str, body: dict) -> tuple[int, dict]:
        answer = self.client.post(HOME + path, body, content_type="application/json")
        return answer.status_code, answer.json()

    def patch(self, path: str, body: dict) -> tuple[int, dict]:
        answer = self.client.patch(HOME + path, body, content_type="application/json")
        return answer.status_code, answer.json()


@pytest.fixture
def steward(alma: User) -> Caller:
    return Caller(alma)


def titles(answer: tuple[int, dict]) -> list[str]:
    return [row["title"] for row in answer[1]["results"]]


def test_without_a_key_nothing_is_said(city: Portfolio) -> None:
    answer = Client().get(f"{HOME}/initiatives/")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["title"] == "Not signed in"


@pytest.mark.parametrize("spoil", ["revoked", "expired", "inactive", "wrong"])
def test_a_spoilt_key_opens_nothing(steward: Caller, alma: User, spoil: str) -> None:
    now = timezone.now()
    match spoil:
        case "revoked":
            ApiToken.objects.update(revoked_at=now)
        case "expired":
            ApiToken.objects.update(expires_at=now)
        case "inactive":
            User.objects.filter(pk=alma.pk).update(is_active=False)
        case "wrong":
            steward.client = Client(headers={"Authorization": "Bearer hub_wrong"})
    assert steward.get("/initiatives/")[0] == 401


def test_a_reading_key_does_not_write(alma: User, city: Portfolio) -> None:
    reader = Caller(alma, scope="read")
    assert reader.get("/initiatives/")[0] == 200
    status, problem = reader.post("/initiatives/", {"title": "New"})
    assert (status, problem["detail"]) == (403, "This key may only read.")


def test_an_outsider_does_not_learn_that_a_portfolio_exists(city: Portfolio, dag: User) -> None:
    assert Caller(dag).get("/initiatives/")[0] == 404


def test_initiatives_are_found_filtered_and_paged(
    steward: Caller, city: Portfolio, energy: System, health: System, warm_streets: Initiative
) -> None:
    for number in range(3):
        make_initiative(city, f"Cool Room {number}", system=health, stage="testing")
    assert titles(steward.get("/initiatives/", q="warm")) == ["Warm Streets Millbrook"]
    assert len(titles(steward.get("/initiatives/", system=health.pk))) == 4
    assert len(titles(steward.get("/initiatives/", stage="testing"))) == 3
    status, first = steward.get("/initiatives/", page_size=3)
    assert status == 200
    rest = steward.client.get(first["next"]).json()
    found = [row["id"] for row in first["results"] + rest["results"]]
    assert len(found) == len(set(found)) == 4
    assert rest["next"] is None
    row = next(row for row in rest["results"] if row["title"].startswith("Warm"))
    assert (row["systems"], row["main_system"]) == ([energy.pk, health.pk], energy.pk)


def test_an_initiative_is_made_and_edited_with_its_history(
    steward: Caller, city: Portfolio, energy: System, alma: User
) -> None:
    body = {"title": "Night Bus Pact", "stage": "testing", "systems": [energy.pk], "main_system": energy.pk}
    status, made = steward.post("/initiatives/", body)
    assert (status, made["main_system"]) == (201, energy.pk)
    change = {"title": "Night Bus Pact II", "why": "A second line", "version": made["version"]}
    status, edited = steward.patch(f"/initiatives/{made['id']}/", change)
    assert (status, edited["title"]) == (200, "Night Bus Pact II")
    newest = Change.objects.of(Initiative.objects.get(pk=made["id"]))[0]
    assert (newest.why, newest.by) == ("A second line", alma)
    status, problem = steward.patch(f"/initiatives/{made['id']}/", change)
    assert (status, problem["status"]) == (409, 409)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x", "stage": "flying"}, "stage"),
        ({"title": "x", "stage": "closed"}, "closed_how"),
        ({"title": "x", "started_on": "2026-05-01", "ended_on": "2026-04-01"}, "ended_on"),
        ({"title": "x", "budget_amount": "12"}, "budget_currency"),
        ({"title": "x", "latitude": 91}, "latitude"),
        ({"title": "x", "systems": [999999]}, "systems"),
    ],
)
def test_what_is_wrong_is_said_by_field(steward: Caller, city: Portfolio, body: dict, field: str) -> None:
    status, problem = steward.post("/initiatives/", body)
    assert status == 400
    assert field in problem["errors"]
    assert not Initiative.objects.exists()


def test_a_contributor_edits_only_what_is_theirs(bo: User, city: Portfolio, warm_streets: Initiative) -> None:
    caller = Caller(bo)
    assert caller.patch(f"/initiatives/{warm_streets.pk}/", {"summary": "Street by street."})[0] == 200
    other = make_initiative(city)
    status, problem = caller.patch(f"/initiatives/{other.pk}/", {"summary": "Mine now."})
    assert status == 403
    assert "your own organisations" in problem["detail"]
    assert caller.post("/initiatives/", {"title": "Mine"})[0] == 403


def test_logs_come_in_once_and_are_counted(bo: User, city: Portfolio, warm_streets: Initiative) -> None:
    body = {
        "initiative": warm_streets.pk,
        "saw": "Neighbours came.",
        "kind": "surprise",
        "client_key": str(uuid.uuid4()),
    }
    caller = Caller(bo)
    first, again = caller.post("/logs/", body), caller.post("/logs/", body)
    assert first[0] == again[0] == 201
    assert first[1]["id"] == again[1]["id"]
    assert LogTally.objects.get().count == LearningLog.objects.count() == 1
    status, edited = caller.patch(f"/logs/{first[1]['id']}/", {"saw": "Neighbours came early."})
    assert (status, edited["saw"]) == (200, "Neighbours came early.")


def test_logs_respect_the_circle(chi: User, bo: User, odile: User, city: Portfolio, warm_streets: Initiative) -> None:
    for circle in ("team", "portfolio", "funders", "public"):
        make_log(warm_streets, f"Seen by {circle}", circle=circle)

    def seen(user: User) -> set[str]:
        return {row["circle"] for row in Caller(user).get("/logs/")[1]["results"]}

    assert seen(chi) == {"funders", "public"}
    assert seen(odile) == {"portfolio", "funders", "public"}
    assert seen(bo) == {"team", "portfolio", "funders", "public"}
    hidden = LearningLog.objects.get(circle="team")
    assert Caller(odile).get(f"/logs/{hidden.pk}/")[0] == 404


def test_nobody_edits_another_persons_log(bo: User, city: Portfolio, warm_streets: Initiative) -> None:
    log = make_log(warm_streets)
    assert Caller(bo).patch(f"/logs/{log.pk}/", {"saw": "Rewritten"})[0] == 403


def test_funders_and_observers_do_not_post(chi: User, odile: User, warm_streets: Initiative) -> None:
    for user in (chi, odile):
        assert Caller(user).post("/logs/", {"initiative": warm_streets.pk, "saw": "x"})[0] == 403


def test_updates_come_in(bo: User, city: Portfolio, warm_streets: Initiative) -> None:
    caller = Caller(bo)
    assert caller.post("/updates/", {"initiative": warm_streets.pk, "nothing_new": True})[1]["kind"] == "nothing_new"
    assert caller.post("/updates/", {"initiative": warm_streets.pk, "body": ""})[0] == 400
    make_update(warm_streets, circle="team")
    assert len(caller.get("/updates/", initiative=warm_streets.pk)[1]["results"]) == 2


def test_organisations_are_listed_and_kept_by_stewards(steward: Caller, bo: User, city: Portfolio) -> None:
    status, made = steward.post("/organisations/", {"name": "Repair Guild", "sector": "civil_society"})
    assert status == 201
    assert steward.patch(f"/organisations/{made['id']}/", {"website": "https://repair.example"})[0] == 200
    assert "Repair Guild" in [row["name"] for row in Caller(bo).get("/organisations/", name="repair")[1]["results"]]
    assert Caller(bo).post("/organisations/", {"name": "Another"})[0] == 403
    elsewhere = make_organisation("Not listed here")
    assert steward.get(f"/organisations/{elsewhere.pk}/")[0] == 404


def test_a_report_shows_only_the_logs_one_may_read(
    steward: Caller, bo: User, city: Portfolio, warm_streets: Initiative
) -> None:
    report = make_report(city, status="ready", title="Trust")
    finding = Finding.objects.create(report=report, kind="theme", key="theme-1", title="Neighbours", log_count=2)
    open_log, hidden = make_log(warm_streets), make_log(make_initiative(city), "Quiet", circle="team")
    for log in (open_log, hidden):
        FindingLog.objects.create(finding=finding, log=log, quote=log.saw)
    type(report).objects.filter(pk=report.pk).update(status="published", published_at=timezone.now())
    status, whole = Caller(bo).get(f"/reports/{report.pk}/")
    assert status == 200
    assert [row["log"] for row in whole["findings"][0]["citations"]] == [open_log.pk]
    assert len(steward.get(f"/reports/{report.pk}/")[1]["findings"][0]["citations"]) == 2
    draft = make_report(city, status="ready")
    assert Caller(bo).get(f"/reports/{draft.pk}/")[0] == 404


def test_money_in_outline_and_in_detail(
    steward: Caller, chi: User, bo: User, city: Portfolio, mission: object, coop: object, warm_streets: Initiative
) -> None:
    mine, others = make_vehicle(city, "Mine"), make_vehicle(city, "Others'")
    make_commitment(mine, mission, 100, flexibility="portfolio")
    make_commitment(others, coop, 50)
    make_allocation(mine, 40, warm_streets)
    Initiative.objects.update(circle="portfolio")
    status, outline = Caller(bo).get("/funding/")
    assert (status, outline["committed"], len(outline["vehicles"])) == (200, "150.00", 2)
    funder = Caller(chi)
    assert [row["name"] for row in funder.get("/vehicles/")[1]["results"]] == ["Mine"]
    assert funder.get(f"/vehicles/{others.pk}/")[0] == 404
    rows = f"/vehicles/{mine.pk}/allocations/"
    assert funder.get(rows)[1]["results"][0]["initiative"] is None
    assert steward.get(rows)[1]["results"][0]["initiative"] == warm_streets.pk
    assert Caller(bo).get("/vehicles/")[1]["results"] == []


def test_query_counts_do_not_grow(
    django_assert_max_num_queries: Callable[..., object], steward: Caller, city: Portfolio, energy: System
) -> None:
    for _number in range(20):
        make_log(make_initiative(city, system=energy))
    steward.get("/initiatives/")
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]
        assert len(steward.get("/initiatives/")[1]["results"]) == 20
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        assert len(steward.get("/logs/")[1]["results"]) == 20


def test_the_reference_page_names_every_operation(city: Portfolio) -> None:
    page = Client().get("/api/v1/docs/").content.decode()
    for path in Client().get("/api/v1/schema/").json()["paths"]:
        assert path in page
    assert "one of idea, exploring, testing" in page
