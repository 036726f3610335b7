"""Stopping a report that is being made: before a worker has it, while one has it, and when it is made again."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from initiatives.models import Initiative
from sensemaking.models import SenseMakingReport
from sensemaking.services import making, reports
from stakeholders.models import Portfolio, User
from tests.factories import make_log, make_report

SignIn = Callable[[User | None], Client]
Status = SenseMakingReport.Status
pytestmark = pytest.mark.usefixtures("nothing_is_sent")


@pytest.fixture
def asked(city: Portfolio, warm_streets: Initiative) -> SenseMakingReport:
    for at in range(3):
        make_log(warm_streets, f"The scaffold came {at} days late.", happened_on=date(2026, 7, 14))
    return make_report(city)


@pytest.fixture
def made(asked: SenseMakingReport) -> SenseMakingReport:
    assert making.make(asked.pk)
    asked.refresh_from_db()
    return asked


def test_a_first_run_that_is_stopped_goes_with_its_row(sign_in: SignIn, alma: User, asked: SenseMakingReport) -> None:
    client = sign_in(alma)
    page = client.get(asked.get_absolute_url()).content.decode()
    assert f"{asked.get_absolute_url()}cancel/" in page
    assert f"{asked.get_absolute_url()}cancel/" in client.get("/riverton/sense-making/").content.decode()
    answer = client.post(f"{asked.get_absolute_url()}cancel/", follow=True)
    assert "Stopped. No report was made" in answer.content.decode()
    assert not SenseMakingReport.objects.exists()
    assert not making.make(asked.pk), "the message that is still on its way finds nothing to do"


def test_stopped_between_the_claim_and_the_end_nothing_is_written(
    alma: User, asked: SenseMakingReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    think = making.roll_up

    def stop_then_think(question: Any) -> Any:
        reports.cancel(report=asked, by=alma)
        return think(question)

    monkeypatch.setattr(making, "roll_up", stop_then_think)
    assert not making.make(asked.pk)
    assert not SenseMakingReport.objects.exists()


def test_a_worker_that_still_reads_notices_and_thinks_no_more(
    alma: User, asked: SenseMakingReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = making.scope

    def stop_then_read(report: SenseMakingReport) -> Any:
        SenseMakingReport.objects.filter(pk=report.pk).exists() and reports.cancel(report=asked, by=alma)
        return read(report)

    monkeypatch.setattr(making, "scope", stop_then_read)
    monkeypatch.setattr(making, "roll_up", lambda _question: pytest.fail("nobody waits for this any more"))
    assert not making.make(asked.pk)
    assert not SenseMakingReport.objects.exists()


def test_one_that_is_made_again_falls_back_to_what_stood(
    sign_in: SignIn, alma: User, made: SenseMakingReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports.send_for_review(report=made, by=alma)
    made.agreements.create(user=alma)
    as_of, facts, findings = made.as_of, made.facts, set(made.findings.values_list("pk", flat=True))
    reports.rerun(report=made, by=alma)
    think = making.roll_up

    def stop_then_think(question: Any) -> Any:
        answer = sign_in(alma).post(f"{made.get_absolute_url()}cancel/", follow=True)
        assert "The report is as it was before." in answer.content.decode()
        return think(question)

    monkeypatch.setattr(making, "roll_up", stop_then_think)
    assert not making.make(made.pk)
    made.refresh_from_db()
    assert (made.status, made.as_of, made.claimed_by) == (Status.IN_REVIEW, as_of, None)
    assert made.facts == facts
    assert set(made.findings.values_list("pk", flat=True)) == findings
    assert made.agreements.count() == 1


def test_a_run_that_failed_can_be_given_up_for_what_stood(
    sign_in: SignIn, alma: User, made: SenseMakingReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports.rerun(report=made, by=alma)
    with monkeypatch.context() as broken:
        broken.setattr(making, "roll_up", lambda _question: 1 / 0)
        assert not making.make(made.pk)
    client = sign_in(alma)
    assert "Keep it as it was" in client.get(made.get_absolute_url()).content.decode()
    client.post(f"{made.get_absolute_url()}cancel/")
    made.refresh_from_db()
    assert (made.status, made.problem) == (Status.READY, "")


def test_a_report_that_is_ready_is_not_stopped(sign_in: SignIn, alma: User, bo: User, made: SenseMakingReport) -> None:
    answer = sign_in(alma).post(f"{made.get_absolute_url()}cancel/", follow=True)
    assert "There is nothing to stop" in answer.content.decode()
    made.refresh_from_db()
    assert made.status == Status.READY
    assert sign_in(bo).post(f"{made.get_absolute_url()}cancel/").status_code == 403
