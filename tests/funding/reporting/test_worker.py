"""The real worker on the real broker: a report is made once and whole, also when its worker is killed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from funding import tasks
from funding.models import FunderReport, ReportTemplate
from funding.services import funder_reports
from initiatives.models import Initiative
from stakeholders.models import User
from tests.factories import make_log
from tests.funding.reporting.helpers import DAY, FROM, TO
from tests.plugins.services import RealWorker, wait_for

pytestmark = pytest.mark.worker


def status(report: FunderReport) -> str:
    return FunderReport.objects.values_list("status", flat=True).get(pk=report.pk)


def test_a_killed_worker_loses_nothing(
    worker: RealWorker, template: ReportTemplate, warm_streets: Initiative, alma: User
) -> None:
    make_log(warm_streets, "Neighbours ask neighbours.", happened_on=DAY, circle="public")
    report = funder_reports.ask(template=template, from_on=FROM, to_on=TO, by=alma)
    wait_for(lambda: status(report) == "ready", seconds=60, what=lambda: f"the report: {worker.log()[-2000:]}")
    worker.kill()
    funder_reports.ask_again(report=report)
    dead = FunderReport.claim(report.pk)
    assert dead is not None
    FunderReport.objects.filter(pk=report.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    worker.start()
    tasks.requeue_funder_reports()
    tasks.requeue_funder_reports()
    wait_for(lambda: status(report) == "ready", seconds=60, what=lambda: f"the report: {worker.log()[-2000:]}")
    report.refresh_from_db()
    assert not dead.is_still_mine()
    assert "Neighbours ask neighbours." in str(report.document)
    assert (report.attempts, report.claimed_by) == (0, None)
