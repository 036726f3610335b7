"""A story is told: begun, quoted with consent, published, read by anybody; then its author takes the words back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from initiatives.models import Initiative
from sensemaking.models import Story
from stakeholders.models import Portfolio, User
from tests.factories import make_log

pytestmark = pytest.mark.django_db(transaction=True)

Opened = Callable[..., Page]
Axe = Callable[[Page], None]
WORDS = "Doors opened when a neighbour came along."


def test_a_story_from_its_first_word_to_words_taken_back(
    open_page: Opened, axe: Axe, open_city: Portfolio, warm_streets: Initiative, alma: User, bo: User
) -> None:
    log = make_log(warm_streets, f"{WORDS} We stopped leafleting.", circle="public", by=bo, author_name="Bo")
    page = open_page("/riverton/sense-making/stories/", user=alma, expected=("422",))
    page.get_by_role("link", name="Begin a story").first.click()
    page.get_by_label("Title").fill("A neighbour at the door")
    page.get_by_role("button", name="Begin").click()

    page.get_by_role("link", name="Write a text").click()
    page.get_by_label("Text", exact=True).fill("It began with **tea**.")
    page.get_by_role("button", name="Add to the story").click()
    page.get_by_role("link", name="Words of a log").click()
    page.get_by_label("Search the learning logs").fill("neighbour")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("link", name="Quote this log").click()
    page.get_by_label("The words").fill("Doors opened when a neighbour came.")
    page.get_by_role("button", name="Add to the story").click()
    expect(page.get_by_text("The log does not say exactly this.").first).to_be_visible()
    page.get_by_label("The words").fill(WORDS)
    page.get_by_role("button", name="Add to the story").click()
    axe(page)

    page.get_by_role("button", name="Move part 2 up").click()
    page.get_by_role("button", name="Take out 1").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="Publish").click()
    axe(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="A neighbour at the door")).to_be_visible()
    assert Story.objects.get().status == "published"

    reader = open_page("/riverton/sense-making/stories/")
    reader.get_by_role("link", name="A neighbour at the door").click()
    expect(reader.get_by_text(WORDS)).to_be_visible()
    expect(reader.locator("strong", has_text="tea")).to_be_visible()
    axe(reader)

    author = open_page(f"/riverton/sense-making/logs/{log.pk}/edit/", user=bo)
    author.get_by_label("Who may see it").select_option("portfolio")
    author.get_by_role("button", name="Save").click()
    reader.reload()
    expect(reader.get_by_text("These words were taken back by their author.")).to_be_visible()
    expect(reader.get_by_text(WORDS)).to_have_count(0)
