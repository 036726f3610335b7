"""Roles: who has which, how they change, and that a portfolio never stands without a steward."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stakeholders.models import Affiliation, Change, Membership, Organisation, Portfolio, Role, User
from stakeholders.policies import Refused
from stakeholders.services import members
from tests.factories import make_user

SignIn = Callable[[User | None], Client]


def seat(user: User) -> Membership:
    return Membership.objects.get(user=user)


def test_a_changed_role_stands_in_the_history_with_its_reason(
    city: Portfolio, alma: User, odile: User, sign_in: SignIn
) -> None:
    address = reverse("stakeholders:member-role", args=[city.slug, seat(odile).pk])
    answer = sign_in(alma).post(address, {"role": "contributor", "why": "Edits for the libraries"}, follow=True)
    assert seat(odile).role == Role.CONTRIBUTOR
    change = Change.objects.of(odile).get()
    assert (change.fields, change.by, change.why) == (
        {"role": ["observer", "contributor"]}, alma, "Edits for the libraries"
    )  # fmt: skip
    assert "went from Observer to Contributor: Edits for the libraries" in answer.content.decode()


def test_the_same_role_again_leaves_no_trace(alma: User, odile: User) -> None:
    members.change_role(membership=seat(odile), role=Role.OBSERVER, by=alma)
    assert not Change.objects.of(odile).exists()


def test_the_last_steward_stays(city: Portfolio, alma: User, bo: User, sign_in: SignIn) -> None:
    with pytest.raises(Refused, match="Alma Steward is the only steward"):
        members.change_role(membership=seat(alma), role=Role.OBSERVER, by=alma)
    with pytest.raises(Refused):
        members.remove(membership=seat(alma), by=alma)
    page = sign_in(alma).get(reverse("stakeholders:member-remove", args=[city.slug, seat(alma).pk])).content.decode()
    assert "Make somebody else a steward first." in page
    address = reverse("stakeholders:member-role", args=[city.slug, seat(alma).pk])
    assert sign_in(alma).post(address, {"role": "observer"}).status_code == 422
    members.change_role(membership=seat(bo), role=Role.STEWARD, by=alma)
    members.remove(membership=seat(alma), by=bo)
    assert not Membership.objects.filter(user=alma).exists()


def test_who_leaves_their_own_portfolio_is_led_home(city: Portfolio, alma: User, bo: User, sign_in: SignIn) -> None:
    members.change_role(membership=seat(bo), role=Role.STEWARD, by=alma)
    answer = sign_in(alma).post(reverse("stakeholders:member-remove", args=[city.slug, seat(alma).pk]))
    assert answer["Location"] == reverse("home")


def test_a_removed_member_sees_nothing_but_stays_in_the_history(
    city: Portfolio, alma: User, odile: User, sign_in: SignIn
) -> None:
    client = sign_in(odile)
    assert client.get(reverse("stakeholders:directory", args=[city.slug])).status_code == 200
    members.remove(membership=seat(odile), by=alma, why="Moved away")
    assert client.get(reverse("stakeholders:directory", args=[city.slug])).status_code == 404
    page = sign_in(alma).get(reverse("stakeholders:members", args=[city.slug])).content.decode()
    assert "is no longer Observer: Moved away" in page


def test_members_see_each_other_but_only_stewards_see_addresses_and_buttons(
    city: Portfolio, alma: User, bo: User, odile: User, sign_in: SignIn
) -> None:
    address = reverse("stakeholders:members", args=[city.slug])
    page = sign_in(odile).get(address).content.decode()
    assert "Bo Contributor" in page and "Millbrook Housing Co-op" in page
    assert bo.email not in page and "Change role" not in page and "Invite people" not in page
    assert bo.email in sign_in(alma).get(address).content.decode()


def test_a_member_of_another_portfolio_is_not_reached_from_here(
    city: Portfolio, alma: User, dag: User, sign_in: SignIn
) -> None:
    address = reverse("stakeholders:member-remove", args=[city.slug, seat(dag).pk])
    assert sign_in(alma).post(address).status_code == 404


def test_a_steward_who_accepts_an_older_invitation_stays_steward(city: Portfolio, alma: User) -> None:
    members.admit(portfolio=city, user=alma, role=Role.OBSERVER, by=alma)
    assert seat(alma).role == Role.STEWARD


def test_stewards_say_who_speaks_for_whom(
    city: Portfolio, coop: Organisation, alma: User, odile: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    address = reverse("stakeholders:speaker-add", args=[city.slug, coop.pk])
    page = client.post(address, {"member": seat(odile).pk, "title": "Clerk"}, follow=True).content.decode()
    assert "Odile Observer" in page and "Clerk" in page
    client.post(address, {"member": seat(odile).pk, "title": "Chair"})
    affiliation = Affiliation.objects.live().get(user=odile, organisation=coop)
    assert affiliation.title == "Chair"
    end = reverse("stakeholders:speaker-end", args=[city.slug, coop.pk, affiliation.pk])
    client.post(end)
    assert not Affiliation.objects.live().filter(user=odile, organisation=coop).exists()


def test_an_outsider_cannot_be_made_to_speak(
    city: Portfolio, coop: Organisation, alma: User, dag: User, sign_in: SignIn
) -> None:
    address = reverse("stakeholders:speaker-add", args=[city.slug, coop.pk])
    sign_in(alma).post(address, {"member": seat(dag).pk})
    assert not Affiliation.objects.filter(user=dag).exists()


def test_the_page_asks_as_little_for_many_members_as_for_few(
    city: Portfolio, alma: User, bo: User, sign_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = sign_in(alma)
    for _number in range(8):
        make_user(portfolio=city, role=Role.OBSERVER)
    with django_assert_max_num_queries(20):
        client.get(reverse("stakeholders:members", args=[city.slug]))
