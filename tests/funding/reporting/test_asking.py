"""Authors are asked for what a report lacks: only for that, once, and only those who want to be asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding.models import MissingAsk, ReportTemplate
from funding.overviews.asking_authors import authors_of
from funding.services import funder_reports, missing_asks
from initiatives.models import Initiative
from stakeholders.models import Portfolio, User
from stakeholders.policies import Refused
from tests.factories import make_initiative, make_log, make_update
from tests.funding.reporting.helpers import DAY, made

SignIn = Callable[[User | None], Client]


def test_authors_are_asked_once_and_only_for_what_is_missing(
    template: ReportTemplate, warm_streets: Initiative, alma: User, bo: User, sign_in: SignIn
) -> None:
    make_update(warm_streets, body="Told", happened_on=DAY, circle="funders")
    report = made(template, alma)
    url = reverse("funding:report-ask", args=[template.portfolio.slug, report.pk])
    client = sign_in(alma)
    assert bo.email in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 422
    field = f"email-{warm_streets.pk}"
    assert client.post(url, {"ask": [warm_streets.pk], field: "nobody"}).status_code == 422
    for _twice in range(2):
        assert client.post(url, {"ask": [warm_streets.pk], field: "Mira@Riverton.example"}).status_code == 302
    ask = MissingAsk.objects.get()
    assert (ask.email, ask.lacks) == ("mira@riverton.example", ["log"])
    assert missing_asks.send(pk=ask.pk)
    assert not missing_asks.send(pk=ask.pk)
    letter = mail.outbox[-1]
    link = warm_streets.posting_links.get()
    assert letter.to == ["mira@riverton.example"]
    assert link.get_absolute_url() in letter.body
    assert "no learning log" in letter.body
    missing_asks.requeue()


def test_one_author_of_two_silent_initiatives_gets_one_letter_that_names_both(
    template: ReportTemplate, city: Portfolio, warm_streets: Initiative, alma: User, sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    handed: list[int] = []
    monkeypatch.setattr(current_app, "send_task", lambda _name, args, **_more: handed.extend(args))
    quiet, other = (make_initiative(city, title, circle="funders") for title in ("Quiet courts", "Canal walk"))
    make_update(warm_streets, body="Told", happened_on=DAY, circle="funders")
    template.initiatives.set([warm_streets, quiet, other])
    report = made(template, alma)
    data = {f"email-{one.pk}": "mira@riverton.example" for one in (warm_streets, quiet)}
    data[f"email-{other.pk}"] = "jan@riverton.example"
    asked = {"ask": [warm_streets.pk, quiet.pk, other.pk], **data}
    with django_capture_on_commit_callbacks(execute=True):
        url = reverse("funding:report-ask", args=[city.slug, report.pk])
        page = sign_in(alma).post(url, asked, follow=True).content.decode()
    assert "2 letters are on their way." in page
    assert [missing_asks.send(pk=pk) for pk in handed] == [True, True]
    assert [letter.to for letter in mail.outbox] == [["jan@riverton.example"], ["mira@riverton.example"]]
    assert not any(missing_asks.send(pk=ask.pk) for ask in MissingAsk.objects.all())
    letter = mail.outbox[1]
    assert letter.subject == "A word about Quiet courts, Warm Streets Millbrook for a report"
    assert "Quiet courts: no update and no learning log\nWarm Streets Millbrook: no learning log\n" in letter.body
    for one in (warm_streets, quiet):
        assert one.posting_links.get().get_absolute_url() in letter.body
    assert "Canal walk" not in letter.body


def test_a_letter_leaves_out_what_its_author_may_not_tell_any_more(
    template: ReportTemplate, city: Portfolio, warm_streets: Initiative, alma: User
) -> None:
    quiet = make_initiative(city, "Quiet courts", circle="funders")
    template.initiatives.set([warm_streets, quiet])
    emails = dict.fromkeys((warm_streets.pk, quiet.pk), "mira@riverton.example")
    first, second = missing_asks.ask(report=made(template, alma), emails=emails, by=alma)
    quiet.posting_links.update(revoked_at=timezone.now())
    assert [missing_asks.send(pk=ask.pk) for ask in (second, first)] == [True, False]
    (letter,) = mail.outbox
    assert "Quiet courts" not in letter.body
    assert MissingAsk.objects.get(mailed_at=None) == second


def test_nobody_is_asked_for_the_same_twice_within_a_week(
    template: ReportTemplate, warm_streets: Initiative, alma: User
) -> None:
    first, second = made(template, alma), made(template, alma)
    emails = {warm_streets.pk: "mira@riverton.example"}
    (asked,) = missing_asks.ask(report=first, emails=emails, by=alma)
    assert missing_asks.ask(report=second, emails=emails, by=alma) == []
    MissingAsk.objects.filter(pk=asked.pk).update(lacks=["update"])
    assert len(missing_asks.ask(report=second, emails=emails, by=alma)) == 1
    MissingAsk.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert len(missing_asks.ask(report=made(template, alma), emails=emails, by=alma)) == 1


def test_who_wants_no_mail_gets_none(
    template: ReportTemplate, warm_streets: Initiative, alma: User, bo: User, sign_in: SignIn
) -> None:
    User.objects.filter(pk=bo.pk).update(wants_mail=False)
    report = made(template, alma)
    assert missing_asks.ask(report=report, emails={warm_streets.pk: bo.email.upper()}, by=alma) == []
    url = reverse("funding:report-ask", args=[template.portfolio.slug, report.pk])
    field = f"email-{warm_streets.pk}"
    answer = sign_in(alma).post(url, {"ask": [warm_streets.pk], field: bo.email}, follow=True)
    assert "no letter was needed" in answer.content.decode()
    assert not mail.outbox


def test_an_initiative_that_is_gone_is_not_asked_about(
    template: ReportTemplate, city: Portfolio, warm_streets: Initiative, alma: User
) -> None:
    gone = make_initiative(city, "Gone meanwhile", circle="funders")
    template.initiatives.set([warm_streets, gone])
    report = made(template, alma)
    emails = {gone.pk: "mira@riverton.example", warm_streets.pk: "mira@riverton.example"}
    gone.delete()
    assert [ask.initiative for ask in missing_asks.ask(report=report, emails=emails, by=alma)] == [warm_streets]


def test_lost_messages_are_handed_over_again_while_the_link_works(
    template: ReportTemplate, warm_streets: Initiative, alma: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **_more: sent.append((name, args)))
    (asked,) = missing_asks.ask(
        report=made(template, alma), emails={warm_streets.pk: "mira@riverton.example"}, by=alma
    )  # fmt: skip
    missing_asks.requeue()
    assert sent == []
    MissingAsk.objects.update(asked_at=timezone.now() - timedelta(minutes=5))
    missing_asks.requeue()
    assert sent == [("funding.tasks.send_missing_ask", (asked.pk,))]
    warm_streets.posting_links.update(revoked_at=timezone.now())
    missing_asks.requeue()
    assert len(sent) == 1


def test_a_report_that_was_sent_asks_nobody(template: ReportTemplate, warm_streets: Initiative, alma: User) -> None:
    report = made(template, alma)
    address = "mira@riverton.example"
    waiting = missing_asks.ask(report=report, emails={warm_streets.pk: address}, by=alma)
    funder_reports.send(report=report, by=alma)
    assert [missing_asks.send(pk=ask.pk) for ask in waiting] == [False]
    with pytest.raises(Refused):
        missing_asks.ask(report=report, emails={warm_streets.pk: address}, by=alma)


def test_who_wrote_last_is_asked_and_the_logs_are_not_all_read(
    city: Portfolio, warm_streets: Initiative, alma: User, bo: User, django_assert_num_queries: Callable[..., object]
) -> None:
    make_update(warm_streets, body="Told", happened_on=DAY, by=alma)
    for days in range(1, 4):
        make_log(warm_streets, happened_on=DAY - timedelta(days=days), by=bo)
    with CaptureQueriesContext(connection) as asked:
        assert authors_of([warm_streets.pk], city.pk) == {warm_streets.pk: alma.email}
    assert all("LIMIT 1" in query["sql"] for query in asked if "sensemaking_learninglog" in query["sql"])
    make_log(warm_streets, happened_on=DAY + timedelta(days=1), by=bo)
    with django_assert_num_queries(len(asked)):
        assert authors_of([warm_streets.pk], city.pk) == {warm_streets.pk: bo.email}
