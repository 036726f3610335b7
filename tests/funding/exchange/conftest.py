"""Files of others on their way through the hub's import."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from initiatives.imports import services
from initiatives.imports.plan import Plan
from initiatives.imports.work import work
from initiatives.models import ImportRun
from stakeholders.models import Portfolio, User

Through = Callable[..., ImportRun]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Uploads go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def through(city: Portfolio, alma: User, django_capture_on_commit_callbacks: Callable) -> Through:
    """Bring a file in as the page proposes it, with what is `planned` otherwise: checked only, or written, too."""

    def run_through(target: str, name: str, data: bytes, *, write: bool = True, **planned: Any) -> ImportRun:
        upload = SimpleUploadedFile(name, data)
        run = services.start(portfolio=city, by=alma, target=target, uploads=[(upload, services.sniffed(upload))])
        services.save_plan(run=run, plan=replace(Plan.from_json(run.mapping), names_confirmed=True, **planned))
        with django_capture_on_commit_callbacks(execute=True):
            services.ask_check(run=run)
        run.refresh_from_db()
        assert run.status == "checked", run.problem
        if write:
            services.confirm(run=run, by=alma)
            work(run.pk)
            run.refresh_from_db()
            assert run.status == "done", run.problem
        return run

    return run_through
