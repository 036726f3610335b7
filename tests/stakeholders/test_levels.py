"""Portfolios inside portfolios: nobody is hung under anybody without consent, and nobody ends up above themselves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portfolio_hub.lib import nesting
from stakeholders.models import Change, Membership, NestingRequest, Portfolio, Role, User
from stakeholders.policies import Refused
from stakeholders.services import levels
from tests.factories import make_portfolio, make_user

SignIn = Callable[[User | None], Client]


@pytest.fixture
def region(db: None) -> Portfolio:
    return make_portfolio("Rivers Region", slug="region", level="region", audience="public")


@pytest.fixture
def rita(region: Portfolio) -> User:
    """The steward of the region."""
    return make_user("Rita Region", portfolio=region, role=Role.STEWARD)


def test_asking_changes_nothing_until_the_other_side_accepts(
    city: Portfolio, region: Portfolio, alma: User, rita: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    client.post(reverse("stakeholders:level-join", args=["riverton"]), {"parent": region.pk, "note": "We fit."})
    city.refresh_from_db()
    assert city.parent is None
    asked = NestingRequest.objects.get()
    page = sign_in(rita).get(reverse("levels", args=["region"])).content.decode()
    assert "1 portfolio asks to be part of this one" in page and "We fit." in page
    sign_in(rita).post(
        reverse("stakeholders:level-answer", args=["region", asked.pk]), {"verdict": "accept", "answer": "Welcome"}
    )
    city.refresh_from_db()
    asked.refresh_from_db()
    assert city.parent == region
    assert (asked.status, asked.answer, asked.answered_by) == ("accepted", "Welcome", rita)


def test_who_tends_both_needs_to_ask_nobody(city: Portfolio, region: Portfolio, alma: User) -> None:
    Membership.objects.create(portfolio=region, user=alma, role=Role.STEWARD)
    levels.ask(portfolio=city, parent=region, by=alma)
    city.refresh_from_db()
    assert city.parent == region


def test_a_contributor_there_is_no_steward_there(city: Portfolio, region: Portfolio, alma: User) -> None:
    Membership.objects.create(portfolio=region, user=alma, role=Role.CONTRIBUTOR)
    assert levels.ask(portfolio=city, parent=region, by=alma).status == "asked"


def test_one_cannot_ask_a_portfolio_that_one_may_not_see(
    city: Portfolio, region: Portfolio, alma: User, sign_in: SignIn
) -> None:
    Portfolio.objects.filter(pk=region.pk).update(audience="members")
    client = sign_in(alma)
    address = reverse("stakeholders:level-join", args=["riverton"])
    assert region.name not in client.get(address).content.decode()
    assert client.post(address, {"parent": region.pk}).status_code == 422
    assert not NestingRequest.objects.exists()


def test_a_request_is_answered_only_by_those_who_were_asked(
    city: Portfolio, region: Portfolio, alma: User, dag: User, sign_in: SignIn
) -> None:
    asked = levels.ask(portfolio=city, parent=region, by=alma)
    for person, slug in ((alma, "riverton"), (dag, "elsewhere")):
        address = reverse("stakeholders:level-answer", args=[slug, asked.pk])
        assert sign_in(person).post(address, {"verdict": "accept"}).status_code == 404
    address = reverse("stakeholders:level-answer", args=["region", asked.pk])
    assert sign_in(alma).post(address, {"verdict": "accept"}).status_code == 404
    city.refresh_from_db()
    assert city.parent is None


def test_a_request_is_declined_taken_back_and_answered_once(
    city: Portfolio, region: Portfolio, alma: User, rita: User
) -> None:
    first = levels.ask(portfolio=city, parent=region, by=alma)
    with pytest.raises(Refused, match="waits for its answer"):
        levels.ask(portfolio=city, parent=region, by=alma)
    levels.withdraw(request=first, by=alma)
    with pytest.raises(Refused, match="answered or taken back"):
        levels.accept(request=first, by=rita)
    second = levels.ask(portfolio=city, parent=region, by=alma)
    levels.decline(request=second, by=rita, answer="Not this year.")
    city.refresh_from_db()
    assert city.parent is None


def test_the_database_keeps_one_open_request_and_none_to_oneself(city: Portfolio, region: Portfolio) -> None:
    NestingRequest.objects.create(portfolio=city, parent=region)
    for bad in ({"portfolio": city, "parent": region}, {"portfolio": region, "parent": region}):
        with pytest.raises(IntegrityError), transaction.atomic():
            NestingRequest.objects.create(**bad)


def test_a_circle_is_refused_with_a_sentence_however_long(city: Portfolio, region: Portfolio, alma: User) -> None:
    district = make_portfolio("Eastbank", parent=city)
    street = make_portfolio("Mill Street", parent=district)
    for parent in (district, street):
        with pytest.raises(Refused, match="is itself part of Riverton 2035"):
            levels.ask(portfolio=city, parent=parent, by=alma)
    with pytest.raises(Refused, match="part of itself"):
        levels.ask(portfolio=city, parent=city, by=alma)
    with pytest.raises(IntegrityError), transaction.atomic():
        Portfolio.objects.filter(pk=city.pk).update(parent=city)


def test_a_request_that_would_close_a_circle_by_now_is_refused(
    city: Portfolio, region: Portfolio, alma: User, rita: User, sign_in: SignIn
) -> None:
    asked = levels.ask(portfolio=city, parent=region, by=alma)
    Portfolio.objects.filter(pk=region.pk).update(parent=city)
    answer = sign_in(rita).post(
        reverse("stakeholders:level-answer", args=["region", asked.pk]), {"verdict": "accept"}, follow=True
    )
    assert "itself part of Riverton 2035" in answer.content.decode()
    city.refresh_from_db()
    assert city.parent is None


def test_nesting_has_an_end(city: Portfolio, alma: User) -> None:
    top = make_portfolio("Level 0")
    at = top
    for number in range(1, nesting.MAX_DEPTH + 1):
        at = make_portfolio(f"Level {number}", parent=at)
    with pytest.raises(Refused, match="at most 20 deep"):
        levels.ask(portfolio=city, parent=at, by=alma)


def test_a_circle_that_stands_in_the_data_does_not_hang_the_walk(city: Portfolio, region: Portfolio) -> None:
    Portfolio.objects.filter(pk=region.pk).update(parent=city)
    Portfolio.objects.filter(pk=city.pk).update(parent=region)
    assert len(nesting.above(Portfolio, city.pk, "parent")) <= nesting.MAX_DEPTH + 1
    assert len(nesting.below(Portfolio, city.pk, "parent")) <= nesting.MAX_DEPTH + 2


def test_leaving_is_confirmed_and_can_be_undone_within_the_hour(
    city: Portfolio, region: Portfolio, alma: User, sign_in: SignIn
) -> None:
    Portfolio.objects.filter(pk=city.pk).update(parent=region)
    client = sign_in(alma)
    address = reverse("stakeholders:level-leave", args=["riverton"])
    assert "Leave Rivers Region?" in client.get(address).content.decode()
    client.post(address, {"why": "New borders"})
    city.refresh_from_db()
    assert city.parent is None
    change = Change.objects.of(city).get()
    assert change.why == "New borders"
    client.post(reverse("stakeholders:level-undo", args=["riverton", change.pk]))
    city.refresh_from_db()
    assert city.parent == region


def test_nobody_undoes_what_the_other_side_did_or_what_is_long_past(
    city: Portfolio, region: Portfolio, alma: User, rita: User, sign_in: SignIn
) -> None:
    Portfolio.objects.filter(pk=city.pk).update(parent=region)
    sign_in(rita).post(reverse("stakeholders:level-release", args=["region", city.pk]))
    city.refresh_from_db()
    assert city.parent is None
    change = Change.objects.of(city).get()
    undo = reverse("stakeholders:level-undo", args=["riverton", change.pk])
    assert sign_in(alma).post(undo).status_code == 404
    with pytest.raises(Refused):
        levels.come_back(change=change, by=alma)
    Change.objects.update(at=timezone.now() - timedelta(hours=2))
    with pytest.raises(Refused):
        levels.come_back(change=Change.objects.get(), by=rita)


def test_a_steward_lets_go_only_what_is_inside(
    city: Portfolio, region: Portfolio, alma: User, rita: User, sign_in: SignIn
) -> None:
    assert sign_in(rita).post(reverse("stakeholders:level-release", args=["region", city.pk])).status_code == 404


def test_the_settings_say_in_words_what_is_seen(city: Portfolio, alma: User, bo: User, sign_in: SignIn) -> None:
    address = reverse("stakeholders:level-settings", args=["riverton"])
    page = sign_in(alma).get(address).content.decode()
    assert "Its members see nothing of you" in page
    assert "its stewards a list of your initiatives" in page
    sign_in(alma).post(address, {"shares_up": "entries"})
    city.refresh_from_db()
    assert city.shares_up == "entries"
    assert sign_in(alma).post(address, {"shares_up": "everything"}).status_code == 422
    assert sign_in(bo).get(address).status_code == 403


def test_the_parent_is_named_to_those_who_may_read_it_and_to_stewards(
    city: Portfolio, region: Portfolio, alma: User, bo: User, sign_in: SignIn
) -> None:
    Portfolio.objects.filter(pk=region.pk).update(audience="members")
    Portfolio.objects.filter(pk=city.pk).update(parent=region)
    address = reverse("levels", args=["riverton"])
    page = sign_in(alma).get(address).content.decode()
    assert "It is part of Rivers Region." in page
    assert reverse("levels", args=["region"]) not in page
    assert "Rivers Region" not in sign_in(bo).get(address).content.decode()
    Membership.objects.create(portfolio=region, user=bo, role=Role.OBSERVER)
    assert reverse("levels", args=["region"]) in sign_in(bo).get(address).content.decode()


def test_only_those_beside_that_one_may_read_are_counted(
    city: Portfolio, region: Portfolio, bo: User, sign_in: SignIn
) -> None:
    Portfolio.objects.filter(pk=city.pk).update(parent=region)
    make_portfolio("Hidden Town", parent=region)
    make_portfolio("Open Town", parent=region, audience="public")
    page = sign_in(bo).get(reverse("levels", args=["riverton"]))
    assert [one.name for one in page.context["around"].beside] == ["Open Town"]
    assert "Hidden Town" not in page.content.decode()
