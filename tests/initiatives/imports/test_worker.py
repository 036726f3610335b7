"""A real worker brings a file in."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from initiatives.imports import services
from initiatives.imports.plan import Plan
from initiatives.models import ImportRun, Initiative
from stakeholders.models import Portfolio, User
from tests.initiatives.imports.conftest import table
from tests.plugins.services import RealWorker, wait_for

pytestmark = pytest.mark.worker
SEND = services.send


@pytest.fixture
def checked(
    worker: RealWorker, city: Portfolio, alma: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> ImportRun:
    """An import of 4,000 rows that Alma has looked through; files lie where the worker finds them."""
    monkeypatch.setattr(services, "send", SEND)
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    rows = (f"{number},Project number {number}" for number in range(4_000))
    name, content = table("id,title", *rows)
    upload = SimpleUploadedFile(name, content)
    run = services.start(portfolio=city, by=alma, target="initiatives", uploads=[(upload, services.sniffed(upload))])
    services.save_plan(run=run, plan=Plan.from_json(run.mapping))
    services.ask_check(run=run)
    run.refresh_from_db()
    assert run.status == "checked"
    return run


def done(run: ImportRun) -> bool:
    run.refresh_from_db()
    return run.status == "done"


def test_a_worker_brings_the_rows_in(checked: ImportRun, worker: RealWorker, alma: User) -> None:
    services.confirm(run=checked, by=alma)

    wait_for(lambda: done(checked), seconds=60, what=lambda: f"the import: {worker.log()[-2000:]}")

    assert Initiative.objects.count() == 4_000
    assert checked.counts["created"] == 4_000
