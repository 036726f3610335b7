"""Posting on a phone: drafts that stay, an outbox that sends once, undo, the scoped link."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from initiatives.models import Initiative, PostingLink, System, Update
from sensemaking.models import LearningLog
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_log

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

POST = "/riverton/sense-making/post/"
LOST = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED")
Opened = Callable[..., Page]
Axe = Callable[[Page], None]


@pytest.fixture
def cool_rooms(city: Portfolio, health: System, energy: System) -> Initiative:
    """A neighbour of Warm Streets."""
    return make_initiative(city, "Cool Rooms", system=health, touches=(energy,))


def write(page: Page, saw: str = "Families came after eight.") -> None:
    """Answer the two questions that need an answer."""
    page.get_by_label("What did you try?").fill("Opened the basement.")
    page.get_by_label("What did you see?").fill(saw)


def kept_for_offline(page: Page) -> None:
    """Wait until the service worker runs and holds the form and its files, then let it serve the page."""
    wanted = "/static/js/post.js"
    held = f"Promise.all([caches.match(location.pathname), caches.match('{wanted}')]).then((all) => all.every(Boolean))"
    active = "navigator.serviceWorker.getRegistration().then((worker) => Boolean(worker?.active))"
    for _turn in range(200):
        if page.evaluate(held) and page.evaluate(active):
            break
        page.wait_for_timeout(50)
    else:
        pytest.fail("The service worker did not keep the form within ten seconds.")
    page.reload()
    expect(page.locator("#post-form")).to_be_visible()


def test_bo_posts_from_his_phone(open_page: Opened, bo: User, warm_streets: Initiative, cool_rooms: Initiative) -> None:
    page = open_page(POST, user=bo, narrow=True)

    expect(page.get_by_role("heading", name="New post")).to_be_visible()
    write(page)
    page.locator("#post-listeners").get_by_text("Cool Rooms").click()
    button = page.get_by_role("button", name="Post learning log")
    assert (button.bounding_box() or {})["height"] >= 52
    button.dblclick()

    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    log = LearningLog.objects.get()
    assert list(log.listeners.all()) == [cool_rooms]
    assert log.seconds is not None
    expect(page.get_by_text("Cool Rooms will see it on its page.")).to_be_visible()
    expect(page.get_by_text("You took")).to_be_visible()

    page.get_by_role("button", name="Undo within 10 minutes").click()
    expect(page.get_by_text("Your post is taken back.")).to_be_visible()
    assert not LearningLog.objects.exists()


def test_a_draft_survives_leaving_the_page(open_page: Opened, bo: User, warm_streets: Initiative) -> None:
    page = open_page(POST, user=bo, narrow=True)
    page.get_by_text("Update", exact=True).first.click()
    page.get_by_label("What is new?").fill("Home 101 is warm.")
    expect(page.get_by_text("Draft saved. Sends when you are online.")).to_be_visible()

    page.goto(f"/riverton/sense-making/initiatives/{warm_streets.pk}/learning/")
    page.goto(POST)

    expect(page.get_by_label("What is new?")).to_have_value("Home 101 is warm.")
    page.get_by_role("button", name="Post update").click()
    expect(page.get_by_role("heading", name="Your update is in.")).to_be_visible()
    assert Update.objects.get().seconds is None  # a draft from earlier says nothing about how long it took
    page.goto(POST)
    expect(page.locator("#id_news")).to_have_value("")


def test_offline_it_waits_and_online_it_goes_out_once(open_page: Opened, bo: User, warm_streets: Initiative) -> None:
    page = open_page(POST, user=bo, narrow=True, expected=LOST)
    kept_for_offline(page)
    page.context.set_offline(True)
    page.reload()
    write(page, "The form is here without a network.")
    page.get_by_role("button", name="Post learning log").click()

    expect(page.get_by_text("Your post is kept on this device")).to_be_visible()
    expect(page.locator("#post-outbox")).to_contain_text("Warm Streets Millbrook")
    assert not LearningLog.objects.exists()
    page.reload()
    expect(page.locator("#post-outbox")).to_contain_text("Warm Streets Millbrook")

    page.context.set_offline(False)
    expect(page.locator("#post-outbox")).to_be_hidden()
    assert LearningLog.objects.get().saw == "The form is here without a network."
    page.reload()
    page.evaluate("HubOutbox.sendAll()")
    assert LearningLog.objects.count() == 1


def test_a_lost_answer_does_not_make_a_second_post(open_page: Opened, bo: User, warm_streets: Initiative) -> None:
    page = open_page(POST, user=bo, service_workers="block", expected=LOST)
    write(page)
    lost: list[str] = []

    def lose_first_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(f"**{POST}", lose_first_answer)
    page.get_by_role("button", name="Post learning log").click()
    expect(page.locator("#post-outbox")).to_be_visible()
    assert LearningLog.objects.count() == 1

    page.get_by_role("button", name="Send now").click()
    expect(page.locator("#post-outbox")).to_be_hidden()
    assert LearningLog.objects.count() == 1


def test_signed_out_meanwhile_the_post_waits_for_its_author(
    open_page: Opened, bo: User, alma: User, warm_streets: Initiative, sign_in_browser: Callable[..., None]
) -> None:
    page = open_page(POST, user=bo, expected=LOST)
    write(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Post learning log").click()

    expect(page.get_by_text("You are signed out.")).to_be_visible()
    expect(page.locator("#post-outbox").get_by_role("link", name="Sign in")).to_be_visible()

    sign_in_browser(page.context, alma)
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("until the person who wrote it signs in")).to_be_visible()
    assert not LearningLog.objects.exists()

    sign_in_browser(page.context, bo)
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("#post-outbox")).to_be_hidden()
    assert LearningLog.objects.get().by == bo


def test_what_is_missing_is_said_at_once_and_focused(open_page: Opened, bo: User, warm_streets: Initiative) -> None:
    page = open_page(POST, user=bo, narrow=True)
    page.get_by_label("What did you try?").fill("Opened the basement.")
    page.get_by_role("button", name="Post learning log").click()

    expect(page.get_by_text("Say in a sentence what you saw.")).to_be_visible()
    expect(page.get_by_label("What did you see?")).to_be_focused()
    expect(page.get_by_label("What did you try?")).to_have_value("Opened the basement.")


def test_what_the_hub_finds_wrong_stands_beside_its_field(
    open_page: Opened, bo: User, warm_streets: Initiative, tmp_path: Path
) -> None:
    wrong = tmp_path / "notes.jpg"
    wrong.write_bytes(b"not a photo")
    page = open_page(POST, user=bo, expected=("422",))
    write(page)
    page.locator("#id_photo").set_input_files(wrong)
    page.get_by_role("button", name="Post learning log").click()

    expect(page.get_by_text("This is no photo we can read.")).to_be_visible()
    expect(page.get_by_label("What did you see?")).to_have_value("Families came after eight.")
    expect(page.locator("#post-outbox")).to_be_hidden()
    assert not LearningLog.objects.exists()


def test_a_photo_goes_along_even_after_a_night_offline(
    open_page: Opened, bo: User, warm_streets: Initiative, tmp_path: Path
) -> None:
    taken = tmp_path / "photo.jpg"
    written = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(written, "JPEG")
    taken.write_bytes(written.getvalue())
    page = open_page(POST, user=bo, narrow=True, expected=LOST)
    kept_for_offline(page)
    page.context.set_offline(True)
    page.locator("#id_photo").set_input_files(taken)
    page.get_by_label("What does the photo show?").fill("The basement")
    write(page)
    page.reload()
    expect(page.locator(".ph-post-preview")).to_be_visible()
    page.get_by_role("button", name="Post learning log").click()
    expect(page.locator("#post-outbox")).to_be_visible()

    page.context.set_offline(False)
    expect(page.locator("#post-outbox")).to_be_hidden()
    log = LearningLog.objects.get()
    assert (bool(log.photo), log.photo_alt) == (True, "The basement")


def test_another_initiative_takes_the_words_along(
    open_page: Opened, bo: User, warm_streets: Initiative, cool_rooms: Initiative
) -> None:
    page = open_page(POST, user=bo)
    write(page)
    page.get_by_text("Change", exact=True).click()
    page.get_by_label("Find an initiative").fill("cool")
    page.locator("#post-choices").get_by_role("button", name="Cool Rooms").click()

    expect(page.locator(".ph-post-subject strong")).to_have_text("Cool Rooms")
    expect(page.get_by_label("What did you see?")).to_have_value("Families came after eight.")
    page.reload()
    page.goto(f"{POST}?initiative={cool_rooms.pk}")
    expect(page.get_by_label("What did you see?")).to_have_value("Families came after eight.")
    page.get_by_role("button", name="Post learning log").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert LearningLog.objects.get().initiative == cool_rooms


def test_a_link_opens_the_form_of_one_initiative(
    open_page: Opened, alma: User, city: Portfolio, warm_streets: Initiative, axe: Axe
) -> None:
    link = PostingLink.objects.create(
        portfolio=city, initiative=warm_streets, email="noor@riverton.example", name="Noor", created_by=alma
    )
    page = open_page(f"/link/{link.token}/", narrow=True)
    axe(page)
    assert page.evaluate("document.referrer") == ""
    write(page)
    page.get_by_role("button", name="Post learning log").click()

    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    log = LearningLog.objects.get()
    assert (log.via_link, log.author_name, log.by) == (link, "Noor", None)
    page.get_by_role("button", name="Undo within 10 minutes").click()
    expect(page.locator("#post-form")).to_be_visible()
    assert not LearningLog.objects.exists()


def test_it_works_without_javascript(open_page: Opened, bo: User, warm_streets: Initiative) -> None:
    page = open_page(POST, user=bo, javascript=False)
    write(page)
    page.get_by_role("button", name="Post learning log").click()

    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert LearningLog.objects.count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("narrow", [True, False], ids=["390", "1440"])
def test_axe_finds_nothing(
    open_page: Opened, axe: Axe, bo: User, warm_streets: Initiative, cool_rooms: Initiative, theme: str, narrow: bool
) -> None:
    log = make_log(warm_streets, by=bo, author_name="Bo Contributor")
    make_log(cool_rooms)
    page = open_page(POST, user=bo, narrow=narrow, theme=theme)
    axe(page)
    page.get_by_text("More: day, kind, who may see it").click()
    page.get_by_text("Change", exact=True).click()
    axe(page)
    page.get_by_text("Change", exact=True).click()
    write(page)
    page.get_by_role("button", name="Post learning log").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    axe(page)
    for path in (f"logs/{log.pk}/edit/", f"logs/{log.pk}/delete/", f"initiatives/{warm_streets.pk}/learning/"):
        page.goto(f"/riverton/sense-making/{path}")
        axe(page)


@pytest.mark.parametrize("narrow", [True, False], ids=["390", "1440"])
def test_a_steward_sends_and_revokes_a_link(
    open_page: Opened, axe: Axe, alma: User, warm_streets: Initiative, narrow: bool
) -> None:
    page = open_page(f"/riverton/initiatives/{warm_streets.pk}/links/", user=alma, narrow=narrow, expected=("410",))
    axe(page)
    page.get_by_label("E-mail address").fill("noor@riverton.example")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("rowheader", name="noor@riverton.example")).to_be_visible()
    axe(page)

    page.get_by_role("button", name="Revoke the link of noor@riverton.example").click()
    page.get_by_role("button", name="Revoke", exact=True).click()
    expect(page.get_by_role("cell", name="Revoked")).to_be_visible()
    page.goto(PostingLink.objects.get().get_absolute_url())
    expect(page.get_by_role("heading", name="This link is closed")).to_be_visible()
    axe(page)
