"""Pytest fixtures for a real Chromium on the live server, one per process of the suite.

`open_page` opens addresses as somebody and fails the test when the browser complained; `axe` examines a page.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from stakeholders.models import User

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PATIENCE = 15_000
SETTLED = """async () => {
  const until = Date.now() + 10000;
  const isAsked = (panel) => panel["htmx-internal-data"]?.loaded;
  const waits = () => [...document.querySelectorAll("[hx-trigger=load]")].some((panel) => !isAsked(panel));
  const isBusy = () => document.querySelector(".htmx-request") || waits();
  while (isBusy() && Date.now() < until) await new Promise((go) => setTimeout(go, 20));
}"""
"""Waits until the panels that a page loads have come; some stay what they were and are filled."""

Axe = Callable[[Page], None]
Opened = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium: `CHROMIUM`, or the first of its usual names on the path."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.fail(
            "There is no Chromium here. Install it (Debian: apt-get install chromium) or set CHROMIUM to its path.",
            pytrace=False,
        )
    was = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs while the tests ask the database
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
    if was is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Guarded:
    """Pages whose complaints (errors in the console, what the security policy blocked) are written down."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self.url = url
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    def page(
        self, *, user: "User | None" = None, narrow: bool = False, theme: str = "", javascript: bool = True, **more: Any
    ) -> Page:
        """A blank page of a browser of its own, signed in as the user."""
        size: Any = NARROW if narrow else WIDE
        context = self._browser.new_context(
            viewport=size, base_url=self.url, java_script_enabled=javascript, reduced_motion="reduce", **more
        )
        self._contexts.append(context)
        if user is not None:
            sign_in_context(context, user, self.url)
        if theme:
            context.add_cookies([{"name": "theme", "value": theme, "url": self.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def open_page(browser: Browser, live_server: "LiveServer") -> Iterator[Opened]:
    """Return a function that opens an address as somebody; at the end no page may have complained.

    `open_page("/riverton/", user=bo, narrow=True, theme="dark")`; `expected` lists parts of messages that the
    test provokes, as a network that fails.
    """
    guarded = Guarded(browser, live_server.url)
    allowed: list[str] = []

    def opened(path: str = "", *, expected: tuple[str, ...] = (), **how: Any) -> Page:
        allowed.extend(expected)
        page = guarded.page(**how)
        if path:
            page.goto(path, wait_until="load")
        return page

    yield opened
    guarded.close()
    assert [text for text in guarded.complaints if not any(part in text for part in allowed)] == []


@pytest.fixture
def sign_in_browser(live_server: "LiveServer") -> "Callable[[BrowserContext, User], None]":
    """Return a function that signs a browser context in without the form."""
    return lambda context, user: sign_in_context(context, user, live_server.url)


@pytest.fixture
def axe() -> Axe:
    """Return a function that fails with axe's findings on a page, scrolling sideways among them."""

    def examine(page: Page) -> None:
        found = findings(page)
        assert found == [], "\n".join(found)

    return examine


def findings(page: Page, *, only: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with a page: violations of axe's rules (all, or `only` some), its width, headings and title."""
    page.evaluate(SETTLED)
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE)
    options: dict[str, Any] = {
        "resultTypes": ["violations"],
        "preload": False,  # only a rule that is off asks for the style sheets' text
        **({"runOnly": list(only)} if only else {}),
    }
    found: list[dict[str, Any]] = page.evaluate("(options) => axe.run(options).then((all) => all.violations)", options)
    told = [
        f"{rule['id']}: {rule['help']}\n  " + "\n  ".join(node["html"][:200] for node in rule["nodes"][:5])
        for rule in found
    ]
    size, width = page.viewport_size, page.evaluate("document.documentElement.scrollWidth")
    if size and width > size["width"]:
        told.append(f"The page is {width} px wide.")
    headings = page.locator("h1").count()
    if headings != 1:
        told.append(f"The page has {headings} first headings.")
    if not page.title().strip():
        told.append("The page has no title.")
    return told


def sign_in_context(context: BrowserContext, user: "User", url: str) -> None:
    """Give the context a session of the user."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
