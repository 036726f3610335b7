"""The wall of logs: search, filters, pages, circles, files; and the page of one log."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from initiatives.models import Initiative, System
from sensemaking.models import Finding, FindingLog, Kind
from stakeholders.models import Circle, Portfolio, User
from tests.factories import make_initiative, make_log, make_portfolio, make_report

SignIn = Callable[[User | None], Client]
WALL = "/riverton/sense-making/logs/"


@pytest.fixture
def wall(city: Portfolio, warm_streets: Initiative, health: System) -> None:
    """Three logs: of Warm Streets, of a garden in another system, and of the city itself."""
    make_log(warm_streets, "Scaffolding waits for weather.", kind=Kind.SURPRISE, happened_on=date(2026, 7, 1))
    garden = make_initiative(city, "Garden Doctor", system=health)
    make_log(garden, "Patients come for the tomatoes.", mark="enabler", happened_on=date(2026, 8, 1))
    make_log(portfolio=city, saw="The election moved every date.", happened_on=date(2026, 9, 1))


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("?q=scaffold", "Scaffolding waits", "tomatoes"),
        ("?q=SCAFFOLDING+weather", "Scaffolding waits", "tomatoes"),
        ("?kind=surprise", "Scaffolding waits", "tomatoes"),
        ("?mark=enabler", "tomatoes", "Scaffolding waits"),
        ("?from=2026-08-15", "election", "tomatoes"),
        ("?to=2026-07-15", "Scaffolding waits", "tomatoes"),
    ],
)
def test_filters(sign_in: SignIn, alma: User, wall: None, query: str, seen: str, unseen: str) -> None:
    page = sign_in(alma).get(f"{WALL}{query}").content.decode()
    assert seen in page
    assert unseen not in page


def test_logs_of_a_system_and_of_an_initiative(
    sign_in: SignIn, alma: User, wall: None, energy: System, warm_streets: Initiative
) -> None:
    client = sign_in(alma)
    for query in (f"?system={energy.pk}", f"?initiative={warm_streets.pk}"):
        page = client.get(f"{WALL}{query}").content.decode()
        assert "Scaffolding waits" in page and "tomatoes" not in page


@pytest.mark.parametrize(
    "query",
    ["?system=x", "?system=99999999999999999999", "?report=0", "?finding=-1", "?from=never", "?after=%%%", "?kind=no"],
)
def test_addresses_that_mean_nothing_show_everything(sign_in: SignIn, alma: User, wall: None, query: str) -> None:
    answer = sign_in(alma).get(f"{WALL}{query}")
    assert answer.status_code == 200
    assert "tomatoes" in answer.content.decode()


def test_nothing_found_says_so_and_leads_back(sign_in: SignIn, alma: User, wall: None) -> None:
    page = sign_in(alma).get(f"{WALL}?q=submarine").content.decode()
    assert "No log here" in page and "Show all logs" in page


def test_an_empty_wall_says_who_starts(sign_in: SignIn, bo: User, odile: User, city: Portfolio) -> None:
    assert "Post the first one" in sign_in(bo).get(WALL).content.decode()
    assert "Post the first one" not in sign_in(odile).get(WALL).content.decode()


def test_htmx_gets_the_list_alone(sign_in: SignIn, alma: User, wall: None) -> None:
    page = sign_in(alma).get(f"{WALL}?q=tomatoes", headers={"HX-Request": "true", "HX-Target": "logs"}).content.decode()
    assert "<html" not in page and "tomatoes" in page


def test_older_logs_are_a_page_further(sign_in: SignIn, alma: User, warm_streets: Initiative) -> None:
    for number in range(35):
        make_log(warm_streets, f"Observation number {number}.", happened_on=date(2026, 7, 1))
    client = sign_in(alma)
    first = client.get(WALL)
    assert "Observation number 34." in first.content.decode() and "Observation number 4." not in first.content.decode()
    cursor = first.context["wall"].page.next_cursor
    second = client.get(f"{WALL}?after={cursor}").content.decode()
    assert "Observation number 4." in second and "Observation number 34." not in second


def test_each_reader_sees_what_their_circle_reaches(
    sign_in: SignIn, warm_streets: Initiative, alma: User, bo: User, chi: User, odile: User, dag: User
) -> None:
    for circle in Circle.values:
        make_log(warm_streets, f"Seen by {circle}.", circle=circle)
    seen = {
        user: {circle for circle in Circle.values if f"Seen by {circle}." in sign_in(user).get(WALL).content.decode()}
        for user in (alma, bo, chi, odile, dag)
    }
    assert seen == {
        alma: set(Circle.values),
        bo: set(Circle.values),
        chi: {"funders", "public"},
        odile: {"portfolio", "funders", "public"},
        dag: set(),
    }


def test_the_file_holds_exactly_what_is_shown(sign_in: SignIn, alma: User, wall: None) -> None:
    answer = sign_in(alma).get("/riverton/sense-making/logs.csv?q=tomatoes")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["initiative"], row["saw"]) for row in rows] == [("Garden Doctor", "Patients come for the tomatoes.")]


def test_the_file_hides_initiatives_that_the_reader_may_not_see(sign_in: SignIn, city: Portfolio, odile: User) -> None:
    hidden = make_initiative(city, "Secret Site", circle=Circle.TEAM)
    make_log(hidden, "=SUM(A1) was heard there.", circle=Circle.PORTFOLIO)
    answer = sign_in(odile).get("/riverton/sense-making/logs.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "Secret Site" not in text
    assert "'=SUM(A1)" in text
    assert "Secret Site" not in sign_in(odile).get(WALL).content.decode()


def test_one_log_word_for_word(sign_in: SignIn, bo: User, warm_streets: Initiative) -> None:
    log = make_log(warm_streets, "Rain <b>came</b> 🌧.\nWe waited.", tried="Two coats.", next="Ask in May.", title="Wet")
    page = sign_in(bo).get(f"{WALL}{log.pk}/").content.decode()
    assert "Rain &lt;b&gt;came&lt;/b&gt; 🌧.\nWe waited." in page
    assert "Two coats." in page and "Ask in May." in page and "Warm Streets Millbrook" in page
    assert "No report cites this log yet" in page


def test_a_log_says_where_its_words_went(
    sign_in: SignIn, alma: User, odile: User, warm_streets: Initiative, city: Portfolio
) -> None:
    log = make_log(warm_streets)
    report = make_report(city, status="ready")
    finding = Finding.objects.create(report=report, kind="theme", key="theme-1", title="Noise and waiting")
    FindingLog.objects.create(finding=finding, log=log, quote="the wait")
    assert "Noise and waiting" in sign_in(alma).get(f"{WALL}{log.pk}/").content.decode()
    assert "Noise and waiting" not in sign_in(odile).get(f"{WALL}{log.pk}/").content.decode()


def test_a_log_beyond_the_readers_circle_is_not_found(
    sign_in: SignIn, chi: User, dag: User, warm_streets: Initiative
) -> None:
    log = make_log(warm_streets)
    assert sign_in(chi).get(f"{WALL}{log.pk}/").status_code == 404
    assert sign_in(dag).get(f"{WALL}{log.pk}/").status_code == 404
    assert sign_in(None).get(f"{WALL}{log.pk}/").status_code == 302


def test_logs_of_another_portfolio_stay_there(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    log = make_log(portfolio=make_portfolio("Elsewhere", slug="other"), saw="Not ours.")
    assert sign_in(alma).get(f"{WALL}{log.pk}/").status_code == 404
    assert "Not ours." not in sign_in(alma).get(WALL).content.decode()
