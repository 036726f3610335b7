"""The real worker on the real broker: a report is made once, also when its worker is killed in the middle."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from sensemaking import tasks
from sensemaking.models import FindingLog, LearningLog, LogFeatures, SenseMakingReport
from sensemaking.periods import Period
from sensemaking.services import features, proving, reports, vocabulary
from stakeholders.models import Portfolio
from tests.factories import make_initiative, make_log
from tests.plugins.services import RealWorker, wait_for

pytestmark = pytest.mark.worker
SUMMER = Period(date(2026, 7, 1), date(2026, 10, 1))
TOPICS = (
    "door neighbour knock street visit leaflet stairwell trust".split(),
    "shade tree bench heat pavement walk water sun".split(),
    "kerb lorry loading bay hour permit shop metre".split(),
)


def test_the_worker_makes_a_report(worker: RealWorker, city: Portfolio) -> None:
    initiatives = [make_initiative(city) for _number in range(4)]
    for number, initiative in enumerate(initiatives):
        make_log(initiative, f"The neighbour at door {number} opened the stairwell.", happened_on=SUMMER.from_on)
    report = reports.ask(portfolio=city, period=SUMMER, by=None)
    wait_for(lambda: status(report) == "ready", seconds=60, what=lambda: f"the report: {worker.log()[-2000:]}")
    report.refresh_from_db()
    assert (report.facts["logs"], report.attempts) == (4, 1)


def test_a_killed_worker_loses_nothing(worker: RealWorker, city: Portfolio) -> None:
    plant(city, 24_000)
    report = reports.ask(portfolio=city, period=SUMMER, by=None)
    wait_for(lambda: status(report) == "working", seconds=60, what=lambda: "the work to begin")
    worker.kill()
    report.refresh_from_db()
    assert (report.status, report.findings.count()) == ("working", 0)
    worker.start()
    SenseMakingReport.objects.filter(pk=report.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    tasks.requeue_reports()
    tasks.requeue_reports()
    wait_for(lambda: status(report) == "ready", seconds=120, what=lambda: f"the report: {worker.log()[-2000:]}")
    report.refresh_from_db()
    assert (report.facts["logs"], report.attempts) == (24_000, 2)
    keys = list(report.findings.values_list("key", flat=True))
    assert keys and len(keys) == len(set(keys))
    cited = FindingLog.objects.filter(finding__report=report, was_before=False, finding__kind="theme")
    assert cited.count() == cited.values("log").distinct().count()


def test_a_killed_worker_leaves_logs_to_read_to_the_next(worker: RealWorker, city: Portfolio) -> None:
    plant(city, 6_000)
    features.want_all(city.pk)
    features.send()
    wait_for(lambda: is_read(city) > 0, seconds=60, what=lambda: f"the reading to begin: {worker.log()[-2000:]}")
    worker.kill()
    assert vocabulary.unlike(city) == {}
    worker.start()
    tasks.requeue_reading()
    tasks.requeue_reading()
    wait_for(lambda: is_read(city) == 6_000, seconds=120, what=lambda: f"the reading: {worker.log()[-2000:]}")
    proof = proving.prove(city)
    assert (proof.waiting, proof.features, proof.words) == (0, [], {})


def status(report: SenseMakingReport) -> str:
    return SenseMakingReport.objects.values_list("status", flat=True).get(pk=report.pk)


def plant(city: Portfolio, count: int) -> None:
    """Write many logs of three kinds of talk, each of its own words."""
    initiatives = [make_initiative(city) for _number in range(6)]
    logs = []
    for number in range(count):
        words = TOPICS[number % 3]
        saw = " ".join((words[number % 8], words[number // 3 % 8], words[number // 7 % 8], f"case{number % 997}"))
        logs.append(
            LearningLog(
                portfolio=city,
                initiative=initiatives[number % 6],
                saw=f"We met {saw} again.",
                happened_on=SUMMER.from_on,
                created_at=timezone.now() - timedelta(hours=1),
            )
        )
    LearningLog.objects.bulk_create(logs, batch_size=2000)


def is_read(city: Portfolio) -> int:
    return LogFeatures.objects.filter(log__portfolio=city).exclude(digest="").count()
