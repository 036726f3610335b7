"""The map in a browser: walked by keys alone, spoken, kept in the address, on a phone, without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from initiatives.models import Connection, Initiative, System
from sensemaking.models import ConnectionSuggestion
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_log

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Opened = Callable[..., Page]
Axe = Callable[[Page], None]
MAP = "/riverton/map/"


@pytest.fixture
def woven(city: Portfolio, warm_streets: Initiative, energy: System, health: System) -> dict[str, Initiative]:
    """Two systems, three rings, two connections and a suggestion."""
    heat = make_initiative(city, "Heat Loop", system=energy, stage="embedded")
    cool = make_initiative(city, "Cool Rooms", system=health, stage="growing")
    calls = make_initiative(city, "Winter Calls", system=health, stage="testing")
    tied = {"statement": "One crew serves both.", "status": "observed"}
    Connection.objects.create(portfolio=city, source=warm_streets, target=heat, kind="enables", **tied)
    Connection.objects.create(portfolio=city, source=warm_streets, target=cool, kind="in_tension")
    ConnectionSuggestion.objects.create(
        portfolio=city, first=cool, second=calls, kind="shares_learning", score=1.2,
        reasons=[{"kind": "system", "share": 1, "facts": {"systems": [health.pk]}}],
    )  # fmt: skip
    make_log(warm_streets, "Crews waited. Neighbours minded the noise less than the wait.")
    return {"warm": warm_streets, "heat": heat, "cool": cool, "calls": calls}


def drawn(page: Page) -> Locator:
    """The place of the map, once it is drawn and has the focus."""
    expect(page.locator("[data-map].ph-is-live")).to_be_visible()
    stage = page.locator("#map-stage")
    stage.focus()
    return stage


def scale_of(frame: Locator) -> float:
    """How far the drawing is zoomed; the place it is moved to depends on the height that text leaves it."""
    found = re.search(r"scale\(([\d.]+)\)", frame.get_attribute("transform") or "")
    assert found, "the drawing has no scale yet"
    return float(found[1])


def scale_becomes(page: Page, frame: Locator, right: Callable[[float], bool]) -> None:
    for _ in range(50):
        if right(scale_of(frame)):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the drawing stays at scale {scale_of(frame)}")


def says(page: Page, text: str) -> None:
    expect(page.locator("#ph-status")).to_contain_text(text)


def flags(page: Page) -> list[str]:
    return sorted(page.locator("[data-map-flags] .ph-map-flag").all_inner_texts())


def test_a_walk_by_keys_alone_is_spoken_and_opens_a_panel(
    open_page: Opened, alma: User, woven: dict[str, Initiative]
) -> None:
    page = open_page(MAP, user=alma)
    drawn(page)
    says(page, "Arrow keys walk from initiative to initiative.")
    page.keyboard.press("ArrowRight")
    says(page, "Heat Loop. Energy & buildings. Embedded. One connection.")
    page.keyboard.press("ArrowDown")
    says(page, "Warm Streets Millbrook. Energy & buildings. Growing. 2 connections.")
    assert flags(page) == ["Cool Rooms", "Heat Loop", "Warm Streets Millbrook"]
    page.keyboard.press("ArrowRight")
    says(page, "Cool Rooms. Health & care. Growing. One connection. 1 suggested.")
    page.keyboard.press("]")
    says(page, "Warm Streets Millbrook")
    page.keyboard.press("[")
    says(page, "Cool Rooms")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    title = page.get_by_role("heading", level=2, name="Warm Streets Millbrook")
    expect(title).to_be_focused()
    expect(page.locator("#map-panel")).to_contain_text("One crew serves both.")
    expect(page.locator("#map-panel mark")).to_have_text("Neighbours minded the noise less than the wait.")
    expect(page).to_have_url(re.compile(rf"select={woven['warm'].pk}$"))
    page.keyboard.press("Escape")
    expect(page.locator("#map-stage")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/map/$"))
    expect(page.locator("#map-panel")).to_contain_text("No initiative selected")


def test_keys_zoom_help_find_and_lead_on(open_page: Opened, alma: User, woven: dict[str, Initiative]) -> None:
    page = open_page(MAP, user=alma)
    stage = drawn(page)
    frame = page.locator("[data-map-frame] > g")
    whole = scale_of(frame)
    page.keyboard.press("+")
    scale_becomes(page, frame, lambda now: now > whole * 1.1)
    page.keyboard.press("0")
    scale_becomes(page, frame, lambda now: abs(now - whole) < whole * 0.05)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of the map")).to_be_visible()
    page.keyboard.press("Escape")
    expect(stage).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#map-q")).to_be_focused()
    page.keyboard.type("heat")
    says(page, "1 initiative, 0 connections")
    expect(page).to_have_url(re.compile(r"q=heat"))
    stage.focus()
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="The map as tables")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Heat Loop")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Cool Rooms")).to_have_count(0)
    page.get_by_role("link", name="Show the map").click()
    drawn(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Heat Loop")).to_be_visible()
    stage.focus()
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile(rf"/connections/new/\?source={woven['heat'].pk}"))


def test_filters_live_in_the_address_and_back_undoes_them(
    open_page: Opened, alma: User, woven: dict[str, Initiative], health: System
) -> None:
    page = open_page(f"{MAP}?select={woven['warm'].pk}", user=alma)
    drawn(page)
    assert "Warm Streets Millbrook" in flags(page)
    page.get_by_role("checkbox", name="Health & care").uncheck()
    says(page, "2 initiatives, 1 connection")
    expect(page.locator("[data-map-counts]")).to_have_text("2 initiatives, 1 connection")
    expect(page).to_have_url(re.compile(r"\?system=\d+&select=\d+$"))
    expect(page.locator("#map-tables")).not_to_contain_text("Cool Rooms")
    assert flags(page) == ["Heat Loop", "Warm Streets Millbrook"]
    page.get_by_role("checkbox", name="Confirmed").uncheck()
    page.get_by_role("checkbox", name="Suggested").uncheck()
    expect(page).to_have_url(re.compile(r"links=none"))
    page.wait_for_load_state("networkidle")
    page.reload()
    drawn(page)
    expect(page.get_by_role("checkbox", name="Confirmed")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Health & care")).not_to_be_checked()
    for _step in range(3):
        page.go_back()
    expect(page.locator("[data-map-counts]")).to_have_text("4 initiatives, 2 connections")
    expect(page.get_by_role("checkbox", name="Health & care")).to_be_checked()
    page.get_by_role("checkbox", name="Testing").uncheck()
    expect(page.locator("[data-map-counts]")).to_have_text("3 initiatives, 2 connections")
    page.get_by_role("link", name="Clear filters").click()
    expect(page.locator("[data-map-counts]")).to_have_text("4 initiatives, 2 connections")
    expect(page).to_have_url(re.compile(r"/map/\?select=\d+$"))


def test_a_connection_of_the_panel_leads_on_and_back_leads_back(
    open_page: Opened, alma: User, woven: dict[str, Initiative]
) -> None:
    page = open_page(f"{MAP}?select={woven['warm'].pk}", user=alma)
    drawn(page)
    page.locator("#map-panel").get_by_role("link", name="Heat Loop").click()
    expect(page.get_by_role("heading", level=2, name="Heat Loop")).to_be_visible()
    expect(page.locator("#map-panel")).to_contain_text("Is enabled by: One crew serves both.")
    page.go_back()
    expect(page.get_by_role("heading", level=2, name="Warm Streets Millbrook")).to_be_visible()
    page.locator("#map-panel").get_by_role("link", name="Close").click()
    expect(page.locator("#map-panel")).to_contain_text("No initiative selected")


def test_an_accepted_suggestion_becomes_a_link_on_the_map(
    open_page: Opened, alma: User, woven: dict[str, Initiative]
) -> None:
    page = open_page(MAP, user=alma)
    drawn(page)
    expect(page.locator("[data-count='links:suggested']")).to_have_text("1")
    card = page.locator("#suggestion-tray .ph-suggestion")
    card.focus()
    page.keyboard.press("a")
    expect(page.locator("[data-map-counts]")).to_have_text("4 initiatives, 3 connections")
    expect(page.locator("[data-count='links:suggested']")).to_have_text("0")
    expect(card).to_have_count(0)
    expect(page.locator("#suggestion-tray-title")).to_be_focused()
    assert Connection.objects.filter(source=woven["cool"], target=woven["calls"]).exists()


def test_what_fails_is_said_and_the_table_is_offered(
    open_page: Opened, alma: User, woven: dict[str, Initiative]
) -> None:
    page = open_page(MAP, user=alma, expected=("500",))
    drawn(page)
    page.route("**/map/data/**", lambda route: route.fulfill(status=500))
    page.get_by_role("checkbox", name="Testing").uncheck()
    expect(page.get_by_role("alert")).to_contain_text("The map could not be drawn anew")
    expect(page.get_by_role("link", name="Show the table")).to_be_visible()
    page.unroute("**/map/data/**")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-map-counts]")).to_have_text("3 initiatives, 2 connections")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_phone_opens_on_the_table_and_shows_the_map_when_asked(
    open_page: Opened, axe: Axe, bo: User, woven: dict[str, Initiative]
) -> None:
    page = open_page(MAP, user=bo, narrow=True)
    expect(page.get_by_role("heading", name="The map as tables")).to_be_visible()
    expect(page.locator("#map-stage")).to_be_hidden()
    axe(page)
    page.get_by_role("button", name="Show map").click()
    expect(page.locator("#map-stage")).to_be_focused()
    page.keyboard.press("ArrowRight")
    says(page, "Heat Loop")
    axe(page)
    page.get_by_role("button", name="Hide map").click()
    expect(page.locator("#map-stage")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_sound_with_a_selection(
    open_page: Opened, axe: Axe, alma: User, woven: dict[str, Initiative], theme: str
) -> None:
    page = open_page(f"{MAP}?select={woven['warm'].pk}", user=alma, theme=theme)
    drawn(page)
    axe(page)
    page.locator(".ph-map-rail summary", has_text="Kinds and states").click()
    page.get_by_role("button", name="Keys of the map").click()
    axe(page)


def test_without_scripts_there_is_a_drawing_a_form_and_the_table(
    open_page: Opened, alma: User, woven: dict[str, Initiative]
) -> None:
    page = open_page(MAP, user=alma, javascript=False)
    expect(page.locator(".ph-map-still svg")).to_be_visible()
    page.get_by_role("checkbox", name="Testing").uncheck()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("[data-map-counts]")).to_have_text("3 initiatives, 2 connections")
    page.get_by_role("link", name="Show as a table").click()
    expect(page.get_by_role("rowheader", name="Heat Loop")).to_be_visible()


def test_the_picture_is_made_in_the_browser(open_page: Opened, alma: User, woven: dict[str, Initiative]) -> None:
    page = open_page(MAP, user=alma)
    drawn(page)
    page.locator(".ph-map-export > summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Picture (PNG)").click()
    assert waiting.value.suggested_filename == "riverton-map.png"
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
