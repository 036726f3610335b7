"""An initiative from its first line: edited, undone, moved on, changed with others, shared in a view, downloaded."""

import csv
import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from initiatives.models import Initiative, SavedView, System
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative

pytestmark = pytest.mark.django_db(transaction=True)

Opened = Callable[..., Page]
Axe = Callable[[Page], None]
LIST = "/riverton/initiatives/"


def test_from_its_first_line_to_its_next_stage(
    open_page: Opened, axe: Axe, alma: User, city: Portfolio, energy: System
) -> None:
    page = open_page(f"{LIST}new/", user=alma, expected=("422",))
    page.get_by_label("Title").fill("Kerb Gardens")
    page.get_by_label("In a sentence or two").fill("Green kerbs that drink the rain.")
    page.get_by_label("Energy & buildings").check()
    page.locator("main form [type=submit]").first.click()
    expect(page.get_by_role("heading", level=1, name="Kerb Gardens")).to_be_visible()
    axe(page)

    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Title").fill("Rain Gardens")
    page.locator("main form [type=submit]").first.click()
    expect(page.get_by_role("heading", level=1, name="Rain Gardens")).to_be_visible()
    page.locator("#ph-toasts").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1, name="Kerb Gardens")).to_be_visible()

    initiative = Initiative.objects.get()
    page.goto(f"{LIST}{initiative.pk}/stage/")
    page.get_by_label("Stage").select_option("testing")
    submit = page.locator("main form [type=submit]").first
    page.locator("main form").first.evaluate("form => { form.noValidate = true; }")
    submit.click()
    expect(page.get_by_label("Why")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Why").fill("Two streets want one.")
    submit.click()
    expect(page.get_by_text("Two streets want one.").first).to_be_visible()
    initiative.refresh_from_db()
    assert initiative.stage == "testing"
    page.goto(f"{LIST}{initiative.pk}/history/")
    expect(page.get_by_text("Alma Steward").first).to_be_visible()
    axe(page)


def test_many_at_once_then_a_view_for_everybody(
    open_page: Opened, axe: Axe, alma: User, odile: User, city: Portfolio, energy: System, health: System
) -> None:
    for number in range(4):
        make_initiative(city, f"Garden {number}", stage="idea", system=energy)
    make_initiative(city, "Clinic", stage="growing", system=health)
    page = open_page(f"{LIST}?q=garden", user=alma)
    page.get_by_label("Choose all on this page").check()
    page.get_by_label("Garden 3").uncheck()
    page.get_by_role("button", name="Edit the chosen").click()
    page.get_by_label("Stage").select_option("exploring")
    page.get_by_label("Why").fill("The season begins.")
    axe(page)
    page.get_by_role("button", name="See what will change").click()
    expect(page.get_by_role("heading", level=1, name="3 initiatives will change")).to_be_visible()
    axe(page)
    assert Initiative.objects.filter(stage="exploring").count() == 0
    page.get_by_role("button", name="Change them").click()
    expect(page.locator("#ph-toasts")).to_contain_text("3")
    assert sorted(Initiative.objects.filter(stage="exploring").values_list("title", flat=True)) == [
        "Garden 0",
        "Garden 1",
        "Garden 2",
    ]

    page.goto(f"{LIST}?stage=exploring")
    page.locator("summary", has_text="Views").click()
    page.locator(".ph-menu-list").get_by_text("Save this view").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Gardens of spring")
    page.get_by_role("dialog").get_by_role("checkbox").check()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.locator("#ph-toasts")).not_to_be_empty()
    assert SavedView.objects.get().is_shared

    other = open_page(LIST, user=odile)
    other.locator("summary", has_text="Views").click()
    other.get_by_role("link", name="Gardens of spring").click()
    titles = other.locator("#initiatives tbody th a")
    expect(titles).to_have_count(3)
    shown = titles.all_inner_texts()
    other.locator("#initiatives summary", has_text="Download").click()
    link = other.get_by_role("link", name="CSV of what is shown").get_attribute("href") or ""
    answer = other.context.request.get(link)
    lines = list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))
    assert [line["Title"] for line in lines] == shown
