"""Somebody without an account posts from a phone by a link that a steward sent, until the steward closes it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from initiatives.models import Initiative
from sensemaking.models import LearningLog
from stakeholders.models import User
from tests.plugins.services import RealWorker

pytestmark = pytest.mark.django_db(transaction=True)

Opened = Callable[..., Page]


def test_a_link_from_the_letter_to_its_end(
    worker: RealWorker, open_page: Opened, mailed_link: Callable[[str], str], alma: User, warm_streets: Initiative
) -> None:
    steward = open_page(f"/riverton/initiatives/{warm_streets.pk}/links/", user=alma)
    steward.get_by_label("E-mail address").fill("osei@riverton.example")
    steward.get_by_role("button", name="Send the link").click()
    expect(steward.get_by_role("rowheader", name="osei@riverton.example")).to_be_visible()

    link = mailed_link("osei@riverton.example")
    phone = open_page(link, narrow=True, expected=("404", "410"))
    expect(phone.get_by_text("Warm Streets Millbrook").first).to_be_visible()
    phone.get_by_label("What did you try?").fill("Knocked at every door.")
    phone.get_by_label("What did you see?").fill("Seven of nine opened.")
    phone.get_by_role("button", name="Post learning log").click()
    expect(phone.get_by_role("heading", name="Thank you.")).to_be_visible()
    log = LearningLog.objects.get()
    assert (log.by, log.via_link.email) == (None, "osei@riverton.example")
    phone.goto(f"/riverton/initiatives/{warm_streets.pk}/")
    expect(phone.get_by_role("button", name="Sign in", exact=True)).to_be_visible()

    steward.goto(f"/riverton/initiatives/{warm_streets.pk}/")
    expect(steward.get_by_text("Seven of nine opened.").first).to_be_visible()
    steward.goto(f"/riverton/initiatives/{warm_streets.pk}/links/")
    steward.get_by_role("button", name="Revoke the link of osei@riverton.example").click()
    steward.get_by_role("button", name="Revoke", exact=True).click()
    expect(steward.get_by_role("cell", name="Revoked")).to_be_visible()

    phone.goto(link)
    expect(phone.get_by_role("heading", name="This link is closed")).to_be_visible()
    assert LearningLog.objects.count() == 1
