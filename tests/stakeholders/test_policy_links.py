"""The intent turned into policy, with its days, its passage, and what it touches."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from initiatives.models import Initiative, PolicyTouch
from initiatives.overviews.policies import policies_of
from initiatives.services import policy_touches
from stakeholders.models import Change, IntentVersion, Organisation, PolicyLink, Portfolio, User
from stakeholders.services import organisations
from tests.factories import make_initiative, make_intent, make_organisation, make_promise

SignIn = Callable[[User | None], Client]
GOOD = {"title": "Resolution 26-114", "instrument": "resolution", "level": "city", "status": "proposed"}


@pytest.fixture
def version(city: Portfolio) -> IntentVersion:
    return make_intent(city, "Every home warm,\nand nobody left out.")


@pytest.fixture
def resolution(city: Portfolio) -> PolicyLink:
    return PolicyLink.objects.create(portfolio=city, title="Resolution 26-114", instrument="resolution")


def address(city: Portfolio, name: str, *args: object) -> str:
    return reverse(f"stakeholders:{name}", args=[city.slug, *args])


def test_a_passage_becomes_a_resolution_and_stands_on_the_page_of_the_intent(
    city: Portfolio, version: IntentVersion, alma: User, odile: User, sign_in: SignIn
) -> None:
    data = {
        **GOOD,
        "version": version.pk,
        "passage": "warm, and nobody",
        "status": "adopted",
        "adopted_on": "2026-04-30",
    }
    sign_in(alma).post(address(city, "policy-link-new"), data)
    policy = PolicyLink.objects.get()
    assert (policy.adopted_on, policy.by) == (date(2026, 4, 30), alma)
    for where in (reverse("intent", args=[city.slug]), address(city, "policy-links"), policy.get_absolute_url()):
        assert "Resolution 26-114" in sign_in(odile).get(where).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"title": ""}, "This field is required"),
        ({"instrument": "wish"}, "Select a valid choice"),
        ({"proposed_on": "2026-05-01", "adopted_on": "2026-04-30"}, "This day comes before “proposed”."),
        ({"adopted_on": "2026-05-01", "lapses_on": "2026-04-30"}, "This day comes before “adopted”."),
        ({"status": "adopted"}, "Say since when."),
        ({"status": "in_force"}, "Say since when."),
        ({"passage": "Every home warm"}, "Say in which version this passage stands."),
        ({"url": "not an address"}, "Enter a valid URL"),
    ],
)
def test_bad_input_is_answered_beside_its_field(
    city: Portfolio, alma: User, sign_in: SignIn, data: dict[str, Any], sentence: str
) -> None:
    answer = sign_in(alma).post(address(city, "policy-link-new"), {**GOOD, **data})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not PolicyLink.objects.exists()


def test_a_passage_stands_word_for_word_in_its_version(
    city: Portfolio, version: IntentVersion, alma: User, sign_in: SignIn
) -> None:
    data = {**GOOD, "version": version.pk, "passage": "Every home cold"}
    answer = sign_in(alma).post(address(city, "policy-link-new"), data)
    assert "These words do not stand in version 1." in answer.content.decode()


def test_the_database_keeps_the_days_in_order(resolution: PolicyLink) -> None:
    for days in (
        {"proposed_on": date(2026, 5, 2), "adopted_on": date(2026, 5, 1)},
        {"adopted_on": date(2026, 5, 2), "in_force_on": date(2026, 5, 1)},
        {"in_force_on": date(2026, 5, 2), "lapses_on": date(2026, 5, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PolicyLink.objects.filter(pk=resolution.pk).update(**days)


def test_two_stewards_edit_at_once_and_nothing_is_lost(
    city: Portfolio, resolution: PolicyLink, alma: User, sign_in: SignIn
) -> None:
    client, page = sign_in(alma), address(city, "policy-link-edit", resolution.pk)
    opened = client.get(page).context["form"].initial
    seen = {"edit": opened["edit"], "seen": opened["seen"]}
    client.post(page, {**GOOD, **seen, "note": "Theirs."})
    second = client.post(page, {**GOOD, **seen, "note": "Mine."})
    assert second.status_code == 409
    assert "Theirs." in second.content.decode()
    assert "Mine.</textarea>" in second.content.decode()
    resolution.refresh_from_db()
    assert resolution.note == "Theirs."


def test_what_is_deleted_stays_in_the_history(
    city: Portfolio, resolution: PolicyLink, alma: User, sign_in: SignIn
) -> None:
    sign_in(alma).post(address(city, "policy-link-delete", resolution.pk))
    assert not PolicyLink.objects.exists()
    change = Change.objects.get(kind=Change.Kind.DELETED)
    assert change.fields["title"] == ["Resolution 26-114", None]


def test_a_policy_shows_on_what_it_touches_and_nowhere_else(
    city: Portfolio, resolution: PolicyLink, warm_streets: Initiative, alma: User, odile: User, sign_in: SignIn
) -> None:
    client, page = sign_in(alma), reverse("initiatives:policy-touches", args=[city.slug, resolution.pk])
    promise = make_promise(city, "Clean air")
    assert warm_streets.title in client.get(page, {"q": "warm millbrook"}).content.decode()
    client.post(page, {"initiative": warm_streets.pk})
    client.post(page, {"initiative": warm_streets.pk})
    client.post(page, {"ticked": "1", "commitment": [promise.pk, "x"]})
    assert PolicyTouch.objects.count() == 2
    assert policies_of(promise, city) == policies_of(warm_streets, city) == [resolution]
    shown = sign_in(odile).get(reverse("initiatives:detail", args=[city.slug, warm_streets.pk])).content.decode()
    assert "Policy behind it" in shown
    other = make_initiative(city, "Quiet lane")
    elsewhere = sign_in(odile).get(reverse("initiatives:detail", args=[city.slug, other.pk])).content.decode()
    assert "Policy behind it" not in elsewhere
    touch = PolicyTouch.objects.get(initiative=warm_streets)
    client.post(reverse("initiatives:policy-untouch", args=[city.slug, resolution.pk, touch.pk]))
    client.post(page, {"ticked": "1"})
    assert not PolicyTouch.objects.exists()


def test_a_reader_sees_only_the_initiatives_their_circle_reaches(
    open_city: Portfolio, resolution: PolicyLink, alma: User, sign_in: SignIn
) -> None:
    for title, circle in (("Open lane", "public"), ("Hidden lane", "portfolio")):
        lane = make_initiative(open_city, title, circle=circle)
        policy_touches.touch(policy=resolution, initiative=lane, by=alma)
    panel = reverse("initiatives:policy-touched", args=[open_city.slug, resolution.pk])
    page = sign_in(None).get(panel).content.decode()
    assert "Open lane" in page
    assert "Hidden lane" not in page


def test_policies_follow_a_merge_of_initiatives_and_of_organisations(
    city: Portfolio, resolution: PolicyLink, coop: Organisation, alma: User
) -> None:
    from initiatives.followers import followers

    assert followers.get("policies").unique_with == "policy"
    double = make_organisation("Coop of Millbrook", portfolio=city)
    PolicyLink.objects.filter(pk=resolution.pk).update(made_by=double)
    organisations.merge(duplicate=double, into=coop, portfolio=city, by=alma)
    resolution.refresh_from_db()
    assert resolution.made_by == coop
