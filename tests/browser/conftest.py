"""A real Chromium on the live server: pages that fail the test when the browser complains, and axe."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from stakeholders.models import User

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

Axe = Callable[[Page], None]
Opened = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium: `CHROMIUM`, or the first of its usual names on the path."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("There is no Chromium on this machine; set CHROMIUM to its path.")
    was = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs while the tests ask the database
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
    if was is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Opened]:
    """Return a function that opens an address as somebody; at the end no page may have complained.

    `open_page("/riverton/", user=bo, narrow=True, theme="dark")`; `expected` lists parts of messages that the
    test provokes, as a network that fails.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    allowed: list[str] = []

    def opened(
        path: str = "",
        *,
        user: User | None = None,
        narrow: bool = False,
        theme: str = "",
        javascript: bool = True,
        expected: tuple[str, ...] = (),
    ) -> Page:
        size: Any = NARROW if narrow else WIDE
        context = browser.new_context(viewport=size, base_url=live_server.url, java_script_enabled=javascript)
        contexts.append(context)
        allowed.extend(expected)
        if user is not None:
            sign_in_context(context, user, live_server.url)
        if theme:
            context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if path:
            page.goto(path, wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(part in text for part in allowed)] == []


@pytest.fixture
def sign_in_browser(live_server: LiveServer) -> Callable[[BrowserContext, User], None]:
    """Return a function that signs a browser context in without the form."""
    return lambda context, user: sign_in_context(context, user, live_server.url)


@pytest.fixture
def axe() -> Axe:
    """Return a function that fails with axe's findings on a page, scrolling sideways among them."""

    def examine(page: Page) -> None:
        page.evaluate(AXE.read_text())
        found: dict[str, Any] = page.evaluate("axe.run()")
        told = [
            f"{rule['id']}: {rule['help']}\n  " + "\n  ".join(node["html"][:200] for node in rule["nodes"])
            for rule in found["violations"]
        ]
        assert told == [], "\n".join(told)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], f"The page is {width} px wide."  # type: ignore[index]

    return examine


def sign_in_context(context: BrowserContext, user: User, url: str) -> None:
    """Give the context a session of the user."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
