"""From the pasted address to a seat at the table; the directory; the frame."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from initiatives.models import Initiative, System
from stakeholders.models import Invitation, Membership, Organisation, Portfolio, Role, User
from tests.factories import make_place

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Opened = Callable[..., Page]
Axe = Callable[[Page], None]
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]]}


def test_noor_is_invited_comes_in_and_sits_at_the_table(
    open_page: Opened, city: Portfolio, coop: Organisation, alma: User, axe: Axe
) -> None:
    page = open_page("/riverton/settings/members/", user=alma, expected=("422",))
    page.get_by_label("E-mail addresses").fill("Noor Adeyemi <noor@riverton.example>\nnot-an-address")
    page.get_by_label("Funder").check()
    page.get_by_label("They speak for").select_option(label=coop.name)
    page.get_by_role("button", name="Send invitations").click()
    expect(page.get_by_text("Invitations are on their way to 1 address.")).to_be_visible()
    expect(page.get_by_label("E-mail addresses")).to_have_value("not-an-address")
    axe(page)

    token = Invitation.objects.get().token
    page = open_page(reverse("people:invitation", args=[token]), user=None, narrow=True)
    expect(page.get_by_label("Your name")).to_have_value("Noor Adeyemi")
    axe(page)
    page.get_by_role("button", name="Accept and come in").click()
    page.wait_for_url("**/riverton/")
    expect(page.get_by_text("Welcome to Riverton 2035. Your role: Funder.")).to_be_visible()
    assert Membership.objects.get(user__email="noor@riverton.example").role == Role.FUNDER


def test_filters_of_the_directory_refresh_the_list_and_the_address(
    open_page: Opened, city: Portfolio, coop: Organisation, mission: Organisation, alma: User, axe: Axe
) -> None:
    page = open_page("/riverton/organisations/", user=alma)
    expect(page.get_by_text("2 organisations")).to_be_visible()
    page.get_by_label("Public, national").check()
    expect(page.get_by_text("1 organisation", exact=True)).to_be_visible()
    assert "sector=public_national" in page.url
    axe(page)
    page.reload()
    expect(page.get_by_label("Public, national")).to_be_checked()
    page.get_by_role("link", name=mission.name).click()
    expect(page.get_by_role("heading", name=mission.name)).to_be_visible()
    axe(page)


def test_systems_change_places_by_keyboard(
    open_page: Opened, city: Portfolio, energy: System, health: System, warm_streets: Initiative, alma: User, axe: Axe
) -> None:
    page = open_page("/riverton/initiatives/frame/", user=alma)
    page.get_by_role("button", name="Move Energy & buildings down").press("Enter")
    expect(page.locator("#frame h3").first).to_have_text("Health & care")
    expect(page.get_by_role("button", name="Move Energy & buildings up")).to_be_focused()
    axe(page)


def test_a_place_is_drawn_with_its_parts(open_page: Opened, city: Portfolio, alma: User, axe: Axe) -> None:
    whole = make_place("Riverton", portfolio=city)
    make_place("Eastbank", portfolio=city, within=whole, geometry=SQUARE)
    page = open_page(f"/riverton/places/{whole.pk}/", user=alma, narrow=True)
    axe(page)
    page.locator("svg.ph-outline a").click()
    expect(page.get_by_role("heading", name="Eastbank")).to_be_visible()
