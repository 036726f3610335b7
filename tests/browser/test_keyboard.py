"""The hub by keyboard alone, and what it says to those who do not see: focus, menus, dialogs, live messages."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from initiatives.models import Initiative
from stakeholders.models import Invitation, Portfolio, Role, User
from tests.factories import make_initiative, make_log

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Opened = Callable[..., Page]
LIST = "/riverton/initiatives/"


def status(page: Page) -> Locator:
    """What is spoken without moving the focus."""
    return page.locator("#ph-status")


@pytest.fixture
def many(city: Portfolio) -> list[Initiative]:
    """More initiatives than one page of the list holds."""
    return [make_initiative(city, f"Street {number:03}") for number in range(60)]


@pytest.mark.parametrize("path", ["/riverton/", "/accounts/login/"])
def test_the_skip_link_comes_first_and_leads_to_the_content(open_page: Opened, alma: User, path: str) -> None:
    page = open_page(path, user=alma if path == "/riverton/" else None)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    expect(page.locator(".ph-skip")).to_be_focused()
    expect(page.locator(".ph-skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_menu_opens_walks_and_closes_by_keys(open_page: Opened, alma: User) -> None:
    page = open_page("/riverton/", user=alma)
    summary = page.locator(".ph-topbar-tools summary.ph-avatar")
    menu = page.locator("details.ph-menu", has=page.locator("summary.ph-avatar"))
    summary.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Portfolio settings")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Your account")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_choice_of_theme_and_language_is_sound_when_open(
    open_page: Opened, axe: Callable[[Page], None], alma: User, theme: str
) -> None:
    for user, menu in ((None, ".ph-topbar-tools summary"), (alma, "summary.ph-avatar")):
        page = open_page("/accessibility/", user=user, theme=theme)
        page.locator(menu).first.click()
        expect(page.locator("button[name=theme]").first).to_be_visible()
        axe(page)


def test_search_opens_with_a_slash_and_is_walked_with_arrows(
    open_page: Opened, alma: User, warm_streets: Initiative
) -> None:
    make_log(warm_streets, "The neighbours kept the street warm.")
    page = open_page("/riverton/", user=alma)
    page.keyboard.press("/")
    field = page.locator("#ph-search input[type=search]")
    expect(field).to_be_focused()
    page.keyboard.type("warm/")
    expect(field).to_have_value("warm/")
    page.keyboard.press("Backspace")
    results = page.locator("#search-results a")
    expect(results).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(results.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(results.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Warm Streets Millbrook")).to_be_visible()


def test_search_closes_with_escape_and_gives_the_focus_back(open_page: Opened, alma: User) -> None:
    page = open_page("/riverton/", user=alma)
    page.get_by_role("link", name="Search").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ph-search input[type=search]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#ph-search")).to_be_hidden()
    expect(page.get_by_role("link", name="Search")).to_be_focused()


def test_a_question_holds_the_focus_and_gives_it_back(open_page: Opened, city: Portfolio, alma: User) -> None:
    Invitation.objects.create(portfolio=city, email="noor@riverton.example", role=Role.OBSERVER, invited_by=alma)
    page = open_page("/riverton/settings/members/", user=alma)
    withdraw = page.get_by_role("button", name="Withdraw the invitation of noor@riverton.example")
    withdraw.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Withdraw the invitation of noor@riverton.example?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(withdraw).to_be_focused()
    assert Invitation.objects.get().status == "pending"

    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Withdraw").press("Enter")
    expect(page.get_by_role("cell", name="Revoked")).to_be_visible()


def test_a_filter_keeps_the_focus_and_says_how_many(open_page: Opened, alma: User, many: list[Initiative]) -> None:
    page = open_page(LIST, user=alma)
    field = page.get_by_label("Search initiatives", exact=True)
    field.press_sequentially("street 00")
    expect(status(page)).to_have_text("10 initiatives match")
    expect(field).to_be_focused()
    expect(field).to_have_value("street 00")
    expect(page).to_have_url(re.compile(r"q=street(\+|%20)00"))


@pytest.mark.parametrize("box", ["initiatives/#filter-q", "challenges/#challenge-q"])
def test_back_from_a_search_leads_back_while_its_box_has_the_focus(
    open_page: Opened, alma: User, many: list[Initiative], box: str
) -> None:
    path, name = f"/riverton/{box}".split("#")
    page = open_page(path, user=alma)
    page.locator(f"#{name}").press_sequentially("Street 01")
    expect(page).to_have_url(re.compile("q=Street"))
    expect(page.locator(f"#{name}")).to_be_focused()
    page.go_back()
    expect(page.locator(f"#{name}")).to_have_value("")
    page.wait_for_timeout(600)  # longer than a search waits before it is sent
    assert page.url.endswith(path)


def test_the_next_page_begins_at_its_top_with_the_focus(open_page: Opened, alma: User, many: list[Initiative]) -> None:
    page = open_page(LIST, user=alma)
    page.get_by_role("link", name="Next 50").press("Enter")
    expect(page.get_by_role("link", name="Street 059")).to_be_visible()
    expect(page.get_by_role("link", name="Previous 50")).to_be_visible()
    expect(page.locator("#initiatives")).to_be_focused()
    assert page.evaluate("window.scrollY") == 0
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('#initiatives')")


def test_earlier_entries_come_with_the_focus_on_the_first_of_them(
    open_page: Opened, alma: User, warm_streets: Initiative
) -> None:
    for number in range(40):
        make_log(warm_streets, f"We saw door {number} open.", title=f"Door {number}")
    page = open_page(f"{LIST}{warm_streets.pk}/", user=alma)
    seen = page.locator(".ph-timeline > li").count()
    page.get_by_role("link", name="earlier").press("Enter")
    expect(page.locator(".ph-timeline > li")).not_to_have_count(seen)
    expect(page.locator(".ph-timeline > li").nth(seen - 1)).to_be_focused()


def test_what_is_missing_gets_the_focus_and_is_described(open_page: Opened, alma: User) -> None:
    page = open_page(f"{LIST}new/", user=alma, expected=("422",))
    page.evaluate("document.querySelectorAll('main form').forEach((form) => { form.noValidate = true; })")
    page.locator("main form [type=submit]").first.press("Enter")
    title = page.get_by_label("Title")
    expect(title).to_be_focused()
    expect(title).to_have_attribute("aria-invalid", "true")
    described = page.locator(f"#{(title.get_attribute('aria-describedby') or '').split()[0]}")
    expect(described).to_be_visible()


def test_a_choice_of_many_is_counted(open_page: Opened, alma: User, many: list[Initiative]) -> None:
    page = open_page(LIST, user=alma)
    page.get_by_label("Choose all on this page").press("Space")
    expect(page.get_by_text("50 chosen")).to_be_visible()
    page.get_by_label("Street 003").press("Space")
    expect(page.get_by_text("49 chosen")).to_be_visible()
    assert page.get_by_label("Choose all on this page").evaluate("box => box.indeterminate")


def test_a_request_that_fails_says_so_and_keeps_what_stands(
    open_page: Opened, alma: User, many: list[Initiative]
) -> None:
    page = open_page(LIST, user=alma, expected=("ERR_FAILED", "htmx"))
    page.route("**/initiatives/?*", lambda route: route.abort())
    page.get_by_label("Search initiatives", exact=True).press_sequentially("x")
    toasts = page.locator("#ph-toasts[role=status]")
    expect(toasts).to_contain_text("That did not work.")
    expect(page.get_by_role("link", name="Street 000")).to_be_visible()
    page.unroute_all()
    toasts.get_by_role("button", name="Close").press("Enter")
    expect(toasts).not_to_contain_text("That did not work.")


def test_the_theme_is_chosen_by_keys_and_stays(open_page: Opened, alma: User) -> None:
    page = open_page("/riverton/", user=alma)
    page.locator("summary.ph-avatar").press("Enter")
    dark = page.locator("button[name=theme][value=dark]")
    with page.expect_response("**/theme/**"):
        dark.press("Enter")
    expect(dark).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_on_a_phone_the_current_page_stands_in_the_row_of_pages(open_page: Opened, city: Portfolio, alma: User) -> None:
    page = open_page(f"/{city.slug}/levels/", user=alma, narrow=True)
    current = page.locator(".ph-pages [aria-current=page]")
    expect(current).to_have_text("Levels")
    expect(current).to_be_in_viewport(ratio=1)


def test_shares_that_do_not_add_up_send_the_focus_to_the_reason(open_page: Opened, city: Portfolio, alma: User) -> None:
    page = open_page(f"/{city.slug}/facets/intent/", user=alma, expected=("422",))
    for name, share in {"enhancement": "50", "mission": "50", "adaptive": "50", "anticipatory": "0"}.items():
        page.locator(f"input[name={name}]").fill(share)
    page.get_by_role("button", name="Save").click()
    reason = page.locator(".ph-error-summary")
    expect(reason).to_be_focused()
    expect(reason).to_contain_text("must add up to 100")
