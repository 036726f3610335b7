"""Suggestions by keyboard alone: A accepts, D asks why not, and the focus goes on to the next one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from initiatives.models import Connection, Initiative
from sensemaking.models import ConnectionSuggestion
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative
from tests.factories.suggestions import make_suggestion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Opened = Callable[..., Page]


@pytest.fixture
def two(city: Portfolio, warm_streets: Initiative) -> list[ConnectionSuggestion]:
    reason = ("text", {"words": ["street", "damp"]}, [])
    return [
        make_suggestion(warm_streets, make_initiative(city, title), reason, score=score)
        for title, score in (("Tree Stewards", 0.9), ("Cool Rooms", 0.5))
    ]


def test_a_accepts_d_dismisses_and_the_focus_goes_on(
    open_page: Opened, alma: User, two: list[ConnectionSuggestion], axe: Callable[[Page], None]
) -> None:
    page = open_page("/riverton/suggestions/tray/", user=alma)
    axe(page)
    first, second = (page.locator(f"#suggestion-{row.pk}") for row in two)
    first.focus()
    page.keyboard.press("a")
    expect(first).to_have_count(0)
    expect(second).to_be_focused()
    expect(page.locator("#ph-toasts")).to_contain_text("They are connected")
    assert Connection.objects.count() == 1
    page.keyboard.press("d")
    reasons = second.locator("details button")
    expect(reasons.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#suggestion-tray-title")).to_be_focused()
    expect(page.locator("#suggestion-tray")).to_contain_text("Nothing waits")
    two[1].refresh_from_db()
    assert (two[1].status, two[1].dismissal) == ("dismissed", "known")


def test_letters_outside_the_tray_decide_nothing(
    open_page: Opened, alma: User, two: list[ConnectionSuggestion]
) -> None:
    page = open_page("/riverton/suggestions/", user=alma)
    page.locator("h1").click()
    page.keyboard.press("a")
    page.keyboard.press("d")
    assert ConnectionSuggestion.objects.open().count() == 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_are_sound(
    open_page: Opened, alma: User, two: list[ConnectionSuggestion], axe: Callable[[Page], None], theme: str
) -> None:
    for path in ("", f"{two[0].pk}/", f"{two[0].pk}/accept/", f"{two[0].pk}/dismiss/", f"{two[0].pk}/ask/"):
        axe(open_page(f"/riverton/suggestions/{path}", user=alma, theme=theme))
