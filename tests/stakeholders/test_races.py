"""Two people at the same moment, on an engine that lets them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from stakeholders.addresses import Address
from stakeholders.models import Invitation, Membership, Portfolio, Role, User
from stakeholders.policies import Refused
from stakeholders.services import invitations, members

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts in threads of their own; return what each came to: done or refused."""

    def run(act: Callable[[], object]) -> str:
        try:
            act()
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(run, acts))


def test_two_stewards_cannot_remove_each_other(city: Portfolio, alma: User, bo: User) -> None:
    seats = Membership.objects.filter(user__in=(alma, bo))
    seats.update(role=Role.STEWARD)
    first, second = seats
    outcome = at_once(
        lambda: members.remove(membership=first, by=second.user),
        lambda: members.remove(membership=second, by=first.user),
    )
    assert outcome == ["done", "refused"]
    assert Membership.objects.filter(portfolio=city).stewards().count() == 1


def test_a_link_opened_twice_makes_one_account(city: Portfolio, alma: User) -> None:
    invitations.invite(portfolio=city, addresses=(Address("noor@b.org"),), role=Role.OBSERVER, by=alma)
    invitation = Invitation.objects.get()

    def accept() -> None:
        invitations.accept_as_newcomer(invitation=invitation, name="Noor", password="")

    assert at_once(accept, accept) == ["done", "refused"]
    assert Membership.objects.filter(user__email="noor@b.org").count() == 1


def test_accepted_and_withdrawn_at_once_is_one_of_both(city: Portfolio, alma: User) -> None:
    invitations.invite(portfolio=city, addresses=(Address("noor@b.org"),), role=Role.OBSERVER, by=alma)
    invitation = Invitation.objects.get()
    outcome = at_once(
        lambda: invitations.accept_as_newcomer(invitation=invitation, name="Noor", password=""),
        lambda: invitations.revoke(invitation=invitation, by=alma),
    )
    assert outcome == ["done", "refused"]
    has_come = Membership.objects.filter(user__email="noor@b.org").exists()
    invitation.refresh_from_db()
    assert invitation.status == (Invitation.Status.ACCEPTED if has_come else Invitation.Status.REVOKED)
    assert User.objects.filter(email="noor@b.org").exists() == has_come


def test_two_stewards_who_ask_the_same_person_send_one_invitation(city: Portfolio, alma: User) -> None:
    def invite() -> None:
        invitations.invite(portfolio=city, addresses=(Address("noor@b.org"),), role=Role.OBSERVER, by=alma)

    assert at_once(invite, invite) == ["done", "done"]
    assert Invitation.objects.count() == 1
