"""Following what a portfolio learns: who gets the letter, once, and how one gets no more of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from sensemaking.models import LearningFollower, LearningLog, ReportLetter, SenseMakingReport
from sensemaking.services import report_letters, reports, telling
from stakeholders.models import Circle, Membership, Portfolio, User
from tests.factories import make_log, make_report

SignIn = Callable[[User | None], Client]
Ready = Callable[..., SenseMakingReport]
FACTS = {"title": "What we learned", "standfirst": "Ten logs.", "silent": [], "heard": []}


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The reports whose letters were handed to a worker."""
    ids: list[int] = []
    monkeypatch.setattr(report_letters, "send", ids.append)
    monkeypatch.setattr(telling, "send", lambda _pk: None)
    return ids


@pytest.fixture
def ready(city: Portfolio) -> Ready:
    return lambda circle=Circle.PORTFOLIO: make_report(city, status="ready", circle=circle, facts=FACTS)


def unreachable(_letter: object) -> None:
    raise ConnectionRefusedError


def follow(city: Portfolio, *users: User) -> None:
    for user in users:
        report_letters.follow(portfolio=city, by=user)


def test_members_follow_and_stop_on_the_page(sign_in: SignIn, city: Portfolio, odile: User, dag: User) -> None:
    client = sign_in(odile)
    assert "Follow by mail" in client.get("/riverton/sense-making/").content.decode()
    for _twice in range(2):
        client.post("/riverton/sense-making/follow/")
    assert LearningFollower.objects.get().user == odile
    assert "Stop following" in client.get("/riverton/sense-making/").content.decode()
    client.post("/riverton/sense-making/follow/", {"stop": "yes"})
    assert not LearningFollower.objects.exists()
    assert sign_in(dag).post("/riverton/sense-making/follow/").status_code == 404


def test_who_only_reads_what_is_public_follows_with_an_account(
    sign_in: SignIn, open_city: Portfolio, dag: User
) -> None:
    anonymous = sign_in(None)
    assert "Follow by mail" not in anonymous.get("/riverton/sense-making/").content.decode()
    assert "/login/" in anonymous.post("/riverton/sense-making/follow/").headers["Location"]
    sign_in(dag).post("/riverton/sense-making/follow/")
    assert LearningFollower.objects.get().user == dag


def test_a_letter_goes_once_to_those_who_may_read_the_report(
    city: Portfolio, alma: User, bo: User, chi: User, odile: User, dag: User, handed: list[int], ready: Ready,
    django_capture_on_commit_callbacks: Callable,
) -> None:  # fmt: skip
    follow(city, alma, bo, chi, odile, dag)
    User.objects.filter(pk=bo.pk).update(wants_mail=False)
    report = ready()
    with django_capture_on_commit_callbacks(execute=True):
        reports.publish(report=report, by=alma)
    assert handed == [report.pk]
    for _twice in range(2):
        report_letters.mail(report_id=report.pk)
    (letter,) = mail.outbox
    assert letter.to == [odile.email]
    assert letter.subject == "Riverton 2035: What we learned"
    assert report.get_absolute_url() in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_public_report_reaches_everybody_who_follows_an_open_portfolio(
    open_city: Portfolio, alma: User, chi: User, dag: User, handed: list[int], ready: Ready
) -> None:
    follow(open_city, chi, dag)
    report = ready(Circle.PUBLIC)
    reports.publish(report=report, by=alma)
    assert set(report.letters.values_list("user", flat=True)) == {chi.pk, dag.pk}


def test_authors_who_are_told_of_their_words_get_no_second_letter(
    city: Portfolio, alma: User, bo: User, handed: list[int], ready: Ready
) -> None:
    follow(city, bo)
    report = ready()
    finding = report.findings.create(kind="theme", key="t1", title="Doors")
    finding.citations.create(log=make_log(None, portfolio=city, by=bo), quote="")
    reports.publish(report=report, by=alma)
    assert not ReportLetter.objects.exists()
    assert LearningLog.objects.get().status == LearningLog.Status.SENSED


def test_who_left_or_stopped_in_the_meantime_gets_none(
    city: Portfolio, alma: User, bo: User, odile: User, handed: list[int], ready: Ready
) -> None:
    follow(city, bo, odile)
    report = ready()
    reports.publish(report=report, by=alma)
    Membership.objects.filter(user=bo).delete()
    report_letters.unfollow(portfolio=city, by=odile)
    assert report_letters.mail(report_id=report.pk) == 0
    assert not mail.outbox
    assert not ReportLetter.objects.exists()


def test_a_letter_whose_message_was_lost_is_handed_over_again(
    city: Portfolio, alma: User, odile: User, handed: list[int], ready: Ready
) -> None:
    follow(city, odile)
    report = ready()
    reports.publish(report=report, by=alma)
    report_letters.send_again()
    assert handed == []
    ReportLetter.objects.update(asked_at=timezone.now() - timedelta(minutes=2))
    report_letters.send_again()
    assert handed == [report.pk]
    assert report_letters.mail(report_id=report.pk) == 1
    report_letters.send_again()
    assert handed == [report.pk]


def test_a_letter_that_could_not_leave_waits(
    city: Portfolio, alma: User, odile: User, handed: list[int], ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(city, odile)
    report = ready()
    reports.publish(report=report, by=alma)
    with monkeypatch.context() as down:
        down.setattr("django.core.mail.EmailMultiAlternatives.send", unreachable)
        with pytest.raises(ConnectionRefusedError):
            report_letters.mail(report_id=report.pk)
    assert report_letters.mail(report_id=report.pk) == 1


def test_the_link_in_the_letter_ends_them_without_signing_in(sign_in: SignIn, city: Portfolio, odile: User) -> None:
    following = report_letters.follow(portfolio=city, by=odile)
    url = f"/link/letters/{report_letters.key_of(following)}/"
    client = Client(enforce_csrf_checks=True)
    asked = client.get(url)
    assert "Get no more letters?" in asked.content.decode()
    assert asked.headers["Referrer-Policy"] == "no-referrer"
    assert LearningFollower.objects.exists(), "a mail program that looks at links ends nothing"
    for _twice in range(2):
        assert "No more letters" in client.post(url, {"List-Unsubscribe": "One-Click"}).content.decode()
    assert not LearningFollower.objects.exists()


@pytest.mark.parametrize("key", ["nothing", "WzEsMV0:1xyz:forged", "a" * 500])
def test_a_link_that_the_hub_did_not_sign_opens_nothing(city: Portfolio, odile: User, key: str) -> None:
    report_letters.follow(portfolio=city, by=odile)
    assert Client().post(f"/link/letters/{key}/").status_code == 404
    assert LearningFollower.objects.exists()
