"""Letters that ask for an endorsement: from the steward's press to the thanks page."""

import re
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
from stakeholders.link_keys import digest_of
from stakeholders.models import Endorsement, EndorsementRequest, IntentVersion, Organisation, Portfolio, User
from stakeholders.moving_along import moving_along
from stakeholders.policies import Refused
from stakeholders.services import endorsement_requests as requests
from stakeholders.signals import intent_shared
from tests.factories import make_endorsement, make_intent, make_organisation

SignIn = Callable[[User | None], Client]
IDA = Address("ida@mill.example", "Ida Holm")
FORM = {"promise": "We open the mill.", "name": "Ida Holm", "role": "Chair", "speaks": "on"}


@pytest.fixture
def version(city: Portfolio) -> IntentVersion:
    return make_intent(city)


@pytest.fixture
def letter(version: IntentVersion, coop: Organisation, alma: User) -> EndorsementRequest:
    """Ida is asked to sign for the co-op."""
    requests.ask(version=version, letters=[(coop, IDA)], by=alma, note="Come and join.")
    return EndorsementRequest.objects.get()


def mailed(letter: EndorsementRequest) -> str:
    """Send the letter and return the address that stands in it."""
    tasks.send_endorsement_request(letter.pk)
    found = re.search(r"/endorse/[^/\s]+/", mail.outbox[-1].body)
    assert found
    return found[0]


def a_year() -> str:
    return (timezone.localdate() + timedelta(days=365)).isoformat()


def test_the_letter_leaves_after_the_commit_and_once(
    version: IntentVersion, coop: Organisation, alma: User, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    asked: list[int] = []
    monkeypatch.setattr(tasks.send_endorsement_request, "delay", asked.append)
    with django_capture_on_commit_callbacks(execute=True):
        requests.ask(version=version, letters=[(coop, IDA)], by=alma, note="Come and join.")
    letter = EndorsementRequest.objects.get()
    assert asked == [letter.pk]
    for _twice in range(2):
        tasks.send_endorsement_request(letter.pk)
    assert len(mail.outbox) == 1
    sent = mail.outbox[0]
    assert sent.to == [IDA.email]
    assert sent.subject == f"Will {coop.name} stand behind the shared intent of Riverton 2035?"
    for words in (version.statement, "Come and join.", "Hello Ida Holm", "Alma Steward asks"):
        assert words in sent.body
        assert words in str(sent.alternatives[0][0])


def test_the_key_is_kept_as_a_digest_only(letter: EndorsementRequest) -> None:
    key = mailed(letter).split("/")[2]
    letter.refresh_from_db()
    assert letter.digest == digest_of(key)
    assert key not in str(EndorsementRequest.objects.values().get())


def test_a_letter_that_fails_is_asked_for_again(letter: EndorsementRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", broken)
    with pytest.raises(ConnectionRefusedError):
        requests.send(request_id=letter.pk)
    letter.refresh_from_db()
    assert letter.mailed_at is None
    asked: list[int] = []
    monkeypatch.setattr(tasks.send_endorsement_request, "delay", asked.append)
    assert requests.requeue() == 0, "within the first minute the message may still be on its way"
    EndorsementRequest.objects.update(asked_at=timezone.now() - timedelta(minutes=5))
    tasks.requeue_endorsement_requests()
    assert asked == [letter.pk]


def test_ida_signs_without_an_account_and_keeps_what_she_signed(
    letter: EndorsementRequest, coop: Organisation, version: IntentVersion, sign_in: SignIn
) -> None:
    link, visitor = mailed(letter), sign_in(None)
    page = visitor.get(link).content.decode()
    for words in (version.statement, "Alma Steward asks", "Come and join.", f"I may speak for {coop.name}."):
        assert words in page
    thanks = visitor.post(link, {**FORM, "valid_until": a_year()}, follow=True).content.decode()
    assert "Thank you" in thanks
    assert "We open the mill." in thanks
    row = Endorsement.objects.get()
    assert (row.organisation, row.signer_name, row.signed_by, row.stands) == (coop, "Ida Holm", None, True)
    letter.refresh_from_db()
    assert (letter.status, letter.endorsement) == (EndorsementRequest.Status.SIGNED, row)
    kept = visitor.get(f"{link}signed/")
    assert kept["Content-Disposition"].startswith("attachment")
    assert "We open the mill." in kept.content.decode()
    visitor.post(link, {**FORM, "promise": "Again", "valid_until": a_year()})
    assert Endorsement.objects.get().promise == "We open the mill."


def test_without_the_word_that_she_may_speak_nothing_is_signed(letter: EndorsementRequest, sign_in: SignIn) -> None:
    data = {**FORM, "valid_until": a_year()}
    del data["speaks"]
    answer = sign_in(None).post(mailed(letter), data)
    assert answer.status_code == 422
    assert "We open the mill." in answer.content.decode(), "what she wrote is kept"
    assert not Endorsement.objects.exists()


def test_not_now_is_an_answer(letter: EndorsementRequest, sign_in: SignIn) -> None:
    link = mailed(letter)
    page = sign_in(None).post(link, {"not_now": "1", "later-answer": "After the election."}, follow=True)
    assert "Thank you for your answer" in page.content.decode()
    letter.refresh_from_db()
    assert (letter.status, letter.answer) == (EndorsementRequest.Status.DECLINED, "After the election.")


def test_links_that_open_nothing_say_why(letter: EndorsementRequest, alma: User, sign_in: SignIn) -> None:
    link, visitor = mailed(letter), sign_in(None)
    assert visitor.get("/endorse/nonsense/").status_code == 404
    EndorsementRequest.objects.update(expires_at=timezone.now())
    ended = visitor.get(link)
    assert (ended.status_code, "This link has ended" in ended.content.decode()) == (410, True)
    EndorsementRequest.objects.update(expires_at=timezone.now() + timedelta(days=1))
    requests.revoke(request=letter, by=alma)
    revoked = visitor.post(link, {**FORM, "valid_until": a_year()})
    assert (revoked.status_code, "This link was revoked" in revoked.content.decode()) == (410, True)
    assert not Endorsement.objects.exists()


def test_the_link_of_a_revised_version_signs_nothing(
    letter: EndorsementRequest, version: IntentVersion, sign_in: SignIn
) -> None:
    link = mailed(letter)
    IntentVersion.objects.filter(pk=version.pk).update(status="revised")
    answer = sign_in(None).post(link, {**FORM, "valid_until": a_year()})
    assert answer.status_code == 410
    assert "no longer the shared intent" in answer.content.decode()
    assert not Endorsement.objects.exists()


def test_a_letter_sent_again_has_a_new_key(letter: EndorsementRequest, alma: User, sign_in: SignIn) -> None:
    old = mailed(letter)
    with pytest.raises(Refused, match="a moment ago"):
        requests.resend(request=letter, by=alma)
    EndorsementRequest.objects.update(asked_at=timezone.now() - timedelta(minutes=10))
    requests.resend(request=letter, by=alma)
    assert sign_in(None).get(old).status_code == 404, "the old link opens nothing from this moment on"
    new = mailed(letter)
    assert new != old
    assert sign_in(None).get(new).status_code == 200


def test_nobody_gets_a_second_letter_or_one_too_many(
    letter: EndorsementRequest, version: IntentVersion, coop: Organisation, mission: Organisation, alma: User
) -> None:
    assert requests.ask(version=version, letters=[(coop, IDA)], by=alma).waiting == [IDA.email]
    make_endorsement(version, mission)
    chi = Address("chi@mission.example")
    assert requests.ask(version=version, letters=[(mission, chi)], by=alma).endorsed == [mission.name]
    many = [(coop, Address(f"p{number}@mill.example")) for number in range(requests.MAILS_PER_HOUR)]
    with pytest.raises(Refused, match="Nothing was sent"):
        requests.ask(version=version, letters=many, by=alma)
    assert EndorsementRequest.objects.count() == 1


def test_a_letter_that_nobody_answered_in_time_is_written_anew(
    letter: EndorsementRequest, version: IntentVersion, coop: Organisation, alma: User
) -> None:
    EndorsementRequest.objects.update(expires_at=timezone.now())
    assert requests.ask(version=version, letters=[(coop, IDA)], by=alma).on_their_way == [IDA.email]


def test_the_steward_asks_by_form(
    city: Portfolio, version: IntentVersion, coop: Organisation, bo: User, alma: User, sign_in: SignIn
) -> None:
    client, address = sign_in(alma), reverse("stakeholders:endorsement-ask", args=[city.slug])
    lone = make_organisation("Old Mill Bakery", portfolio=city)
    for data, sentence in (
        ({}, "Choose whom to ask."),
        ({"addresses": IDA.email}, "Say which organisation"),
        ({"organisation": lone.pk}, "Nobody with an account speaks for it yet."),
        ({"organisation": lone.pk, "addresses": "nobody@nowhere@x"}, "is not an e-mail address"),
    ):
        answer = client.post(address, data)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True), sentence
    assert not EndorsementRequest.objects.exists()
    client.post(address, {"organisation": lone.pk, "addresses": "Ida Holm <ida@mill.example>", "others": [coop.pk]})
    assert set(EndorsementRequest.objects.values_list("email", "name")) == {(IDA.email, IDA.name), (bo.email, bo.name)}


def test_a_colleague_who_signs_answers_every_open_letter(
    letter: EndorsementRequest, version: IntentVersion, coop: Organisation, bo: User, sign_in: SignIn
) -> None:
    link = mailed(letter)
    data = {"organisation": coop.pk, "promise": "Roofs.", "valid_until": a_year()}
    sign_in(bo).post(reverse("stakeholders:endorse", args=[version.portfolio.slug]), data)
    assert "Roofs." in sign_in(None).get(link).content.decode()


def test_before_an_endorsement_lapses_its_signer_is_asked_once_and_renews_by_link(
    version: IntentVersion, coop: Organisation, bo: User, sign_in: SignIn
) -> None:
    soon = timezone.localdate() + timedelta(days=20)
    row = make_endorsement(version, coop, signed_by=bo, valid_until=soon)
    make_endorsement(version, make_organisation(), valid_until=soon)
    assert requests.remind_due() == 1, "one of the two left no address"
    assert requests.remind_due() == 0
    link = mailed(EndorsementRequest.objects.get())
    assert "still stand behind" in mail.outbox[-1].subject
    visitor = sign_in(None)
    assert "We open our buildings." in visitor.get(link).content.decode()
    visitor.post(link, {**FORM, "promise": "And our cellars.", "valid_until": a_year()})
    row.refresh_from_db()
    assert (row.status, row.promise, row.reminded_at) == (Endorsement.Status.RENEWED, "And our cellars.", None)


def test_a_new_version_asks_earlier_endorsers_with_one_press(
    city: Portfolio, version: IntentVersion, coop: Organisation, mission: Organisation, bo: User, alma: User,
    sign_in: SignIn,
) -> None:  # fmt: skip
    gone, lone = (make_organisation(name, portfolio=city) for name in ("Gone Ltd", "Lone Ltd"))
    make_endorsement(version, coop, signed_by=bo)
    make_endorsement(version, mission)
    make_endorsement(version, gone, status="withdrawn")
    make_endorsement(version, lone)
    IntentVersion.objects.filter(pk=version.pk).update(status="revised")
    new = make_intent(city, "And heard.")
    make_endorsement(new, mission)
    along = moving_along(new)
    groups = {"moved": along.moved, "ask": along.to_ask, "lost": along.without_address, "back": along.stepped_back}
    assert {name: [one.name for one in rows] for name, rows in groups.items()} == {
        "moved": [mission.name], "ask": [coop.name], "lost": ["Lone Ltd"], "back": ["Gone Ltd"],
    }  # fmt: skip
    client, address = sign_in(alma), reverse("stakeholders:endorsement-ask-again", args=[city.slug])
    assert "Ask 1 earlier endorser again" in client.get(address).content.decode()
    client.post(address)
    client.post(address)
    assert EndorsementRequest.objects.get().email == bo.email
    assert [one.name for one in moving_along(new).asked] == [coop.name]


def test_sharing_the_next_version_closes_letters_that_ask_for_the_one_before(
    letter: EndorsementRequest, version: IntentVersion, city: Portfolio, alma: User
) -> None:
    IntentVersion.objects.filter(pk=version.pk).update(status="revised")
    intent_shared.send(IntentVersion, version=make_intent(city), earlier=version, by=alma)
    letter.refresh_from_db()
    assert letter.status == EndorsementRequest.Status.REVOKED
