"""The published files as a whole, by the real worker: a city's projects, and a report over a space agency's lessons."""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from initiatives.models import ImportRun, Initiative
from sensemaking.models import FindingLog, LearningLog, SenseMakingReport
from stakeholders.models import Organisation, Portfolio, User
from tests.factories import make_initiative
from tests.initiatives.imports.conftest import Desk
from tests.plugins.services import RealWorker, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

MONEY = {"original_budget": {"field": "*"}, "combined_total": {"field": "budget_amount", "multiply": "1000"}}
LESSONS = (
    "LLIS_Driving_Event_Doccano.json",
    "LLIS_Lesson(s)_Learned_Doccano.json",
    "LLIS_Recommendation(s)_Doccano.json",
)


class DeskWithWorker(Desk):
    """A steward who waits for the worker after each step."""

    def post(self, rest: str, data: Mapping[str, Any] | None = None) -> HttpResponse:
        response = super().post(rest, data)
        wait_for(lambda: not any(run.is_at_work for run in ImportRun.objects.all()), seconds=180, what=lambda: rest)
        return response

    def worked(self, run: ImportRun) -> ImportRun:
        run.refresh_from_db()
        return run


@pytest.fixture
def desk(worker: RealWorker, client: Client, city: Portfolio, alma: User) -> DeskWithWorker:
    """Alma at the import pages, with a worker behind them."""
    client.force_login(alma)
    return DeskWithWorker(client, city, alma, lambda execute: nullcontext())


def test_all_projects_of_new_york_twice(desk: DeskWithWorker, shared_data: Path) -> None:
    file = shared_data / "1-nyc-capital-projects" / "projects.geojson"
    run = desk.match(desk.start(file), MONEY, **{"fixed-budget_currency": "USD"})
    run = desk.names(run, {"Richmond": ("new", "Staten Island"), "Citywide": ("ignore", "")})
    assert not Initiative.objects.exists()
    run = desk.confirm(run)
    assert (run.status, run.counts["created"], run.counts["skipped"]) == ("done", 2010, 0)
    assert Organisation.objects.listed_in(desk.portfolio).count() == 24
    page = desk.client.get("/riverton/initiatives/?q=library").content.decode()
    assert "initiatives match" in page

    again = desk.names(desk.match(desk.start(file)), {"Citywide": ("ignore", "")})
    again = desk.confirm(again)
    assert again.counts == {"created": 0, "updated": 0, "unchanged": 2010, "skipped": 0}


def test_a_report_over_the_lessons_of_nasa(desk: DeskWithWorker, shared_data: Path) -> None:
    day = timezone.localdate() - timedelta(days=3)
    files = tuple(shared_data / "4-nasa-llis-lessons" / name for name in LESSONS)
    run = desk.bring_in(*files, target="logs", **{"fixed-happened_on": str(day)})
    assert (run.status, run.counts["created"]) == ("done", 250)
    give_them_initiatives(desk.portfolio)

    asked = {"period": "own", "from_on": str(day), "to_on": str(timezone.localdate()), "circle": "portfolio"}
    assert desk.client.post("/riverton/sense-making/ask/", asked).status_code == 302
    report = SenseMakingReport.objects.get()
    wait_for(lambda: status_of(report) in ("ready", "failed"), seconds=120, what=lambda: "the report")
    report.refresh_from_db()
    assert (report.status, report.facts["logs"]) == ("ready", 250)
    quoted = FindingLog.objects.filter(finding__report=report).exclude(quote="").select_related("log")
    assert len(quoted) >= 10
    assert all(one.quote in f"{one.log.tried}\n{one.log.saw}\n{one.log.next}" for one in quoted)
    page = desk.client.get(report.get_absolute_url()).content.decode()
    assert page.count("<mark>") >= 5
    assert page.count("/sense-making/logs/") >= 5


def give_them_initiatives(city: Portfolio) -> None:
    """The files name no initiatives; themes need logs of several."""
    initiatives = [make_initiative(city, f"Mission {number}") for number in range(20)]
    logs = list(LearningLog.objects.order_by("pk"))
    for number, log in enumerate(logs):
        log.initiative = initiatives[number % len(initiatives)]
    LearningLog.objects.bulk_update(logs, ["initiative"])


def status_of(report: SenseMakingReport) -> str:
    return SenseMakingReport.objects.values_list("status", flat=True).get(pk=report.pk)
