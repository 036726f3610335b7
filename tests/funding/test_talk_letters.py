"""Letters about questions on the funding page: to stewards, then to all who spoke, each once, and nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from funding import tasks
from funding.models import TalkLetter
from funding.services import talk, talk_letters
from portfolio_hub.lib import letters
from stakeholders.models import Comment, Portfolio, User
from stakeholders.services import comments

SignIn = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What a worker was told to send."""
    told: list[int] = []
    monkeypatch.setattr(letters, "hand_over", lambda _task, pk: told.append(pk))
    return told


@pytest.fixture
def asked(city: Portfolio, alma: User, bo: User, chi: User) -> Comment:
    """Chi asks about the reserve; Alma is the steward."""
    return talk.ask(portfolio=city, by=chi, body="When does the reserve grow?")


def told() -> list[str]:
    """Who got a letter since the last look."""
    found = sorted(one.to[0] for one in mail.outbox)
    mail.outbox.clear()
    return found


def test_a_question_goes_to_the_stewards_and_an_answer_to_all_who_spoke(
    sign_in: SignIn, alma: User, bo: User, chi: User, odile: User, handed_over: list[int],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(chi).post(reverse("funding:talk-ask", args=["riverton"]), {"body": "When does the reserve grow?"})
    question = Comment.objects.get()
    assert handed_over == [question.pk]
    tasks.send_talk_letters(question.pk)
    tasks.send_talk_letters(question.pk)
    letter = mail.outbox[0]
    assert "When does the reserve grow?" in letter.body
    assert f"/riverton/funding/talk/#comment-{question.pk}" in letter.body
    assert told() == [alma.email]
    with django_capture_on_commit_callbacks(execute=True):
        address = reverse("funding:talk-answer", args=["riverton", question.pk])
        sign_in(bo).post(address, {"body": "I wonder too."})
        sign_in(alma).post(address, {"body": "In the spring."})
    wondered, answer = Comment.objects.exclude(pk=question.pk).order_by("pk")
    tasks.send_talk_letters(wondered.pk)
    assert told() == [chi.email]
    tasks.send_talk_letters(answer.pk)
    assert told() == sorted([bo.email, chi.email])


def test_nobodys_address_stands_in_it(alma: User, chi: User, asked: Comment) -> None:
    User.objects.filter(pk=chi.pk).update(name="")
    tasks.send_talk_letters(asked.pk)
    (letter,) = mail.outbox
    assert isinstance(letter, EmailMultiAlternatives)
    assert chi.email not in letter.body + letter.subject + str(letter.alternatives)
    assert "Somebody asked" in letter.body


def test_who_wants_no_mail_or_left_gets_none(city: Portfolio, alma: User, bo: User, chi: User, asked: Comment) -> None:
    User.objects.filter(pk=alma.pk).update(wants_mail=False)
    assert talk_letters.send(comment_id=asked.pk) == 0
    answer = talk.answer(comment=asked, by=alma, body="In the spring.")
    assert [row.user for row in TalkLetter.objects.filter(comment=answer)] == [chi]
    city.memberships.get(user=chi).delete()
    Portfolio.objects.filter(pk=city.pk).update(audience=Portfolio.Audience.PUBLIC)
    assert talk_letters.send(comment_id=answer.pk) == 0
    assert mail.outbox == []
    assert not TalkLetter.objects.exists()


def test_words_that_are_taken_away_are_not_sent(alma: User, chi: User, asked: Comment) -> None:
    comments.delete(comment=asked, by=chi)
    assert talk_letters.send(comment_id=asked.pk) == 0
    assert mail.outbox == []


def test_it_speaks_the_language_of_its_reader_and_is_handed_over_again(
    alma: User, asked: Comment, handed_over: list[int]
) -> None:
    User.objects.filter(pk=alma.pk).update(language="de")
    tasks.requeue_talk_letters()
    assert handed_over == []
    TalkLetter.objects.update(asked_at="2026-01-01T00:00Z")
    tasks.requeue_talk_letters()
    assert handed_over == [asked.pk]
    talk_letters.send(comment_id=asked.pk)
    assert mail.outbox[0].body.startswith("Guten Tag,")
