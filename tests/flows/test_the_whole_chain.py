"""From one log to a decision, on to what came of it, and all the way back: log, report, finding, decision, log."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from initiatives.models import System
from sensemaking.models import Decision, LearningLog, SenseMakingReport
from sensemaking.services import reports
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_initiative, make_log
from tests.factories.talk import DOORS, made

pytestmark = pytest.mark.django_db(transaction=True)

CAME = "Twelve hosts were paid in January, and nobody missed the leaflets."


@pytest.fixture
def spoken(city: Portfolio, bo: User, energy: System, health: System, coop: Organisation) -> LearningLog:
    """Bo's log on doors, and three of other initiatives that say much the same."""
    for at, saw in enumerate(DOORS[1:]):
        street = make_initiative(city, f"Street {at}", system=(energy, health)[at % 2])
        make_log(street, saw, happened_on=timezone.localdate() - timedelta(days=9))
    own = make_initiative(city, "Warm Streets Millbrook", system=energy, lead=coop)
    return make_log(own, DOORS[0], by=bo, happened_on=timezone.localdate() - timedelta(days=8))


def test_from_a_log_to_a_decision_and_back(
    open_page: Callable[..., Page],
    axe: Callable[[Page], None],
    city: Portfolio,
    alma: User,
    bo: User,
    spoken: LearningLog,
) -> None:
    report = published(city, alma)
    steward = open_page(report.get_absolute_url(), user=alma)
    steward.get_by_role("link", name=re.compile("^Decide on this")).first.click()
    steward.get_by_label("what is decided, in a line").fill("Pay three hosts per street")
    steward.get_by_label("what it does").select_option("amplify")
    steward.get_by_role("button", name="Save").click()
    expect(steward.get_by_role("heading", level=1, name="Pay three hosts per street")).to_be_visible()
    decision = Decision.objects.get()
    axe(steward)

    back_to_the_log(steward, spoken)
    look_again(steward, decision)
    told = LearningLog.objects.get(saw=CAME)
    assert (told.kind, told.circle) == ("outcome", decision.circle)

    author = open_page(f"/{city.slug}/sense-making/my-words/", user=bo, narrow=True)
    expect(author.get_by_role("link", name="Pay three hosts per street")).to_be_visible()
    axe(author)
    author.get_by_role("link", name="Pay three hosts per street").first.click()
    author.get_by_role("link", name=re.compile(CAME[:20] + "|Log ")).first.click()
    expect(author.get_by_text(re.compile("Tells what came of|What we saw", re.IGNORECASE)).first).to_be_visible()


def published(city: Portfolio, alma: User) -> SenseMakingReport:
    """A report of the last month with one theme that holds all four logs."""
    today = timezone.localdate()
    report = made(city, from_on=today - timedelta(days=30), to_on=today + timedelta(days=1))
    assert report.findings.filter(kind="theme", log_count=4).exists()
    return reports.publish(report=report, by=alma)


def back_to_the_log(page: Page, log: LearningLog) -> None:
    """From the decision to its finding, from there to the logs, to the log, its initiative, and to the decision."""
    page.get_by_role("link", name="4 logs").first.click()
    page.get_by_role("link", name=re.compile("Warm Streets|neighbour from the same street")).first.click()
    page.goto(f"/{log.portfolio.slug}/sense-making/logs/{log.pk}/")
    expect(page.get_by_text(DOORS[0])).to_be_visible()
    expect(page.get_by_role("link", name="Warm Streets Millbrook").first).to_be_visible()
    page.get_by_role("link", name="Pay three hosts per street").first.click()
    expect(page.get_by_role("heading", level=1, name="Pay three hosts per street")).to_be_visible()


def look_again(page: Page, decision: Decision) -> None:
    """Say what came of it; it is kept as a log, too."""
    page.get_by_role("link", name="Look again").click()
    page.get_by_label("What came of it").fill(CAME)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(CAME).first).to_be_visible()
    page.goto(f"/{decision.portfolio.slug}/sense-making/decisions/traces/")
    expect(page.get_by_text("Pay three hosts per street").first).to_be_visible()
