"""The garden: what its rules find, and what people decide about it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from initiatives.models import Challenge, Initiative, System
from stakeholders.access import access_for, steward_access
from stakeholders.attention import rules
from stakeholders.garden import Garden, garden
from stakeholders.models import AttentionMark, AttentionSighting, Portfolio, SectorThreshold, ThresholdSector, User
from stakeholders.policies import Refused
from stakeholders.services import attention
from tests.factories import (
    make_challenge,
    make_endorsement,
    make_initiative,
    make_intent,
    make_organisation,
    make_promise,
    make_service,
)

SignIn = Callable[[User | None], Client]

pytestmark = pytest.mark.django_db


def beds(found: Garden) -> dict[str, list[str]]:
    """The titles of the items that were found, by rule."""
    return {bed.name: [item.title for item in bed.found.items] for bed in found.beds}


def silent_for(initiative: Initiative, days: int) -> None:
    then = timezone.now() - timedelta(days=days)
    Initiative.objects.filter(pk=initiative.pk).update(last_heard_at=then, created_at=then)


def test_a_quiet_initiative_is_named_with_its_silence(city: Portfolio, alma: User, warm_streets: Initiative) -> None:
    silent_for(warm_streets, 84)
    bed = next(bed for bed in garden(access_for(alma, city)).beds if bed.name == "quiet")
    (item,) = bed.found.items
    assert item.title == "Warm Streets Millbrook"
    assert item.detail == "Silent for 84 days."
    assert item.since == (timezone.now() - timedelta(days=84)).date()
    assert "60 days" in bed.sentence
    assert item.acts, "a steward can ask how it goes"


def test_a_closed_initiative_counts_as_success_and_never_stands_in_the_garden(
    city: Portfolio, alma: User, warm_streets: Initiative
) -> None:
    silent_for(warm_streets, 500)
    Initiative.objects.filter(pk=warm_streets.pk).update(stage="closed", closed_how="completed")
    assert not {"quiet", "orphans"} & set(beds(garden(access_for(alma, city))))


def test_an_initiative_that_serves_a_promise_is_no_orphan(
    city: Portfolio, alma: User, warm_streets: Initiative, energy: System
) -> None:
    assert beds(garden(access_for(alma, city)))["orphans"] == ["Warm Streets Millbrook"]
    make_service(warm_streets, make_promise(city, "Nobody in fuel poverty", essential=(energy,)))
    assert "orphans" not in beds(garden(access_for(alma, city)))


def test_a_promise_says_in_which_system_it_has_a_gap_or_is_thin(
    city: Portfolio, alma: User, warm_streets: Initiative, energy: System, health: System
) -> None:
    make_service(warm_streets, make_promise(city, "Nobody in fuel poverty", essential=(energy,)))
    make_promise(city, "Clean air", essential=(health,))
    assert beds(garden(access_for(alma, city)))["gaps"] == [
        "“Clean air” has nothing in Health & care",
        "“Nobody in fuel poverty” is thin in Energy & buildings",
    ]


def test_a_challenge_long_in_framing_is_found_and_a_fresh_one_is_not(city: Portfolio, alma: User) -> None:
    long_ago = timezone.localdate() - timedelta(days=91)
    make_challenge(city, "Rents rise with trees", status=Challenge.Status.FRAMING, status_since_on=long_ago)
    make_challenge(city, "Heat in schools", status=Challenge.Status.FRAMING)
    assert beds(garden(access_for(alma, city)))["framing"] == ["Rents rise with trees"]


def test_endorsements_that_end_soon_and_sectors_without_enough_actors_are_found(city: Portfolio, alma: User) -> None:
    version = make_intent(city)
    bank = make_organisation("Riverton Savings Bank", portfolio=city, sector="finance")
    make_endorsement(version, bank, valid_until=timezone.localdate() + timedelta(days=20))
    finance = SectorThreshold.objects.create(portfolio=city, name="Finance", needed=3)
    ThresholdSector.objects.create(threshold=finance, portfolio=city, sector="finance")
    found = beds(garden(access_for(alma, city)))
    assert found["sectors"] == ["Finance: 2 more actors needed"]
    (waiting,) = next(bed for bed in garden(access_for(alma, city)).beds if bed.name == "sectors").found.items
    assert [act.url for act in waiting.acts] == [reverse("stakeholders:endorsement-ask", args=[city.slug])]
    assert len(found["endorsements"]) == 1
    assert found["endorsements"][0].startswith("Riverton Savings Bank: the endorsement ends on")


def test_an_item_rests_until_its_day_and_comes_back(city: Portfolio, alma: User, warm_streets: Initiative) -> None:
    access = access_for(alma, city)
    (item,) = next(bed for bed in garden(access).beds if bed.name == "orphans").found.items
    mark = attention.snooze(portfolio=city, rule="orphans", item=item, days=7, by=alma)
    assert mark.until_on == timezone.localdate() + timedelta(days=7)
    resting = garden(access)
    assert "orphans" not in beds(resting)
    assert resting.resting == 1
    AttentionMark.objects.filter(pk=mark.pk).update(until_on=timezone.localdate())
    assert "orphans" in beds(garden(access))


def test_not_needed_asks_for_a_reason_and_holds_until_somebody_brings_it_back(
    city: Portfolio, alma: User, warm_streets: Initiative
) -> None:
    access = access_for(alma, city)
    (item,) = next(bed for bed in garden(access).beds if bed.name == "orphans").found.items
    with pytest.raises(Refused):
        attention.not_needed(portfolio=city, rule="orphans", item=item, why="  ", by=alma)
    mark = attention.not_needed(portfolio=city, rule="orphans", item=item, why="It is a pilot of its own.", by=alma)
    assert "orphans" not in beds(garden(access))
    attention.wake(mark=mark)
    assert "orphans" in beds(garden(access))


def test_a_snooze_of_an_odd_length_is_refused(city: Portfolio, alma: User, warm_streets: Initiative) -> None:
    (item,) = next(bed for bed in garden(access_for(alma, city)).beds if bed.name == "orphans").found.items
    with pytest.raises(Refused):
        attention.snooze(portfolio=city, rule="orphans", item=item, days=9999, by=alma)


@pytest.mark.parametrize(
    "fields", [{"kind": "snoozed"}, {"kind": "not_needed", "why": ""}], ids=["no day to come back", "no reason"]
)
def test_the_database_refuses_half_marks(city: Portfolio, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AttentionMark.objects.create(portfolio=city, rule="quiet", subject=1, **fields)


def test_a_rule_can_be_switched_off_and_given_another_number(
    city: Portfolio, alma: User, warm_streets: Initiative
) -> None:
    silent_for(warm_streets, 20)
    access = access_for(alma, city)
    assert "quiet" not in beds(garden(access))
    attention.set_rules(portfolio=city, values={"quiet": (True, 14)}, by=alma)
    assert beds(garden(access))["quiet"] == ["Warm Streets Millbrook"]
    attention.set_rules(portfolio=city, values={"quiet": (False, 14)}, by=alma)
    assert "quiet" not in beds(garden(access))


def test_the_hub_keeps_since_when_a_gap_is_there_and_forgets_what_has_closed(
    city: Portfolio, alma: User, warm_streets: Initiative, energy: System, health: System
) -> None:
    air = make_promise(city, "Clean air", essential=(health,))
    attention.look_around(city)
    AttentionSighting.objects.filter(portfolio=city, rule="gaps").update(since_on=date(2026, 9, 1))
    attention.look_around(city)
    (item,) = next(bed for bed in garden(access_for(alma, city)).beds if bed.name == "gaps").found.items
    assert item.since == date(2026, 9, 1)
    for number in range(3):
        make_service(make_initiative(city, f"Clinic {number}", system=health), air)
    attention.look_around(city)
    assert not AttentionSighting.objects.filter(portfolio=city, rule="gaps").exists()


def test_a_funder_is_not_told_of_what_the_team_keeps_to_itself(
    city: Portfolio, chi: User, alma: User, warm_streets: Initiative
) -> None:
    Initiative.objects.filter(pk=warm_streets.pk).update(circle="team")
    silent_for(warm_streets, 84)
    assert "quiet" in beds(garden(access_for(alma, city)))
    assert "quiet" not in beds(garden(access_for(chi, city)))
    assert beds(garden(steward_access(city)))["quiet"] == ["Warm Streets Millbrook"]


def test_the_garden_costs_the_same_for_one_item_and_for_many(
    city: Portfolio,
    alma: User,
    energy: System,
    warm_streets: Initiative,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    access = access_for(alma, city)
    make_promise(city, "Clean air", essential=(energy,))
    with django_assert_max_num_queries(2 * len(rules.items()) + 8) as few:
        garden(access)
    for number in range(30):
        silent_for(make_initiative(city, f"Quiet {number}"), 100 + number)
        make_promise(city, f"Promise {number} more", essential=(energy,))
    with django_assert_num_queries(len(few) + 1):  # the rule of silence now has rows to read
        garden(access)


def test_a_steward_snoozes_undoes_and_says_not_needed_on_the_page(
    city: Portfolio, alma: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    client = sign_in(alma)
    page = client.get(reverse("stakeholders:attention", args=[city.slug]))
    assert "Warm Streets Millbrook" in page.content.decode()
    args = [city.slug, "orphans", warm_streets.pk]
    answer = client.post(reverse("stakeholders:attention-snooze", args=args), {"days": "30"}, follow=True)
    assert "rests until" in answer.content.decode()
    mark = AttentionMark.objects.get()
    assert "Rests until" in client.get(reverse("stakeholders:attention-resting", args=[city.slug])).content.decode()
    client.post(reverse("stakeholders:attention-wake", args=[city.slug, mark.pk]))
    assert not AttentionMark.objects.exists()
    refused = client.post(reverse("stakeholders:attention-not-needed", args=args), {"why": ""})
    assert refused.status_code == 422
    client.post(reverse("stakeholders:attention-not-needed", args=args), {"why": "It stands alone on purpose."})
    assert AttentionMark.objects.get().why == "It stands alone on purpose."
    assert client.post(reverse("stakeholders:attention-snooze", args=[city.slug, "orphans", 999999])).status_code == 404


@pytest.mark.parametrize("number", ["²", "-1", "many", "9" * 30])
def test_an_odd_number_in_the_address_or_of_days_breaks_nothing(
    city: Portfolio, alma: User, sign_in: SignIn, warm_streets: Initiative, number: str
) -> None:
    client = sign_in(alma)
    page = client.get(reverse("stakeholders:attention", args=[city.slug]), {"rule": "orphans", "from": number})
    assert "Warm Streets Millbrook" in page.content.decode()
    url = reverse("stakeholders:attention-snooze", args=[city.slug, "orphans", warm_streets.pk])
    assert "rests until" not in client.post(url, {"days": number}, follow=True).content.decode()
    assert not AttentionMark.objects.exists()


def test_not_needed_leads_back_to_the_rule_it_came_from(
    city: Portfolio, alma: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    client = sign_in(alma)
    page = client.get(reverse("stakeholders:attention", args=[city.slug]), {"rule": "orphans"}).content.decode()
    url = reverse("stakeholders:attention-not-needed", args=[city.slug, "orphans", warm_streets.pk])
    assert f"{url}?only=1" in page
    assert 'name="only" value="1"' in client.get(url, {"only": "1"}).content.decode()
    answer = client.post(url, {"why": "It stands alone on purpose.", "only": "1"})
    assert answer["Location"].endswith("?rule=orphans")


def test_the_rules_page_keeps_numbers_and_says_what_is_wrong_with_one(
    city: Portfolio, alma: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    url = reverse("stakeholders:attention-rules", args=[city.slug])
    numbers = {f"{name}-number": rule.number for name, rule in rules.items() if rule.number is not None}
    assert client.post(url, {**numbers, "quiet-number": "0"}).status_code == 422
    assert client.post(url, {**numbers, "quiet-number": "14", "quiet-on": "on"}).status_code == 302
    chosen = attention.settings_of(city)
    assert (chosen["quiet"].is_on, chosen["quiet"].number) == (True, 14)
    assert chosen["orphans"].is_on is False


def test_the_short_list_on_the_overview_names_one_item_or_sums_up_several(
    city: Portfolio, alma: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    for number in range(3):
        make_initiative(city, f"Lone {number}")
    headers = {"HX-Request": "true", "HX-Target": "attention"}
    short = sign_in(alma).get(reverse("stakeholders:attention", args=[city.slug]), headers=headers).content.decode()
    assert "4 initiatives stand alone" in short
    assert "<html" not in short
