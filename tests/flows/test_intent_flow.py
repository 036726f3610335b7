"""An intent from its first line: written, talked about, shared, signed by a mailed link, turned into policy."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from stakeholders.models import Endorsement, IntentVersion, Organisation, PolicyLink, Portfolio, User
from tests.factories import make_organisation
from tests.plugins.services import RealWorker

pytestmark = pytest.mark.django_db(transaction=True)

Opened = Callable[..., Page]
Axe = Callable[[Page], None]
INTENT = "/riverton/intent/"
FIRST = "By 2035 Riverton is carbon-neutral and fair."
AGREED = "By 2035 Riverton is carbon-neutral and closer-knit."
PROMISE = "Our eleven halls stay open on the coldest nights."
EMAIL = "bridget@halls.example"


@pytest.fixture
def halls(city: Portfolio) -> Organisation:
    """An actor of the portfolio of whom nobody has an account."""
    return make_organisation("Nine Halls", portfolio=city, sector="community")


def test_from_a_draft_to_policy(
    worker: RealWorker,
    open_page: Opened,
    axe: Axe,
    mailed_link: Callable[[str], str],
    city: Portfolio,
    alma: User,
    bo: User,
    halls: Organisation,
) -> None:
    steward, contributor = open_page(INTENT, user=alma), open_page(user=bo)
    write_a_draft(steward)
    suggest(contributor)
    accept_and_share(steward)
    version = IntentVersion.objects.get(portfolio=city)
    assert (version.status, version.statement) == ("shared", AGREED)
    assert version.credits.get().by == bo
    axe(steward)

    ask_for_a_signature(steward, halls)
    sign(open_page(mailed_link(EMAIL), narrow=True), axe)
    signed = Endorsement.objects.get(version=version)
    assert (signed.organisation, signed.promise, signed.signed_by) == (halls, PROMISE, None)
    assert signed.stands

    add_policy(steward)
    assert PolicyLink.objects.get().version == version
    for page in (steward, contributor):
        page.goto(INTENT)
        expect(page.get_by_text(AGREED)).to_be_visible()
        expect(page.get_by_text("Bo Contributor").first).to_be_visible()
        expect(page.get_by_text("Resolution 26-114").first).to_be_visible()
        expect(page.get_by_text("1 endorsed.").first).to_be_visible()
    axe(steward)


def write_a_draft(page: Page) -> None:
    """The steward writes the first draft and opens it for dialogue."""
    page.get_by_role("link", name="Write the first draft").click()
    page.get_by_label("Where we are heading").fill(FIRST)
    page.get_by_label("By when").fill("2035")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_text(FIRST)).to_be_visible()
    page.get_by_role("link", name="Open the dialogue").click()
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("#ph-toasts")).to_contain_text("in dialogue")


def suggest(page: Page) -> None:
    """Somebody else at the table suggests another word for one of the text."""
    page.goto(f"{INTENT}versions/1/")
    page.locator("#dialogue").get_by_role("link", name="Suggest other words").click()
    page.get_by_label("Words to replace").fill("fair")
    page.get_by_label("Your wording").fill("closer-knit")
    page.get_by_label("Why").fill("Fair is a word that each of us hears differently.")
    page.get_by_role("button", name="Suggest it").click()
    expect(page.locator("#dialogue")).to_contain_text("closer-knit")


def accept_and_share(page: Page) -> None:
    """The steward accepts it, puts it into the text and shares the version."""
    page.goto(f"{INTENT}versions/1/")
    page.get_by_role("link", name="Accept or decline").click()
    page.get_by_label("Accept: the words go into the next text").check()
    page.get_by_role("button", name="Answer", exact=True).click()
    page.get_by_role("link", name="Put them into the text").click()
    page.locator("main form [type=submit]").first.click()
    expect(page.get_by_text(AGREED).first).to_be_visible()
    page.goto(f"{INTENT}versions/1/")
    page.get_by_role("link", name="Share version 1").click()
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("#ph-toasts")).to_contain_text("shared intent")


def ask_for_a_signature(page: Page, organisation: Organisation) -> None:
    """The steward writes a letter to somebody who has no account."""
    page.goto(f"{INTENT}endorsements/ask/")
    page.locator("main").get_by_label("Organisation").select_option(str(organisation.pk))
    page.get_by_label("E-mail addresses").fill(EMAIL)
    page.get_by_label("A word from you").fill("A sentence about your halls would be worth ten of ours.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#ph-toasts")).to_contain_text("on its way")


def sign(page: Page, axe: Axe) -> None:
    """Whoever got the letter reads the words and signs, on a phone, without an account."""
    expect(page.get_by_text(AGREED)).to_be_visible()
    axe(page)
    page.get_by_label("What you promise, in your words").fill(PROMISE)
    page.get_by_label("What you bring").fill("Forty keyholders")
    page.get_by_label("Your name").fill("Bridget Moran")
    page.get_by_label("Your role there").fill("Keyholder")
    page.get_by_label("I may speak for Nine Halls.").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Thank you")).to_be_visible()
    axe(page)


def add_policy(page: Page) -> None:
    """The steward notes what the council made of it."""
    page.goto(f"{INTENT}policies/new/")
    page.locator("main").get_by_label("Title").fill("Resolution 26-114")
    page.get_by_label("Instrument").select_option("resolution")
    page.locator("main").get_by_label("State").select_option("adopted")
    page.locator("main [name=adopted_on]").fill("2026-04-30")
    page.locator("main [name=version]").select_option(label="Version 1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1, name="Resolution 26-114")).to_be_visible()
