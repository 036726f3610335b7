"""What can go wrong around a report: workers die, brokers restart, logs change, people write odd things."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone

from initiatives.models import Initiative
from portfolio_hub.lib.broker import EmbeddedBroker
from portfolio_hub.lib.supervisor import die_with_parent
from sensemaking import tasks
from sensemaking.models import FindingLog, LearningLog, SenseMakingReport
from sensemaking.periods import Period
from sensemaking.services import learning, making, reports
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_log, make_report
from tests.plugins.services import RealWorker, database_url, publish_to, wait_for

Status = SenseMakingReport.Status
SUMMER = Period(date(2026, 7, 1), date(2026, 10, 1))


def said(report: SenseMakingReport) -> Any:
    """All that a report found, in a form that can be compared."""
    report.refresh_from_db()
    rows = report.findings.order_by("key").values_list("key", "title", "body", "log_count")
    cited = FindingLog.objects.filter(finding__report=report).order_by("finding__key", "log")
    return report.facts, list(rows), list(cited.values_list("finding__key", "log", "quote"))


WORK = """
import os, sys, django
django.setup()
from unittest.mock import patch
from sensemaking.services import making
pk, moment = int(sys.argv[1]), sys.argv[2]
if moment:
    patch(f"sensemaking.services.making.{moment}", side_effect=lambda *_a, **_k: os.kill(os.getpid(), 9)).start()
making.make(pk)
"""


def elsewhere(report: SenseMakingReport, moment: str = "") -> "subprocess.Popen[bytes]":
    """Make the report in a process of its own, which kills itself at that moment."""
    connections.close_all()
    return subprocess.Popen(
        [sys.executable, "-c", WORK, str(report.pk), moment],
        env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "portfolio_hub.settings"},
        cwd=settings.BASE_DIR,
        preexec_fn=die_with_parent,
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["question_of", "roll_up", "identities.link"])
def test_a_worker_may_be_killed_at_any_moment(city: Portfolio, spoken: list[Initiative], moment: str) -> None:
    report = make_report(city)
    assert elsewhere(report, moment).wait(timeout=120) == -signal.SIGKILL
    report.refresh_from_db()
    assert (report.status, report.attempts, report.findings.count()) == (Status.WORKING, 1, 0)
    SenseMakingReport.objects.filter(pk=report.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    assert making.make(report.pk) is True
    undisturbed = make_report(city)
    making.make(undisturbed.pk)
    assert said(report) == said(undisturbed)


@pytest.mark.django_db(transaction=True)
def test_two_workers_given_the_same_report_make_it_once(city: Portfolio, spoken: list[Initiative]) -> None:
    report = make_report(city)
    assert [process.wait(timeout=120) for process in [elsewhere(report) for _number in range(2)]] == [0, 0]
    report.refresh_from_db()
    assert (report.status, report.attempts) == (Status.READY, 1)
    keys = list(report.findings.values_list("key", flat=True))
    assert keys
    assert len(keys) == len(set(keys))


@pytest.mark.worker
def test_a_broker_that_is_killed_and_started_again_loses_no_report(
    transactional_db: None, broker: EmbeddedBroker, city: Portfolio, spoken: list[Initiative], tmp_path: Path
) -> None:
    own = EmbeddedBroker.of(tmp_path)

    def start() -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(own.command(), stdout=subprocess.DEVNULL, preexec_fn=die_with_parent)
        wait_for(own.answers, seconds=20, what=lambda: "the broker")
        return process

    process, worker = start(), RealWorker(own, tmp_path)
    try:
        publish_to(own.url)
        report = reports.ask(portfolio=city, period=SUMMER, by=None)
        process.kill()
        process.wait()
        process = start()
        worker.start()
        SenseMakingReport.objects.filter(pk=report.pk).update(asked_at=timezone.now() - timedelta(minutes=5))
        tasks.requeue_reports()  # a broker that dies may forget its last second; the beat sends what is missing
        wait_for(
            lambda: SenseMakingReport.objects.get(pk=report.pk).status == Status.READY,
            seconds=60,
            what=lambda: f"the report: {worker.log()[-2000:]}",
        )
    finally:
        worker.kill()
        publish_to(broker.url)
        process.kill()
        process.wait()


def test_a_log_that_is_edited_while_the_report_runs_is_not_quoted_as_it_was(
    city: Portfolio, alma: User, spoken: list[Initiative]
) -> None:
    report, think = make_report(city), making.roll_up

    def meanwhile(question: Any) -> Any:
        answer = think(question)
        LearningLog.objects.filter(saw__contains="neighbour").update(saw="Written anew.", edited_at=timezone.now())
        return answer

    with patch("sensemaking.services.making.roll_up", side_effect=meanwhile):
        assert making.make(report.pk) is True
    quoted = FindingLog.objects.filter(finding__report=report).exclude(quote="").select_related("log")
    assert quoted
    for citation in quoted:
        assert citation.quote in citation.log.saw


def test_a_log_that_is_deleted_while_the_report_runs_is_not_in_it(
    city: Portfolio, alma: User, spoken: list[Initiative]
) -> None:
    report, think = make_report(city), making.roll_up
    gone = LearningLog.objects.filter(saw__contains="neighbour").earliest("pk")

    def meanwhile(question: Any) -> Any:
        answer = think(question)
        learning.withdraw(log=LearningLog.objects.get(pk=gone.pk), by=alma)
        return answer

    with patch("sensemaking.services.making.roll_up", side_effect=meanwhile):
        assert making.make(report.pk) is True
    assert not FindingLog.objects.filter(finding__report=report, log_id=gone.pk).exists()


ODD: dict[str, list[str]] = {
    "nothing at all": [],
    "one log only": ["The ferry came every twelve minutes."],
    "twenty thousand words": [" ".join(f"word{number % 700}" for number in range(20_000))] * 2,
    "scripts and markup": ["<script>alert(1)</script> The <b onclick=x>ferry</b> & the {{ bus }} were late."] * 3,
    "emoji": ["🚲🚲🌳 The cargo bikes 🚲 came 👍🏽 at noon, children 👩‍👩‍👧 cheered."] * 3,
    "right to left": ["تأخرت العبارة ولم يصل الركاب إلى السوق في الصباح", "המעבורת איחרה והנוסעים לא הגיעו לשוק בבוקר"],
    "all the same": ["The ferry was late again and nobody told us why."] * 12,
}


@pytest.mark.parametrize("case", ODD)
def test_a_report_of_odd_logs_is_made_and_can_be_read(
    client: Client, city: Portfolio, alma: User, warm_streets: Initiative, case: str
) -> None:
    others = [make_initiative(city, f"Pier {number}") for number in range(3)]
    for number, text in enumerate(ODD[case]):
        make_log(others[number % 3], text, happened_on=date(2026, 7, 3))
    report = make_report(city)
    assert making.make(report.pk) is True
    report.refresh_from_db()
    assert (report.status, report.facts["logs"]) == (Status.READY, len(ODD[case]))
    assert report.findings.filter(kind="theme").count() == 0
    client.force_login(alma)
    answer = client.get(report.get_absolute_url())
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
