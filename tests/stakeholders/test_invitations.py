"""Invitations, from the pasted list to the seat at the table."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from stakeholders import tasks
from stakeholders.addresses import Address
from stakeholders.models import Affiliation, Change, Invitation, Membership, Organisation, Portfolio, Role, User
from stakeholders.policies import Refused
from stakeholders.services import invitations

SignIn = Callable[[User | None], Client]
NOOR = Address("noor@riverton.example", "Noor Adeyemi")


@pytest.fixture
def invitation(city: Portfolio, alma: User) -> Invitation:
    """Noor is asked to contribute."""
    invitations.invite(portfolio=city, addresses=(NOOR,), role=Role.CONTRIBUTOR, by=alma)
    return Invitation.objects.get()


def link(invitation: Invitation) -> str:
    return reverse("people:invitation", args=[invitation.token])


def some_time_ago(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now() - timedelta(minutes=10))


def test_the_letter_carries_the_link_the_role_and_the_note(
    city: Portfolio,
    alma: User,
    coop: Organisation,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(tasks.send_invitation, "delay", asked.append)
    with django_capture_on_commit_callbacks(execute=True):
        invitations.invite(
            portfolio=city, addresses=(NOOR,), role=Role.FUNDER, by=alma, organisation=coop, note="Bring cake."
        )
    invitation = Invitation.objects.get()
    assert asked == [invitation.pk]
    tasks.send_invitation(invitation.pk)
    letter = mail.outbox[0]
    assert letter.to == [NOOR.email]
    assert letter.subject == "Alma Steward invites you to Riverton 2035"
    for words in (link(invitation), "Hello Noor Adeyemi", "Bring cake.", "Funder", str(coop)):
        assert words in letter.body
        assert words in str(letter.alternatives[0][0])


def test_a_task_that_runs_twice_sends_one_letter(invitation: Invitation) -> None:
    tasks.send_invitation(invitation.pk)
    tasks.send_invitation(invitation.pk)
    assert len(mail.outbox) == 1


def test_a_letter_that_fails_is_asked_for_again(invitation: Invitation, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", broken)
    with pytest.raises(ConnectionRefusedError):
        invitations.send(invitation_id=invitation.pk)
    invitation.refresh_from_db()
    assert invitation.mailed_at is None
    asked: list[int] = []
    monkeypatch.setattr(tasks.send_invitation, "delay", asked.append)
    assert invitations.requeue() == 0, "within the first minute the message may still be on its way"
    some_time_ago(invitation)
    tasks.requeue_invitations()
    assert asked == [invitation.pk]


def test_a_pasted_list_is_answered_line_by_line_and_keeps_what_it_could_not_read(
    city: Portfolio, alma: User, bo: User, sign_in: SignIn, invitation: Invitation
) -> None:
    text = f"ann@b.org, {bo.email}\n{NOOR.email}\nann@b.org\nnobody@nowhere@x"
    data = {"addresses": text, "role": "observer"}
    answer = sign_in(alma).post(reverse("stakeholders:invite", args=[city.slug]), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Invitations are on their way to 1 address." in page
    assert f"{bo.email} is a member already." in page
    assert f"{NOOR.email} has an invitation that is still open." in page
    assert "ann@b.org stood there more than once." in page
    assert "nobody@nowhere@x</textarea>" in page
    assert Invitation.objects.filter(email="ann@b.org", role=Role.OBSERVER).count() == 1


def test_the_answer_is_the_same_whether_an_address_has_an_account(
    city: Portfolio, alma: User, dag: User, sign_in: SignIn
) -> None:
    client = sign_in(alma)
    pages = []
    for email in (dag.email, "stranger@nowhere.example"):
        data = {"addresses": email, "role": "observer"}
        answer = client.post(reverse("stakeholders:invite", args=[city.slug]), data, follow=True)
        pages.append(answer.content.decode().count("Invitations are on their way to 1 address."))
        Invitation.objects.all().delete()
    assert pages == [1, 1]


def test_text_without_any_address_is_refused_and_kept(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    data = {"addresses": "all of them please", "role": "observer"}
    answer = sign_in(alma).post(reverse("stakeholders:invite", args=[city.slug]), data)
    assert answer.status_code == 422
    assert "all of them please</textarea>" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_portfolio_sends_no_flood(city: Portfolio, alma: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MAILS_PER_HOUR", 2)
    many = tuple(Address(f"p{number}@b.org") for number in range(3))
    with pytest.raises(Refused, match="at most 2"):
        invitations.invite(portfolio=city, addresses=many, role=Role.OBSERVER, by=alma)
    assert not Invitation.objects.exists()


def test_sending_again_makes_a_new_link_and_closes_the_old_one(invitation: Invitation, alma: User) -> None:
    with pytest.raises(Refused, match="a moment ago"):
        invitations.resend(invitation=invitation, by=alma)
    some_time_ago(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(days=1))
    again = invitations.resend(invitation=invitation, by=alma)
    assert again.token != invitation.token
    assert again.is_open
    assert Client().get(link(invitation)).status_code == 404
    assert Client().get(link(again)).status_code == 200


def test_an_overdue_invitation_makes_room_for_a_new_one(invitation: Invitation, city: Portfolio, alma: User) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(days=1))
    result = invitations.invite(portfolio=city, addresses=(NOOR,), role=Role.OBSERVER, by=alma)
    assert result.on_their_way == [NOOR.email]
    some_time_ago(invitation)
    invitation.refresh_from_db()
    with pytest.raises(Refused, match="another invitation"):
        invitations.resend(invitation=invitation, by=alma)


def test_a_newcomer_gets_an_account_a_role_and_is_signed_in(
    invitation: Invitation, city: Portfolio, coop: Organisation
) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(organisation=coop)
    client = Client()
    assert 'value="Noor Adeyemi"' in client.get(link(invitation)).content.decode()
    answer = client.post(link(invitation), {"name": "Noor Adeyemi", "password": "eleven-otters-swim"})
    assert answer["Location"] == reverse("overview", args=[city.slug])
    noor = User.objects.get(email=NOOR.email)
    assert noor.check_password("eleven-otters-swim")
    assert Membership.objects.get(user=noor, portfolio=city).role == Role.CONTRIBUTOR
    assert Affiliation.objects.live().filter(user=noor, organisation=coop).exists()
    assert client.get(reverse("people:profile")).status_code == 200
    change = Change.objects.of(noor).get()
    assert (change.kind, change.fields, change.portfolio) == ("created", {"role": ["", "contributor"]}, city)


def test_a_newcomer_may_do_without_a_password_and_sign_in_by_code(invitation: Invitation) -> None:
    Client().post(link(invitation), {"name": "Noor Adeyemi", "password": ""})
    noor = User.objects.get(email=NOOR.email)
    assert not noor.has_usable_password()
    client = Client()
    mail.outbox.clear()
    client.post(reverse("account_request_login_code"), {"email": NOOR.email})
    letter = mail.outbox[0]
    code = letter.subject.split()[0]
    assert code in letter.body
    answer = client.post(reverse("account_confirm_login_code"), {"code": code})
    assert answer.status_code == 302
    assert client.get(reverse("people:profile")).status_code == 200


def test_a_weak_password_is_refused_beside_its_field(invitation: Invitation) -> None:
    answer = Client().post(link(invitation), {"name": "Noor Adeyemi", "password": "noor"})
    assert answer.status_code == 422
    assert "too short" in answer.content.decode()
    assert not User.objects.filter(email=NOOR.email).exists()


def test_who_has_an_account_is_asked_to_sign_in_and_then_accepts(
    city: Portfolio, alma: User, dag: User, sign_in: SignIn
) -> None:
    invitations.invite(portfolio=city, addresses=(Address(dag.email),), role=Role.FUNDER, by=alma)
    found = Invitation.objects.get()
    page = Client().get(link(found)).content.decode()
    assert f"{reverse('account_login')}?next={link(found)}" in page
    client = sign_in(dag)
    assert "Accept and come in" in client.get(link(found)).content.decode()
    client.post(link(found))
    assert Membership.objects.get(user=dag, portfolio=city).role == Role.FUNDER


def test_somebody_else_is_told_for_whom_the_invitation_is(invitation: Invitation, bo: User, sign_in: SignIn) -> None:
    client = sign_in(bo)
    page = client.post(link(invitation)).content.decode()
    assert f"This invitation is for {NOOR.email}, and you are signed in as {bo.email}." in page
    assert not User.objects.filter(email=NOOR.email).exists()


def test_a_withdrawn_link_says_so(invitation: Invitation, alma: User, sign_in: SignIn, city: Portfolio) -> None:
    sign_in(alma).post(reverse("stakeholders:invitation-revoke", args=[city.slug, invitation.pk]))
    answer = Client().get(link(invitation))
    assert answer.status_code == 410
    assert "withdrawn" in answer.content.decode()
    with pytest.raises(Refused):
        invitations.revoke(invitation=invitation, by=alma)


def test_an_invitation_is_accepted_once_even_by_two_at_the_same_moment(invitation: Invitation) -> None:
    invitations.accept_as_newcomer(invitation=invitation, name="Noor", password="")
    with pytest.raises(Refused, match="account for this address"):
        invitations.accept_as_newcomer(invitation=invitation, name="Noor", password="")
    noor = User.objects.get(email=NOOR.email)
    with pytest.raises(Refused, match="no longer open"):
        invitations.accept(invitation=invitation, user=noor)
    assert "accepted" in Client().get(link(invitation)).content.decode()


def test_withdrawn_while_the_form_was_open_makes_no_account(invitation: Invitation, alma: User) -> None:
    invitations.revoke(invitation=Invitation.objects.get(), by=alma)
    with pytest.raises(Refused):
        invitations.accept_as_newcomer(invitation=invitation, name="Noor", password="")
    assert not User.objects.filter(email=NOOR.email).exists()


def test_nobody_signs_up_without_an_invitation(db: None) -> None:
    client = Client()
    data = {"email": "a@b.org", "password1": "eleven-otters-swim", "password2": "eleven-otters-swim"}
    client.post(reverse("account_signup"), data)
    assert not User.objects.exists()
