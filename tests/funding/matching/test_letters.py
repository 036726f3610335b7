"""Letters about matches: to the other side, once, without anybody's address, and ended by a link."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from funding import tasks
from funding.models import FundingMatch, MatchLetter, MatchSilence, SupportSought
from funding.services import match_letters, matches
from portfolio_hub.lib import letters
from stakeholders.models import Affiliation, Portfolio, User

SignIn = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What a worker was told to send."""
    told: list[int] = []
    monkeypatch.setattr(letters, "hand_over", lambda _task, pk: told.append(pk))
    return told


def letter_to(user: User) -> EmailMultiAlternatives:
    found = [one for one in mail.outbox if one.to == [user.email]]
    assert len(found) == 1
    assert isinstance(found[0], EmailMultiAlternatives)
    return found[0]


def test_the_other_side_is_written_to_once(
    alma: User, chi: User, rival: User, bo: User, match: FundingMatch, handed_over: list[int],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        said = matches.say(match=match, by=alma, body="Shall we talk about shade?")
    assert handed_over == [said.pk]
    tasks.send_match_letters(said.pk)
    tasks.send_match_letters(said.pk)
    assert [one.to for one in mail.outbox] == [[chi.email]]
    letter = letter_to(chi)
    assert "Shall we talk about shade?" in letter.body
    assert match.get_absolute_url() in letter.body
    assert alma.email not in letter.body + str(letter.alternatives) + letter.subject
    mail.outbox.clear()
    answer = matches.say(match=match, by=chi, body="Gladly.")
    tasks.send_match_letters(answer.pk)
    assert [one.to for one in mail.outbox] == [[alma.email]]


def test_the_link_ends_the_letters_without_signing_in(
    client: Client, alma: User, chi: User, match: FundingMatch, sign_in: SignIn, city: Portfolio
) -> None:
    said = matches.say(match=match, by=alma, body="Shall we talk?")
    match_letters.send(comment_id=said.pk)
    headers = letter_to(chi).extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = "/link/" + headers["List-Unsubscribe"].strip("<>").split("/link/")[1]
    assert "Get no more letters?" in client.get(path).content.decode()
    assert not MatchSilence.objects.exists()
    assert "No more letters" in client.post(path, {"List-Unsubscribe": "One-Click"}).content.decode()
    client.post(path)
    assert MatchSilence.objects.get().user == chi
    matches.say(match=match, by=alma, body="And now?")
    assert MatchLetter.objects.filter(mailed_at__isnull=True).count() == 0
    assert client.get(path[:-3] + "/").status_code == 404
    letters_on = reverse("funding:call-letters", args=["riverton"])
    sign_in(chi).post(letters_on)
    assert not MatchSilence.objects.exists()
    sign_in(chi).post(letters_on, {"stop": "yes"})
    assert MatchSilence.objects.filter(portfolio=city, user=chi).exists()


def test_who_wants_no_mail_gets_none(alma: User, chi: User, match: FundingMatch) -> None:
    User.objects.filter(pk=chi.pk).update(wants_mail=False)
    matches.say(match=match, by=alma, body="Shall we talk?")
    assert not MatchLetter.objects.exists()


def test_a_letter_is_dropped_when_its_reader_may_not_read_any_more(alma: User, chi: User, match: FundingMatch) -> None:
    said = matches.say(match=match, by=alma, body="Shall we talk?")
    SupportSought.objects.update(circle="portfolio")
    assert match_letters.send(comment_id=said.pk) == 0
    assert not MatchLetter.objects.exists()
    SupportSought.objects.update(circle="funders")
    said = matches.say(match=match, by=alma, body="Once more.")
    Affiliation.objects.filter(user=chi).delete()
    assert match_letters.send(comment_id=said.pk) == 0
    assert mail.outbox == []


def test_a_letter_whose_message_was_lost_is_handed_over_again(
    alma: User, chi: User, match: FundingMatch, handed_over: list[int]
) -> None:
    said = matches.say(match=match, by=alma, body="Shall we talk?")
    tasks.requeue_match_letters()
    assert handed_over == []
    MatchLetter.objects.update(asked_at="2026-01-01T00:00Z")
    tasks.requeue_match_letters()
    assert handed_over == [said.pk]


def test_a_letter_speaks_the_language_of_its_reader(alma: User, chi: User, match: FundingMatch) -> None:
    User.objects.filter(pk=chi.pk).update(language="de")
    said = matches.say(match=match, by=alma, body="Wollen wir reden?")
    match_letters.send(comment_id=said.pk)
    assert "Wollen wir reden?" in letter_to(chi).body
