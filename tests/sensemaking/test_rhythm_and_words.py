"""Reports that come by themselves, and authors who see where their words went."""

from collections.abc import Callable
from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone

from initiatives.models import Initiative
from sensemaking import tasks
from sensemaking.models import Decision, Finding, FindingLog, ReportRhythm, SenseMakingReport, WordsTold
from sensemaking.services import reports, rhythm, telling
from stakeholders.models import Portfolio, User
from tests.factories import make_log, make_report

SignIn = Callable[[User | None], Client]
HOME = "/riverton/sense-making/"
NOVEMBER = date(2026, 11, 22)
pytestmark = pytest.mark.usefixtures("late_november", "nothing_is_sent")


@pytest.fixture(autouse=True)
def _no_author_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "send", lambda _pk: None)


# --- Rhythm ------------------------------------------------------------------------------------


def test_a_report_is_asked_for_once_with_the_first_day_after_its_period(city: Portfolio, alma: User) -> None:
    rhythm.keep(portfolio=city, every="quarter", by=alma, today=NOVEMBER)
    assert rhythm.ask_due(NOVEMBER) == 0
    assert rhythm.ask_due(date(2026, 12, 31)) == 0
    assert rhythm.ask_due(date(2027, 1, 1)) == 1
    assert rhythm.ask_due(date(2027, 1, 1)) == 0
    assert rhythm.ask_due(date(2027, 3, 31)) == 0
    report = SenseMakingReport.objects.get()
    assert (report.from_on, report.to_on, report.asked_by) == (date(2026, 10, 1), date(2027, 1, 1), None)


def test_a_report_that_somebody_asked_for_is_not_made_again(city: Portfolio, alma: User) -> None:
    rhythm.keep(portfolio=city, every="month", by=alma, today=NOVEMBER)
    make_report(city, from_on=date(2026, 11, 1), to_on=date(2026, 12, 1))
    assert rhythm.ask_due(date(2026, 12, 3)) == 0
    assert SenseMakingReport.objects.count() == 1


def test_without_a_rhythm_nothing_is_asked_for(city: Portfolio, alma: User) -> None:
    rhythm.keep(portfolio=city, every="month", by=alma, today=NOVEMBER)
    rhythm.keep(portfolio=city, every="off", by=alma, today=NOVEMBER)
    tasks.ask_due_reports()
    assert rhythm.ask_due(date(2027, 2, 1)) == 0


def test_stewards_choose_the_rhythm_on_a_page(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    client = sign_in(alma)
    assert "only when a steward asks" in client.get(HOME).content.decode()
    assert client.post(f"{HOME}rhythm/", {"every": "half"}).status_code == 302
    assert ReportRhythm.objects.get().every == "half"
    assert "1 January 2027" in client.get(HOME).content.decode()
    assert client.post(f"{HOME}rhythm/", {"every": "week"}).status_code == 422


# --- Where words went --------------------------------------------------------------------------


@pytest.fixture
def cited(city: Portfolio, warm_streets: Initiative, bo: User) -> SenseMakingReport:
    """A draft that cites two logs of Bo's, one of them twice."""
    report = make_report(city, status="ready", facts={"title": "What we learned"})
    logs = [make_log(warm_streets, saw, by=bo) for saw in ("The door opened.", "The kerb helped.")]
    for at, kind in enumerate((Finding.Kind.THEME, Finding.Kind.BARRIER)):
        finding = Finding.objects.create(report=report, kind=kind, key=f"f{at}", title=f"Finding {at}")
        for log in logs[: 2 - at]:
            FindingLog.objects.create(finding=finding, log=log)
    return report


def test_authors_are_told_once(cited: SenseMakingReport, alma: User, bo: User) -> None:
    reports.publish(report=cited, by=alma)
    assert [row.user for row in WordsTold.objects.all()] == [bo]
    tasks.tell_authors(cited.pk)
    tasks.tell_authors(cited.pk)
    (letter,) = mail.outbox
    assert letter.to == [bo.email]
    assert "2 of your learning logs" in letter.body
    assert f"{cited.get_absolute_url()}" in letter.body and "/my-words/" in letter.body


def test_who_wants_no_mail_or_left_is_not_told(cited: SenseMakingReport, alma: User, bo: User) -> None:
    bo.wants_mail = False
    bo.save()
    reports.publish(report=cited, by=alma)
    assert not WordsTold.objects.exists()
    bo.wants_mail = True
    bo.save()
    bo.memberships.all().delete()
    assert telling.ask(report=cited, but=alma) == 0


def test_a_letter_that_could_not_leave_is_sent_again(
    cited: SenseMakingReport, alma: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports.publish(report=cited, by=alma)
    sent: list[int] = []
    monkeypatch.setattr(telling, "send", sent.append)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", lambda _self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            telling.tell(report_id=cited.pk)
    WordsTold.objects.update(asked_at=timezone.now() - timedelta(minutes=2))
    tasks.requeue_telling()
    assert sent == [cited.pk]
    assert telling.tell(report_id=cited.pk) == 1


def test_an_address_that_is_refused_does_not_hold_up_the_others(
    cited: SenseMakingReport, alma: User, chi: User, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports.publish(report=cited, by=alma)
    refused = WordsTold.objects.get(user=bo)
    WordsTold.objects.create(report=cited, user=chi)
    send = EmailMultiAlternatives.send

    def refuse_bo(letter: EmailMultiAlternatives) -> int:
        if letter.to == [bo.email]:
            raise SMTPRecipientsRefused({bo.email: (550, b"no such user")})
        return send(letter)

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse_bo)
    with pytest.raises(SMTPRecipientsRefused):
        telling.tell(report_id=cited.pk)
    assert [letter.to for letter in mail.outbox] == [[chi.email]]
    refused.refresh_from_db()
    assert refused.mailed_at is None


def test_an_author_follows_their_words(
    sign_in: SignIn, cited: SenseMakingReport, alma: User, bo: User, city: Portfolio, warm_streets: Initiative
) -> None:
    client = sign_in(bo)
    assert "0 of your 2 learning logs" in client.get(f"{HOME}my-words/").content.decode()
    reports.publish(report=cited, by=alma)
    unused = make_log(warm_streets, "Rain came early.", by=bo)
    decision = Decision.objects.create(portfolio=city, title="Fund the kerb", what="start", decided_on=NOVEMBER)
    decision.logs.add(unused)
    make_log(warm_streets, "Not Bo's words.", by=alma)
    page = client.get(f"{HOME}my-words/").content.decode()
    assert "3 of your 3 learning logs" in page
    assert "Finding 1" in page and "Fund the kerb" in page
    assert "Not Bo" not in page
    assert "Where your words went" in client.get("/riverton/").content.decode()


def test_the_page_of_words_asks_the_same_however_many(
    sign_in: SignIn,
    bo: User,
    cited: SenseMakingReport,
    alma: User,
    warm_streets: Initiative,
    django_assert_max_num_queries: object,
) -> None:
    reports.publish(report=cited, by=alma)
    for at in range(20):
        make_log(warm_streets, f"Log {at}", by=bo)
    client = sign_in(bo)
    client.get(f"{HOME}my-words/")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        page = client.get(f"{HOME}my-words/").content.decode()
    assert "2 of your 22 learning logs" in page
