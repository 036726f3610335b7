"""How things hang together, end to end: suggested and accepted, refuted, combined, and brought in from Kumu."""

import json
from collections.abc import Callable
from contextlib import nullcontext

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from initiatives.models import Combination, Connection, Initiative, System
from sensemaking.models import ConnectionSuggestion, LearningLog
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_log, make_organisation
from tests.flows.test_the_real_files import DeskWithWorker
from tests.plugins.services import RealWorker

pytestmark = pytest.mark.django_db(transaction=True)

Opened = Callable[..., Page]
SignIn = Callable[[User | None], Client]
Axe = Callable[[Page], None]
WORDS = "Both open the same eleven streets next spring"
ASKING = "They ask who opens the same street after us."


@pytest.fixture
def trees(city: Portfolio, health: System) -> Initiative:
    """Street Tree Stewards, with nobody in common with Warm Streets."""
    return make_initiative(
        city, "Street Tree Stewards", summary="Opens tree pits on eleven streets in Millbrook next spring.",
        system=health, lead=make_organisation("Tree Wardens", portfolio=city),
    )  # fmt: skip


@pytest.fixture
def logs(warm_streets: Initiative, trees: Initiative, bo: User) -> tuple[LearningLog, LearningLog]:
    """Bo and somebody of the other one heard the same on the street."""
    heard = f"Residents on eleven streets are tired of digging. {ASKING}"
    mine = make_log(warm_streets, heard, by=bo, author_name=bo.name, circle="portfolio")
    theirs = make_log(trees, "Residents are tired of digging on their streets.", circle="portfolio")
    return mine, theirs


def test_a_steward_accepts_a_suggestion_in_her_own_words(
    worker: RealWorker, open_page: Opened, sign_in: SignIn, axe: Axe, alma: User, bo: User,
    warm_streets: Initiative, trees: Initiative, logs: tuple[LearningLog, LearningLog],
) -> None:  # fmt: skip
    page = open_page(user=alma)
    page.goto("/riverton/suggestions/")
    page.get_by_role("button", name="Look").first.click()
    card = page.locator("article", has_text="Street Tree Stewards").first
    expect(card).to_contain_text("Because", timeout=45_000)
    expect(card).to_contain_text("digging")

    suggestion = ConnectionSuggestion.objects.get()
    page.goto(f"/riverton/suggestions/{suggestion.pk}/")
    axe(page)
    page.get_by_role("link", name="Other words first").click()
    page.get_by_label("How they hang together").select_option("in_tension")
    page.get_by_label("In a sentence").fill(WORDS)
    page.locator("main form").get_by_role("button", name="Accept").click()
    page.wait_for_url("**/connections/*/")
    made = Connection.objects.get()
    assert (made.kind, made.statement, made.said_by) == ("in_tension", WORDS, alma)
    assert set(made.evidence.values_list("log", flat=True)) <= {log.pk for log in logs}

    for initiative, other in ((warm_streets, trees), (trees, warm_streets)):
        page.goto(f"/riverton/initiatives/{initiative.pk}/")
        panel = page.locator("#initiative-connections")
        expect(panel).to_contain_text(other.title)
        expect(panel).to_contain_text(WORDS)
    data = sign_in(alma).get("/riverton/map/data/").json()
    assert data["edges"]["id"] == [made.pk]
    assert data["suggested"]["id"] == []
    page.goto(f"/riverton/connections/{made.pk}/history/")
    expect(page.locator("main")).to_contain_text("Alma")

    assert made.evidence.filter(log=logs[0]).exists()
    words = sign_in(bo).get("/riverton/sense-making/my-words/").content.decode()
    assert f"/riverton/connections/{made.pk}/" in words


def test_what_a_contributor_said_is_refuted_and_stays_with_its_reason(
    open_page: Opened, alma: User, bo: User, warm_streets: Initiative, trees: Initiative
) -> None:
    page = open_page(user=bo)
    page.goto(f"/riverton/connections/new/?source={warm_streets.pk}&target={trees.pk}")
    page.get_by_label("How do they hang together?").select_option("enables")
    page.get_by_label("In a sentence").fill("Scaffold shades the young trees")
    page.locator("main form [type=submit]").last.click()
    page.wait_for_url("**/connections/*/")
    made = Connection.objects.get()
    assert (made.said_by, made.status) == (bo, "hypothesised")

    page = open_page(user=alma)
    page.goto(f"/riverton/connections/{made.pk}/refute/")
    page.get_by_label("Why").fill("Boards in front of a tree dry it out.")
    page.locator("main form [type=submit]").last.click()
    page.wait_for_url(f"**/connections/{made.pk}/")
    expect(page.locator("main")).to_contain_text("Boards in front of a tree dry it out.")
    page.goto("/riverton/connections/?state=refuted")
    expect(page.locator("main")).to_contain_text("Scaffold shades the young trees")
    page.goto("/riverton/connections/")
    expect(page.locator("main")).not_to_contain_text("Scaffold shades the young trees")


def test_a_combination_stands_on_the_pages_of_its_members(
    open_page: Opened, axe: Axe, alma: User, warm_streets: Initiative, trees: Initiative
) -> None:
    page = open_page(user=alma)
    page.goto(f"/riverton/combinations/new/?initiative={warm_streets.pk}&initiative={trees.pk}")
    page.get_by_label("Name").fill("A street opened once")
    page.get_by_label("The effect that none of them gives alone").fill("Heat, shade and quiet in one spring.")
    page.get_by_label("Warm Streets").fill("The scaffold")
    axe(page)
    page.locator("main form[method=post] [type=submit]").last.click()
    expect(page.get_by_role("heading", level=1, name="A street opened once")).to_be_visible()
    made = Combination.objects.get()
    assert {member.initiative: member.brings for member in made.members.all()} == {
        warm_streets: "The scaffold", trees: "",
    }  # fmt: skip
    for initiative in (warm_streets, trees):
        page.goto(f"/riverton/initiatives/{initiative.pk}/")
        expect(page.locator("main")).to_contain_text("A street opened once")


def test_a_blueprint_of_kumu_is_drawn_on_the_map(
    worker: RealWorker, client: Client, city: Portfolio, alma: User, warm_streets: Initiative, trees: Initiative
) -> None:
    client.force_login(alma)
    desk = DeskWithWorker(client, city, alma, lambda execute: nullcontext())
    blueprint = {
        "elements": [{"label": warm_streets.title, "type": "Project"}, {"label": trees.title}],
        "connections": [
            {"from": trees.title, "to": warm_streets.title, "direction": "directed", "type": "depends on"},
            {"from": trees.title, "to": "Nobody here", "type": "enables"},
        ],
    }
    run = desk.bring_in(("streets.json", json.dumps(blueprint).encode()), target="connections")
    assert (run.status, run.counts["created"], run.counts["skipped"]) == ("done", 1, 1)
    assert run.problems.get().found == "Nobody here"

    data = client.get("/riverton/map/data/").json()
    ends = [data["nodes"]["id"][data["edges"][end][0]] for end in ("source", "target")]
    assert ends == [trees.pk, warm_streets.pk]
    assert data["words"]["kinds"][data["edges"]["kind"][0]]["key"] == "depends_on"
    desk.undo(run)
    assert client.get("/riverton/map/data/").json()["edges"]["id"] == []
