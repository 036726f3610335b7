"""The gallery and the door in a real browser: accessible in both themes, nothing blocked, menus and dialogs work."""

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's own Chromium; Django may be called while Playwright's loop runs."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def opened(chromium: Browser, url: str, theme: str = "", *, narrow: bool = False, bypass_csp: bool = False) -> Page:
    """A page in the theme; it fails the test when the browser complains or the page scrolls sideways."""
    context = chromium.new_context(viewport=NARROW if narrow else WIDE, bypass_csp=bypass_csp)  # type: ignore[arg-type]
    if theme:
        context.add_cookies([{"name": "theme", "value": theme, "url": url}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url, wait_until="networkidle")
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    return page


@pytest.mark.parametrize("path", ["/gallery/", "/accounts/login/"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_axe_finds_nothing(chromium: Browser, live_server: LiveServer, path: str, theme: str, narrow: bool) -> None:
    page = opened(chromium, live_server.url + path, theme, narrow=narrow, bypass_csp=True)
    found = Axe().run(page)
    page.context.close()
    assert found.violations_count == 0, found.generate_report()


def test_nothing_is_blocked_and_the_chart_is_drawn(chromium: Browser, live_server: LiveServer) -> None:
    page = opened(chromium, f"{live_server.url}/gallery/")
    assert page.locator(".ph-chart .sankey-node").count() == 6
    colour = page.locator(".ph-chart .node-rect").nth(4).evaluate("node => getComputedStyle(node).fill")
    page.locator("summary", has_text="Theme").or_(page.locator(".ph-topbar-tools summary").first).first.click()
    page.click("button[name=theme][value=dark]")
    page.wait_for_selector("html[data-bs-theme=dark]")
    page.wait_for_timeout(300)
    assert page.locator(".ph-chart .node-rect").nth(4).evaluate("node => getComputedStyle(node).fill") != colour
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.context.close()


def test_a_dialog_opens_and_gives_the_focus_back(chromium: Browser, live_server: LiveServer) -> None:
    page = opened(chromium, f"{live_server.url}/gallery/")
    page.click("[data-dialog=sample-dialog]")
    assert page.locator("#sample-dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#sample-dialog").is_visible()
    assert page.locator("[data-dialog=sample-dialog]").evaluate("button => button === document.activeElement")
    page.context.close()


def test_a_menu_closes_on_escape_and_outside(chromium: Browser, live_server: LiveServer) -> None:
    page = opened(chromium, f"{live_server.url}/gallery/")
    menu = page.locator("main details.ph-menu")
    menu.locator("summary").click()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    menu.locator("summary").click()
    page.locator("h1").click()
    assert menu.get_attribute("open") is None
    page.context.close()


def test_the_skip_link_leads_to_the_content(chromium: Browser, live_server: LiveServer) -> None:
    page = opened(chromium, f"{live_server.url}/accounts/login/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.locator(".ph-skip").evaluate("link => link === document.activeElement")
    page.keyboard.press("Enter")
    assert page.locator("main").evaluate("main => main === document.activeElement")
    page.context.close()


def test_a_page_asks_for_little(chromium: Browser, live_server: LiveServer) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/accounts/login/", wait_until="networkidle")
    page.close()
    assert len(asked) <= 8, asked
