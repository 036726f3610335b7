"""Asking a source whether an outcome is true: by a link, once, and again."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding import tasks
from funding.models import Outcome, OutcomeAsk
from funding.services import outcome_asks, outcomes
from initiatives.models import Initiative
from stakeholders.link_keys import digest_of
from stakeholders.models import Change, User
from stakeholders.policies import Refused
from stakeholders.services import history
from tests.funding.outcomes.conftest import WORDS, SignIn, at, text


def test_a_source_confirms_by_link_once_and_a_steward_decides(sign_in: SignIn, alma: User, outcome: Outcome) -> None:
    data = {"name": "Ida Holm", "email": "Ida@example.org", "words": "You were there."}
    assert sign_in(alma).post(at("outcome-ask", outcome.pk), data).status_code == 302
    asked = OutcomeAsk.objects.get()
    with pytest.raises(Refused):
        outcome_asks.ask(outcome=outcome, name="Ida", email="ida@example.org", by=alma)
    tasks.send_outcome_ask(asked.pk)
    tasks.send_outcome_ask(asked.pk)
    assert len(mail.outbox) == 1
    found = re.search(r"/link/outcome/[^/\s]+/", mail.outbox[0].body)
    assert found
    assert found[0].split("/")[3] not in str(OutcomeAsk.objects.values().get())
    page = Client().get(found[0])
    assert page["Referrer-Policy"] == "no-referrer"
    assert WORDS not in text(page)
    assert Client().post(found[0], {"answer": "perhaps"}).status_code == 422
    assert Client().post(found[0], {"answer": "partly", "note": "Only in July."}).status_code == 302
    Client().post(found[0], {"answer": "disputed"})
    asked.refresh_from_db()
    outcome.refresh_from_db()
    assert (asked.answer, asked.note, outcome.substantiation) == ("partly", "Only in July.", "source_named")
    decide = at("outcome-decide", outcome.pk)
    assert sign_in(alma).post(decide, {"substantiation": "confirmed", "why": " "}).status_code == 422
    assert sign_in(alma).post(decide, {"substantiation": "confirmed", "why": "Ida was there."}).status_code == 302
    outcome.refresh_from_db()
    assert outcome.substantiation == "confirmed"
    history.undo(change=Change.objects.of(outcome).first(), by=alma)  # type: ignore[arg-type]
    outcome.refresh_from_db()
    assert outcome.substantiation == "source_named"


def test_whoever_asked_is_told_once_unless_they_want_no_mail(alma: User, outcome: Outcome) -> None:
    asked = outcome_asks.ask(outcome=outcome, name="Ida Holm", email="ida@example.org", by=alma)
    tasks.tell_outcome_asker(asked.pk)
    outcome_asks.answer(ask=asked, answer="partly", note="Only in July.")
    User.objects.filter(pk=alma.pk).update(wants_mail=False)
    tasks.tell_outcome_asker(asked.pk)
    assert not mail.outbox
    User.objects.filter(pk=alma.pk).update(wants_mail=True)
    tasks.tell_outcome_asker(asked.pk)
    tasks.tell_outcome_asker(asked.pk)
    letter = mail.outbox[0]
    assert len(mail.outbox) == 1
    assert letter.to == [alma.email]
    assert "Ida Holm answered" in letter.subject
    assert "Only in July." in letter.body
    assert outcome.get_absolute_url() in letter.body


def test_who_is_no_steward_any_more_is_not_told(alma: User, outcome: Outcome) -> None:
    asked = outcome_asks.ask(outcome=outcome, name="Ida Holm", email="ida@example.org", by=alma)
    outcome_asks.answer(ask=asked, answer="confirmed")
    alma.memberships.update(role="observer")
    assert not outcome_asks.tell(pk=asked.pk)


def test_an_answer_stays_and_is_corrected_by_asking_again(sign_in: SignIn, alma: User, outcome: Outcome) -> None:
    asked = outcome_asks.ask(outcome=outcome, name="Ida Holm", email="ida@example.org", by=alma)
    outcome_asks.answer(ask=asked, answer="disputed")
    page = text(sign_in(alma).get(at("outcome", outcome.pk)))
    assert f"?again={asked.pk}" in page
    form = text(sign_in(alma).get(at("outcome-ask", outcome.pk) + f"?again={asked.pk}"))
    assert 'value="ida@example.org"' in form
    for nonsense in ("x", "99999999", "9" * 40):
        assert sign_in(alma).get(at("outcome-ask", outcome.pk) + f"?again={nonsense}").status_code == 200
    again = {"name": "Ida Holm", "email": "ida@example.org"}
    assert sign_in(alma).post(at("outcome-ask", outcome.pk), again).status_code == 302
    second = OutcomeAsk.objects.latest("pk")
    outcome_asks.answer(ask=second, answer="confirmed")
    with pytest.raises(Refused):
        outcome_asks.answer(ask=asked, answer="confirmed")
    assert list(outcome.asks.values_list("answer", flat=True)) == ["disputed", "confirmed"]


def test_asking_a_source_does_not_take_back_what_was_decided_meanwhile(alma: User, outcome: Outcome) -> None:
    stale = Outcome.objects.get(pk=outcome.pk)
    outcomes.decide(outcome=outcome, substantiation="confirmed", by=alma, why="The minutes say so.")
    outcome_asks.ask(outcome=stale, name="Ida Holm", email="ida@example.org", by=alma)
    outcome.refresh_from_db()
    assert outcome.substantiation == "confirmed"


def test_names_of_sources_are_for_those_who_keep_the_outcome(
    sign_in: SignIn, alma: User, bo: User, chi: User, outcome: Outcome
) -> None:
    asked = outcome_asks.ask(outcome=outcome, name="Ida Holm", email="ida@example.org", by=alma)
    outcome_asks.answer(ask=asked, answer="partly", note="Only in July.")
    history = at("outcome-history", outcome.pk)
    for reader, may in ((alma, True), (bo, True), (chi, False)):
        page = text(sign_in(reader).get(at("outcome", outcome.pk)))
        assert ("Ida Holm" in page) is ("Only in July." in page) is may
        assert "ida@example.org" not in page
        assert "Ida Holm" not in text(sign_in(reader).get(history))
    assert "Ida Holm" not in str(sign_in(chi).get(f"/api/v1/portfolios/riverton/outcomes/{outcome.pk}/").json())


def test_a_source_sees_its_own_outcome_and_nothing_else(alma: User, outcome: Outcome, warm_streets: Initiative) -> None:
    asked = outcome_asks.ask(outcome=outcome, name="Ida Holm", email="ida@example.org", by=alma)
    other = outcome_asks.ask(outcome=outcome, name="Per Lund", email="per@example.org", by=alma)
    outcome_asks.answer(ask=other, answer="disputed", note="It was us.")
    OutcomeAsk.objects.filter(pk=asked.pk).update(digest=digest_of("her-key"))
    page = text(Client().get(reverse("funding-link:outcome", args=["her-key"])))
    assert outcome.what in page
    for hidden in (WORDS, "Per Lund", "It was us.", warm_streets.title, "per@example.org"):
        assert hidden not in page
    outcomes.remove(outcome=outcome, by=alma)
    gone = Client().get(reverse("funding-link:outcome", args=["her-key"]))
    assert gone.status_code == 404
    assert outcome.who not in text(gone)


def test_a_link_that_ended_or_was_taken_back_opens_nothing(sign_in: SignIn, alma: User, outcome: Outcome) -> None:
    asked = outcome_asks.ask(outcome=outcome, name="Ida", email="ida@example.org", by=alma)
    sign_in(alma).post(at("outcome-ask-withdraw", outcome.pk, asked.pk))
    assert not outcome_asks.send(pk=asked.pk)
    with pytest.raises(Refused):
        outcome_asks.answer(ask=asked, answer="confirmed")
    late = outcome_asks.ask(outcome=outcome, name="Ida", email="ida@example.org", by=alma)
    OutcomeAsk.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(days=1))
    with pytest.raises(Refused):
        outcome_asks.withdraw(ask=late, by=alma)
    assert Client().get(reverse("funding-link:outcome", args=["wrong"])).status_code == 404
