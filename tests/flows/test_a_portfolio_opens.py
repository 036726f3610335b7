"""A steward founds a portfolio, keeps it closed, then launches it: strangers see what is public and nothing else."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_log

pytestmark = pytest.mark.django_db(transaction=True)

Opened = Callable[..., Page]
Axe = Callable[[Page], None]


def test_from_closed_to_open(open_page: Opened, axe: Axe, city: Portfolio, alma: User) -> None:
    Portfolio.objects.filter(pk=city.pk).update(is_launched=False)
    shown = make_initiative(city, "Open Garden", circle="public")
    make_initiative(city, "Quiet Garden", circle="portfolio")
    make_log(shown, "Everybody may read this.", circle="public")
    make_log(shown, "Only members read this.", circle="portfolio")
    stranger = open_page("/riverton/", expected=("404",))
    expect(stranger.get_by_role("button", name="Sign in", exact=True)).to_be_visible()

    steward = open_page("/riverton/settings/", user=alma)
    steward.get_by_label("Everyone, for what is public").check()
    steward.get_by_role("button", name="Save").click()
    expect(steward.get_by_text("Not launched yet")).to_be_visible()
    steward.get_by_role("link", name="Launch").click()
    axe(steward)
    steward.get_by_role("main").get_by_role("button", name="Launch").click()
    city.refresh_from_db()
    assert city.is_open

    stranger.goto("/riverton/initiatives/")
    expect(stranger.get_by_role("link", name="Open Garden")).to_be_visible()
    expect(stranger.get_by_text("Quiet Garden")).to_have_count(0)
    axe(stranger)
    stranger.get_by_role("link", name="Open Garden").click()
    expect(stranger.get_by_text("Everybody may read this.").first).to_be_visible()
    expect(stranger.get_by_text("Only members read this.")).to_have_count(0)
    expect(stranger.get_by_role("link", name="Edit")).to_have_count(0)
    axe(stranger)
    for closed in ("settings/", "settings/members/", "funding/", "initiatives/new/"):
        stranger.goto(f"/riverton/{closed}")
        expect(stranger.get_by_role("button", name="Sign in", exact=True)).to_be_visible()

    steward.goto("/riverton/settings/")
    steward.get_by_role("link", name="Take it back").click()
    steward.get_by_role("main").get_by_role("button", name="Take it back").click()
    stranger.goto("/riverton/initiatives/")
    expect(stranger.get_by_text("Open Garden")).to_have_count(0)
