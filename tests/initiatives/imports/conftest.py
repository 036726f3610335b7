"""Imports through the pages: upload, match, confirm, and the worker's part done in place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from initiatives.imports import services
from initiatives.imports.outline import outline
from initiatives.imports.plan import Plan
from initiatives.imports.work import work
from initiatives.models import ImportRun
from stakeholders.models import Portfolio, User

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Uploads go to a folder of the test, and nobody waits for a worker: `work` is called instead."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(services, "send", lambda pk: None)


@dataclass
class Desk:
    """A steward at the import pages."""

    client: Client
    portfolio: Portfolio
    steward: User
    commit: Callable[..., Any]

    def url(self, rest: str = "") -> str:
        return f"/{self.portfolio.slug}/initiatives/import/{rest}"

    def post(self, rest: str, data: Mapping[str, Any] | None = None) -> HttpResponse:
        """Send a form; what the server does after the commit is done too."""
        with self.commit(execute=True):
            return self.client.post(self.url(rest), data or {})

    def upload(self, *files: Path | tuple[str, bytes], target: str = "initiatives") -> HttpResponse:
        pairs = [(file.name, file.read_bytes()) if isinstance(file, Path) else file for file in files]
        return self.post("", {"target": target, "files": [SimpleUploadedFile(*pair) for pair in pairs]})

    def start(self, *files: Path | tuple[str, bytes], target: str = "initiatives") -> ImportRun:
        response = self.upload(*files, target=target)
        assert response.status_code == 302, response.content.decode()
        return ImportRun.objects.latest("pk")

    def match(self, run: ImportRun, changes: Mapping[str, Mapping[str, str]] | None = None, **other: str) -> ImportRun:
        """Send the page of columns as it was proposed, with changes by column name."""
        response = self.post(f"{run.pk}/columns/", self.columns_form(run, changes, **other))
        assert response.status_code == 302, response.content.decode()
        run.refresh_from_db()
        return run

    def columns_form(
        self, run: ImportRun, changes: Mapping[str, Mapping[str, str]] | None = None, **other: str
    ) -> dict[str, str]:
        run.refresh_from_db()
        plan = Plan.from_json(run.mapping)
        form = {"source": plan.source, **{f"fixed-{name}": value for name, value in plan.fixed.items()}, **other}
        for place, name in enumerate(outline(run, plan).names):
            column = plan.columns[name]
            said = {name: getattr(column, name) for name in ("field", "case", "multiply", "dates", "separator")}
            said |= {"repair": "on" if column.repair else "", "is_key": "on" if name in plan.key else ""}
            said |= (changes or {}).get(name, {})
            form |= {f"c{place}-{option}": value for option, value in said.items() if value}
        return form

    def names(self, run: ImportRun, said: Mapping[str, tuple[str, str]] | None = None, **files: Any) -> ImportRun:
        """Send the page of names, with (do, name) for some values."""
        from initiatives.imports.overviews import names_page

        form: dict[str, Any] = dict(files)
        for section in names_page(run):
            for row in section.values:
                do, name = (said or {}).get(row.value, (str(row.id) if row.do == "match" else row.do, row.name))
                prefix = f"{section.kind.name}-{row.place}"
                form |= {f"{prefix}-do": do, f"{prefix}-name": name}
        assert self.post(f"{run.pk}/names/", form).status_code == 302
        run.refresh_from_db()
        return run

    def confirm(self, run: ImportRun) -> ImportRun:
        """Press "Import", and let a worker do it."""
        assert self.post(f"{run.pk}/confirm/").status_code == 302
        return self.worked(run)

    def undo(self, run: ImportRun) -> ImportRun:
        assert self.post(f"{run.pk}/undo/").status_code == 302
        return self.worked(run)

    def worked(self, run: ImportRun) -> ImportRun:
        work(run.pk)
        run.refresh_from_db()
        return run

    def bring_in(self, *files: Path | tuple[str, bytes], target: str = "initiatives", **matching: Any) -> ImportRun:
        """The whole way with what was proposed."""
        run = self.match(self.start(*files, target=target), **matching)
        if any(run.preview.get("values", {}).values()):
            run = self.names(run)
        return self.confirm(run)


@pytest.fixture
def desk(client: Client, city: Portfolio, alma: User, django_capture_on_commit_callbacks: Callable[..., Any]) -> Desk:
    """Alma at the import pages of her city."""
    client.force_login(alma)
    return Desk(client, city, alma, django_capture_on_commit_callbacks)


def table(*rows: str) -> tuple[str, bytes]:
    """A small CSV called projects.csv."""
    return "projects.csv", ("\n".join(rows) + "\n").encode()


__all__ = ["DATA", "Desk", "table"]
