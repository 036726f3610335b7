"""Asking the author of a log: by letter, on their own page, or by a link that is handed over."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from celery import current_app
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative, PostingLink
from sensemaking import tasks
from sensemaking.models import LearningLog, LogInquiry
from sensemaking.services import asking, asking_address
from stakeholders.link_keys import digest_of
from stakeholders.models import Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_log

SignIn = Callable[[User | None], Client]
QUESTION = "Which street was it, and who helped?"


@pytest.fixture
def log(warm_streets: Initiative, bo: User) -> LearningLog:
    """Bo's log of July."""
    return make_log(warm_streets, by=bo, author_name="Bo Contributor", happened_on=date(2026, 7, 14))


@pytest.fixture
def asked(log: LearningLog, alma: User) -> LogInquiry:
    """Alma asks Bo."""
    return asking.ask(log=log, question=QUESTION, by=alma)


def page_of(log: LearningLog) -> str:
    return log.get_portfolio_url("riverton")


def mailed(asked: LogInquiry) -> str:
    """Send the letter and return the address that stands in it."""
    tasks.send_to_author("inquiry", asked.pk)
    found = re.search(r"/link/question/[^/\s]+/", mail.outbox[-1].body)
    assert found
    return found[0]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_steward_asks_and_the_author_gets_one_letter(
    sign_in: SignIn, alma: User, bo: User, log: LearningLog, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    sent: list[Any] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **_more: sent.append((name, args)))
    page = reverse("sensemaking:log-ask", args=["riverton", log.pk])
    assert "gets a letter with a link" in text(sign_in(alma).get(page))
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in(alma).post(page, {"question": QUESTION}).status_code == 302
    inquiry = LogInquiry.objects.get()
    assert sent == [("sensemaking.tasks.send_to_author", ("inquiry", inquiry.pk))]
    for _twice in range(2):
        tasks.send_to_author("inquiry", inquiry.pk)
    assert len(mail.outbox) == 1
    letter = mail.outbox[0]
    assert letter.to == [bo.email]
    assert letter.subject == "Riverton 2035: a question about what you wrote"
    for words in (QUESTION, "Alma Steward", "14 July 2026"):
        assert words in letter.body
        assert words in str(letter.alternatives[0][0])


def test_the_key_is_kept_as_a_digest_only(asked: LogInquiry) -> None:
    key = mailed(asked).split("/")[3]
    asked.refresh_from_db()
    assert asked.digest == digest_of(key)
    assert key not in str(LogInquiry.objects.values().get())


def test_a_letter_that_could_not_leave_leaves_later(asked: LogInquiry, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Any) -> None:
        raise OSError("no mail server")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", broken)
        with pytest.raises(OSError, match="no mail server"):
            tasks.send_to_author.run("inquiry", asked.pk)
    asked.refresh_from_db()
    assert asked.mailed_at is None
    assert mailed(asked)


def test_lost_messages_are_handed_over_again(asked: LogInquiry, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **_more: sent.append((name, args)))
    tasks.requeue_asking()
    assert sent == []
    a_while_ago = timezone.now() - timedelta(minutes=5)
    LogInquiry.objects.update(asked_at=a_while_ago)
    tasks.requeue_asking()
    LogInquiry.objects.update(mailed_at=a_while_ago, answer="By the mill.", answered_at=a_while_ago)
    tasks.requeue_asking()
    assert sent == [
        ("sensemaking.tasks.send_to_author", ("inquiry", asked.pk)),
        ("sensemaking.tasks.tell_asker", ("inquiry", asked.pk)),
    ]


def test_the_link_takes_an_answer_without_an_account_and_shows_it_under_the_log(
    client: Client, sign_in: SignIn, asked: LogInquiry, alma: User, odile: User, log: LearningLog
) -> None:
    link = mailed(asked)
    shown = client.get(link)
    assert QUESTION in text(shown)
    assert log.saw in text(shown)
    assert (shown["Referrer-Policy"], shown["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert shown["Cache-Control"] == "private, no-store"
    assert client.post(link, {"answer": "  "}).status_code == 422
    assert client.post(link, {"answer": "By the mill; the baker helped."}).status_code == 302
    page = text(sign_in(odile).get(page_of(log)))
    assert "the baker helped" in page
    assert QUESTION in page
    tasks.tell_asker("inquiry", asked.pk)
    tasks.tell_asker("inquiry", asked.pk)
    assert [letter.to for letter in mail.outbox[1:]] == [[alma.email]]
    assert "the baker helped" in mail.outbox[-1].body


def test_who_wants_no_mail_is_not_told_by_mail(asked: LogInquiry, alma: User) -> None:
    User.objects.filter(pk=alma.pk).update(wants_mail=False)
    asking.answer(inquiry=asked, answer="By the mill.")
    tasks.tell_asker("inquiry", asked.pk)
    assert mail.outbox == []


def test_an_answer_can_be_mended_until_the_day_is_over(client: Client, asked: LogInquiry) -> None:
    link = mailed(asked)
    client.post(link, {"answer": "By the mil."})
    assert client.post(link, {"answer": "By the mill."}).status_code == 302
    asked.refresh_from_db()
    assert asked.answer == "By the mill."
    LogInquiry.objects.update(answered_at=timezone.now() - timedelta(days=1))
    later = client.get(link)
    assert later.status_code == 200
    assert "You answered on" in text(later)
    assert "<textarea" not in text(later)
    assert client.post(link, {"answer": "Elsewhere."}).status_code == 422
    asked.refresh_from_db()
    assert asked.answer == "By the mill."


def test_two_windows_on_one_question_lose_no_words(client: Client, asked: LogInquiry) -> None:
    link = mailed(asked)
    assert 'name="seen"' in text(client.get(link))
    assert client.post(link, {"answer": "By the mill.\r\nIn May.", "seen": ""}).status_code == 302
    second = client.post(link, {"answer": "At the <b>weir</b>.", "seen": ""})
    assert second.status_code == 409
    page = text(second)
    assert "Theirs reads: By the mill." in page and "At the &lt;b&gt;weir&lt;/b&gt;." in page
    asked.refresh_from_db()
    assert asked.answer == "By the mill.\r\nIn May."
    read = {"answer": "At the weir.", "seen": "By the mill.\r\nIn May."}
    assert client.post(link, read).status_code == 302
    asked.refresh_from_db()
    assert asked.answer == "At the weir."


def test_words_that_come_too_late_stay_in_the_form(client: Client, asked: LogInquiry) -> None:
    link = mailed(asked)
    asking.answer(inquiry=asked, answer="By the mill.")
    LogInquiry.objects.update(answered_at=timezone.now() - timedelta(days=1))
    late = client.post(link, {"answer": "Elsewhere.", "seen": "By the mill."})
    assert late.status_code == 422
    assert "takes no answer any more" in text(late) and "Elsewhere." in text(late) and "By the mill." in text(late)


def test_ended_withdrawn_and_wrong_links_get_a_friendly_page(client: Client, asked: LogInquiry, alma: User) -> None:
    link = mailed(asked)
    LogInquiry.objects.update(expires_at=timezone.now() - timedelta(days=1))
    ended = client.get(link)
    assert ended.status_code == 410
    assert "ask Alma Steward for a new letter" in text(ended)
    assert QUESTION not in text(ended)
    asking.withdraw(inquiry=asked)
    assert "The question was taken back" in text(client.get(link))
    wrong = client.get("/link/question/nobody-has-this/")
    assert wrong.status_code == 404
    assert "This link opens nothing" in text(wrong)
    assert wrong["Referrer-Policy"] == "no-referrer"


def test_a_question_is_taken_back_only_while_it_waits(sign_in: SignIn, asked: LogInquiry, alma: User) -> None:
    take_back = reverse("sensemaking:log-ask-withdraw", args=["riverton", asked.log_id, asked.pk])
    asking.answer(inquiry=asked, answer="By the mill.")
    sign_in(alma).post(take_back)
    asked.refresh_from_db()
    assert asked.withdrawn_at is None
    again = asking.ask(log=asked.log, question="And when?", by=alma)
    sign_in(alma).post(reverse("sensemaking:log-ask-withdraw", args=["riverton", asked.log_id, again.pk]))
    again.refresh_from_db()
    assert again.withdrawn_at is not None
    assert "And when?" not in text(sign_in(alma).get(page_of(asked.log)))
    with pytest.raises(Refused):
        asking.answer(inquiry=again, answer="In May.")


def test_the_holder_of_a_posting_link_is_asked_at_its_address(warm_streets: Initiative, alma: User) -> None:
    link = PostingLink.objects.create(
        portfolio=warm_streets.home, initiative=warm_streets, email="ida@mill.example", name="Ida Holm"
    )
    log = make_log(warm_streets, via_link=link, author_name="Ida Holm")
    mailed(asking.ask(log=log, question=QUESTION, by=alma))
    assert mail.outbox[0].to == ["ida@mill.example"]
    assert "Hello Ida Holm" in mail.outbox[0].body


def test_without_an_address_the_steward_copies_a_link_once(
    client: Client, sign_in: SignIn, warm_streets: Initiative, alma: User
) -> None:
    log = make_log(warm_streets, author_name="Somebody on paper")
    page = reverse("sensemaking:log-ask", args=["riverton", log.pk])
    almas = sign_in(alma)
    assert "No address of the author is known" in text(almas.get(page))
    shown = almas.post(page, {"question": QUESTION})
    first = re.search(r"/link/question/[^/\"]+/", text(shown))
    assert first
    assert "no-store" in shown["Cache-Control"]
    assert "link/question/" not in text(almas.get(page_of(log)))
    inquiry = LogInquiry.objects.get()
    assert tasks.send_to_author.run("inquiry", inquiry.pk) is None
    assert mail.outbox == []
    second = re.search(r"/link/question/[^/\"]+/", text(almas.post(page, {"question": QUESTION})))
    assert second
    assert LogInquiry.objects.count() == 1
    assert client.get(first[0]).status_code == 404
    assert client.get(second[0]).status_code == 200
    third = almas.post(reverse("sensemaking:log-ask-link", args=["riverton", log.pk, inquiry.pk]))
    assert "Copy the link" in text(third)


def test_an_author_who_wants_no_letters_finds_the_question_on_their_own_page(
    sign_in: SignIn, log: LearningLog, alma: User, bo: User
) -> None:
    User.objects.filter(pk=bo.pk).update(wants_mail=False)
    log.refresh_from_db()
    asked = asking.ask(log=log, question=QUESTION, by=alma)
    assert asked.email == ""
    bos = sign_in(bo)
    assert QUESTION in text(bos.get(reverse("sensemaking:words", args=["riverton"])))
    answer_here = reverse("sensemaking:log-answer", args=["riverton", log.pk, asked.pk])
    assert bos.get(answer_here).status_code == 200
    assert bos.post(answer_here, {"answer": "By the mill."}).status_code == 302
    assert "By the mill." in text(sign_in(alma).get(page_of(log)))
    assert QUESTION not in text(bos.get(reverse("sensemaking:words", args=["riverton"])))


def test_open_questions_are_between_the_steward_and_the_author(
    sign_in: SignIn, asked: LogInquiry, alma: User, bo: User, odile: User, chi: User, dag: User, log: LearningLog
) -> None:
    for somebody in (alma, bo):
        assert QUESTION in text(sign_in(somebody).get(page_of(log)))
    assert QUESTION not in text(sign_in(odile).get(page_of(log)))
    answer_here = reverse("sensemaking:log-answer", args=["riverton", log.pk, asked.pk])
    assert sign_in(alma).get(answer_here).status_code == 403
    assert sign_in(odile).get(answer_here).status_code == 404
    assert sign_in(dag).get(answer_here).status_code == 404
    for somebody in (bo, odile, chi):
        assert sign_in(somebody).get(reverse("sensemaking:log-ask", args=["riverton", log.pk])).status_code == 403


def test_what_makes_no_sense_to_ask_is_refused(
    sign_in: SignIn, log: LearningLog, alma: User, bo: User, warm_streets: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = reverse("sensemaking:log-ask", args=["riverton", log.pk])
    assert sign_in(alma).post(page, {"question": " "}).status_code == 422
    own = make_log(warm_streets, by=alma)
    with pytest.raises(Refused, match="your own log"):
        asking.ask(log=own, question=QUESTION, by=alma)
    with pytest.raises(Refused, match="draft"):
        asking.ask(log=make_log(warm_streets, by=bo, status="draft"), question=QUESTION, by=alma)
    monkeypatch.setattr(asking_address, "MAILS_PER_HOUR", 1)
    asking.ask(log=log, question=QUESTION, by=alma)
    answer = sign_in(alma).post(page, {"question": "And when?"})
    assert answer.status_code == 422
    assert "at most 1 times an hour" in text(answer)
    assert "And when?" in text(answer)


def test_markup_in_questions_and_answers_stays_text(client: Client, log: LearningLog, alma: User) -> None:
    asked = asking.ask(log=log, question="<script>alert(1)</script>", by=alma)
    link = mailed(asked)
    client.post(link, {"answer": "<b>no</b> \u202eevil"})
    page = text(client.get(link))
    assert "<script>alert" not in page
    assert "<b>no</b>" not in page


def test_opening_the_log_marks_the_answer_as_read(
    sign_in: SignIn, asked: LogInquiry, alma: User, odile: User, city: Portfolio
) -> None:
    asking.answer(inquiry=asked, answer="By the mill.")
    sign_in(odile).get(page_of(asked.log))
    asked.refresh_from_db()
    assert asked.read_at is None
    sign_in(alma).get(page_of(asked.log))
    asked.refresh_from_db()
    assert asked.read_at is not None


def test_the_garden_brings_up_what_nobody_answered_and_nobody_read(
    sign_in: SignIn, asked: LogInquiry, alma: User, bo: User
) -> None:
    garden = reverse("stakeholders:attention", args=["riverton"])
    assert QUESTION not in text(sign_in(alma).get(garden))
    LogInquiry.objects.update(asked_at=timezone.now() - timedelta(days=15))
    page = text(sign_in(alma).get(garden))
    assert "Questions that authors have not answered" in page
    assert QUESTION in page
    assert QUESTION not in text(sign_in(bo).get(garden))
    asking.answer(inquiry=asked, answer="By the mill.")
    page = text(sign_in(alma).get(garden))
    assert "Answers that nobody has read" in page
    sign_in(alma).get(page_of(asked.log))
    assert QUESTION not in text(sign_in(alma).get(garden))


def test_programs_read_answers_and_stewards_open_questions_too(
    sign_in: SignIn, asked: LogInquiry, alma: User, bo: User, odile: User
) -> None:
    address = reverse("api:inquiry-list", args=["riverton"])
    assert [row["id"] for row in sign_in(alma).get(address).json()["results"]] == [asked.pk]
    assert [row["id"] for row in sign_in(bo).get(address).json()["results"]] == [asked.pk]
    assert sign_in(odile).get(address).json()["results"] == []
    asking.answer(inquiry=asked, answer="By the mill.")
    row = sign_in(odile).get(f"{address}?answered=true").json()["results"][0]
    assert (row["question"], row["answer"], row["asked_by"]) == (QUESTION, "By the mill.", "Alma Steward")
    assert "digest" not in row
    assert "email" not in row
    assert sign_in(odile).get(f"{address}?answered=false").json()["results"] == []


def test_an_answered_question_has_its_answer(asked: LogInquiry) -> None:
    with pytest.raises(IntegrityError, match="answered_inquiry_has_its_answer"), transaction.atomic():
        LogInquiry.objects.filter(pk=asked.pk).update(answered_at=timezone.now())
