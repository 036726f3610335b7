"""From an invitation to a published report: invite, post, make sense, edit, publish; and the author sees it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from initiatives.models import Initiative, System
from sensemaking.models import FindingLog, LearningLog, SenseMakingReport
from stakeholders.models import Membership, Organisation, Portfolio, User
from tests.factories import make_initiative, make_log
from tests.factories.talk import DOORS
from tests.plugins.services import RealWorker

pytestmark = pytest.mark.django_db(transaction=True)

Opened = Callable[..., Page]
Axe = Callable[[Page], None]
SAID = DOORS[0]


@pytest.fixture
def streets(city: Portfolio, energy: System, health: System, coop: Organisation) -> list[Initiative]:
    """Three initiatives that speak of doors; a fourth, of the co-op, has been silent."""
    talking = [make_initiative(city, f"Street {at}", system=(energy, health)[at % 2]) for at in range(3)]
    for initiative, saw in zip(talking, DOORS[1:], strict=True):
        make_log(initiative, saw, happened_on=timezone.localdate() - timedelta(days=9))
    return [*talking, make_initiative(city, "Warm Streets Millbrook", system=energy, lead=coop)]


def test_from_the_invitation_to_the_published_report(
    worker: RealWorker,
    open_page: Opened,
    axe: Axe,
    mailed_link: Callable[[str], str],
    city: Portfolio,
    alma: User,
    streets: list[Initiative],
) -> None:
    steward = open_page("/riverton/settings/members/", user=alma)
    invite(steward)
    newcomer = open_page(mailed_link("noor@riverton.example"), narrow=True)
    accept(newcomer)
    assert Membership.objects.get(portfolio=city, user__email="noor@riverton.example").role == "contributor"
    post(newcomer)
    log = LearningLog.objects.get(saw=SAID)

    ask(steward)
    axe(steward)
    expect(steward.locator(".ph-report")).to_be_visible(timeout=90_000)
    axe(steward)
    report = SenseMakingReport.objects.get()
    assert FindingLog.objects.filter(finding__report=report, log=log).exists()
    edit_and_publish(steward)
    report.refresh_from_db()
    assert (report.status, report.title) == ("published", "Neighbours open doors")

    newcomer.goto("/riverton/sense-making/post/")
    expect(newcomer.get_by_text("One of your logs is cited in")).to_be_visible()
    newcomer.get_by_role("link", name="Neighbours open doors").click()
    expect(newcomer.get_by_role("heading", level=1, name="Neighbours open doors")).to_be_visible()
    newcomer.get_by_role("link", name=re.compile(r"^Log \d")).first.click()
    quoted = LearningLog.objects.get(pk=int(newcomer.url.rstrip("/").rsplit("/", 1)[1].split("#")[0]))
    expect(newcomer.get_by_text(quoted.saw)).to_be_visible()


def invite(page: Page) -> None:
    page.get_by_label("E-mail addresses").fill("Noor Adeyemi <noor@riverton.example>")
    page.get_by_label("They speak for").select_option("Millbrook Housing Co-op")
    page.get_by_role("button", name="Send invitations").click()
    expect(page.get_by_text("Invitations are on their way to 1 address.")).to_be_visible()


def accept(page: Page) -> None:
    expect(page.get_by_role("heading", level=1, name="Riverton 2035")).to_be_visible()
    page.get_by_label("Password").fill("a-long-enough-password")
    page.get_by_role("button", name="Accept and come in").click()
    expect(page.get_by_role("button", name="Accept and come in")).to_be_hidden()


def post(page: Page) -> None:
    page.goto("/riverton/sense-making/post/")
    expect(page.locator(".ph-post-subject strong")).to_have_text("Warm Streets Millbrook")
    page.get_by_label("What did you try?").fill("Went along with Mrs Osei.")
    page.get_by_label("What did you see?").fill(SAID)
    page.get_by_role("button", name="Post learning log").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()


def ask(page: Page) -> None:
    today = timezone.localdate()
    page.goto("/riverton/sense-making/")
    page.get_by_text("Other days").click()
    page.get_by_label(re.compile("^From")).fill(str(today - timedelta(days=30)))
    page.get_by_label(re.compile("^To")).fill(str(today))
    page.get_by_role("button", name="Make sense of it").click()


def edit_and_publish(page: Page) -> None:
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_label("Title").fill("Neighbours open doors")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1, name="Neighbours open doors")).to_be_visible()
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published").first).to_be_visible()
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
