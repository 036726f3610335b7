"""Both leads are asked by mail, answer by a link without an account, once, and the stewards read it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from initiatives.models import Initiative
from sensemaking.models import ConnectionSuggestion, LearningLog, SuggestionAsk
from sensemaking.services.suggestions import ask_leads, asking, dismiss
from stakeholders.models import Affiliation, Organisation, Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_log
from tests.factories.suggestions import make_suggestion

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
LEAD = "wanda@trees.example"


@pytest.fixture
def asked(tired: ConnectionSuggestion, alma: User, trees: Initiative) -> SuggestionAsk:
    ask_leads(suggestion=tired, letters_to=[(trees, LEAD)], by=alma, words="One trench?")
    row = SuggestionAsk.objects.get()
    assert asking.send(ask_id=row.pk)
    row.refresh_from_db()
    return row


def link() -> str:
    found = re.search(r"/link/suggestion/[^/\s]+/", str(mail.outbox[-1].body))
    assert found
    return found.group()


def test_the_letter_leaves_once_and_says_what_is_asked(asked: SuggestionAsk) -> None:
    (letter,) = mail.outbox
    assert letter.to == [LEAD]
    assert letter.subject == "Do “Street Tree Stewards” and “Warm Streets Millbrook” belong together?"
    assert "Alma Steward of Riverton 2035 asks" in letter.body
    assert "One trench?" in letter.body
    assert not asking.send(ask_id=asked.pk)


def test_the_key_is_nowhere_but_in_the_letter(asked: SuggestionAsk) -> None:
    key = link().split("/")[-2]
    assert key not in str(SuggestionAsk.objects.values().get())


def test_whoever_has_the_link_answers_without_an_account_and_once(asked: SuggestionAsk, client: Client) -> None:
    page = client.get(link()).content.decode()
    assert "the logs of both tell of “digging” and “tired”" in page
    assert client.post(link(), {}).status_code == 422
    client.post(link(), {"answer": "talk", "note": "We meet in March."})
    asked.refresh_from_db()
    assert (asked.answer, asked.note) == ("talk", "We meet in March.")
    client.post(link(), {"answer": "no"})
    asked.refresh_from_db()
    assert asked.answer == "talk"
    assert "Thank you for your answer" in client.get(link()).content.decode()


def test_answers_stand_on_the_page_for_stewards_alone(
    asked: SuggestionAsk, client: Client, alma: User, bo: User, sign_in: SignIn
) -> None:
    client.post(link(), {"answer": "yes", "note": "We share a trench."})
    address = asked.suggestion.get_absolute_url()
    assert "We share a trench." in sign_in(alma).get(address).content.decode()
    assert "We share a trench." not in sign_in(bo).get(address).content.decode()


def test_a_link_ends_with_its_time_with_the_decision_and_with_a_newer_letter(
    asked: SuggestionAsk, tired: ConnectionSuggestion, alma: User, trees: Initiative, client: Client
) -> None:
    old = link()
    ask_leads(suggestion=tired, letters_to=[(trees, LEAD)], by=alma)
    asking.send(ask_id=asked.pk)
    assert client.get(old).status_code == 404
    assert client.get(link()).status_code == 200
    SuggestionAsk.objects.update(expires_at=timezone.now())
    assert client.get(link()).status_code == 410
    SuggestionAsk.objects.update(expires_at=asking.link_end())
    dismiss(suggestion=tired, by=alma, why="unrelated")
    assert client.post(link(), {"answer": "yes"}).status_code == 410
    assert client.get("/link/suggestion/nonsense/").status_code == 404


def test_words_of_a_team_do_not_leave_it_by_a_letter(
    city: Portfolio, warm_streets: Initiative, trees: Initiative, alma: User, client: Client, digging: LearningLog
) -> None:
    hidden = make_log(warm_streets, "Between us: the contract fell through.", circle="team")
    row = make_suggestion(
        warm_streets, trees,
        ("learning", {"words": ["contract"]}, [hidden]), ("learning", {"words": ["digging"]}, [digging]),
    )  # fmt: skip
    ask_leads(suggestion=row, letters_to=[(trees, LEAD)], by=alma)
    asking.send(ask_id=SuggestionAsk.objects.get().pk)
    page = client.get(link()).content.decode()
    assert "tired of digging" in page
    assert "contract" not in page


def test_nobody_is_told_of_an_initiative_that_its_team_keeps_to_itself(
    asked: SuggestionAsk, tired: ConnectionSuggestion, alma: User, trees: Initiative, client: Client
) -> None:
    Initiative.objects.filter(pk=tired.first_id).update(circle="team")
    assert client.get(link()).status_code == 410
    with pytest.raises(Refused, match="team alone"):
        ask_leads(suggestion=tired, letters_to=[(trees, LEAD)], by=alma)


def test_whoever_wants_no_mail_gets_none(
    tired: ConnectionSuggestion, alma: User, bo: User, coop: Organisation, warm_streets: Initiative
) -> None:
    assert asking.contacts(tired)[warm_streets.pk] == [bo.email]
    User.objects.filter(pk=bo.pk).update(wants_mail=False)
    assert asking.contacts(tired)[warm_streets.pk] == []
    result = ask_leads(suggestion=tired, letters_to=[(warm_streets, bo.email)], by=alma)
    assert (result.want_no_mail, result.on_their_way) == ([bo.email], [])
    assert Affiliation.objects.filter(user=bo, organisation=coop).exists()


def test_a_portfolio_does_not_flood_its_leads(
    tired: ConnectionSuggestion, alma: User, trees: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MAILS_PER_HOUR", 1)
    with pytest.raises(Refused, match="at most 1"):
        ask_leads(suggestion=tired, letters_to=[(trees, LEAD), (trees, "other@trees.example")], by=alma)
    assert not SuggestionAsk.objects.exists()


def test_a_letter_whose_message_was_lost_is_handed_over_again(
    tired: ConnectionSuggestion, alma: User, trees: Initiative, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    handed: list[int] = []
    monkeypatch.setattr("portfolio_hub.lib.letters.hand_over", lambda task, pk: handed.append(pk))
    with django_capture_on_commit_callbacks(execute=True):
        ask_leads(suggestion=tired, letters_to=[(trees, LEAD)], by=alma)
    SuggestionAsk.objects.update(asked_at=timezone.now() - timezone.timedelta(minutes=2))
    asking.requeue()
    assert len(handed) == 2


def test_a_steward_asks_on_the_page(
    tired: ConnectionSuggestion, alma: User, trees: Initiative, sign_in: SignIn
) -> None:
    client, address = sign_in(alma), f"/riverton/suggestions/{tired.pk}/ask/"
    field = f"to_{trees.pk}"
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {field: "not an address"}).status_code == 422
    assert client.post(address, {field: f"Wanda <{LEAD}>", "words": "Well?"}).status_code == 302
    assert SuggestionAsk.objects.get().email == LEAD


def test_whoever_takes_part_answers_on_the_page(
    tired: ConnectionSuggestion, bo: User, alma: User, sign_in: SignIn
) -> None:
    address = f"/riverton/suggestions/{tired.pk}/answer/"
    sign_in(bo).post(address, {"answer": "yes"})
    sign_in(bo).post(address, {"answer": "no", "note": "On second thoughts."})
    row = SuggestionAsk.objects.get()
    assert (row.answer, row.email, row.initiative.title) == ("no", bo.email, "Warm Streets Millbrook")
    assert sign_in(alma).post(address, {"answer": "yes"}).status_code == 403
    sign_in(bo).post(address, {"answer": "perhaps"})
    assert SuggestionAsk.objects.get().answer == "no"
