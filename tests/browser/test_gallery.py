"""The gallery and the door in a real browser: accessible in both themes, nothing blocked, charts in both colours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Opened = Callable[..., Page]


@pytest.mark.parametrize("path", ["/gallery/", "/accounts/login/"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_axe_finds_nothing(open_page: Opened, axe: Callable[[Page], None], path: str, theme: str, narrow: bool) -> None:
    axe(open_page(path, theme=theme, narrow=narrow))


def test_the_chart_is_drawn_in_the_colours_of_the_theme(open_page: Opened) -> None:
    page = open_page("/gallery/")
    expect(page.locator(".ph-chart .sankey-node")).to_have_count(6)
    node = page.locator(".ph-chart .node-rect").nth(4)
    colour = node.evaluate("node => getComputedStyle(node).fill")
    page.locator(".ph-topbar-tools summary").first.click()
    page.click("button[name=theme][value=dark]")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(node).not_to_have_css("fill", colour)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_a_page_asks_for_little(open_page: Opened) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/accounts/login/", wait_until="networkidle")
    assert len(asked) <= 8, asked
