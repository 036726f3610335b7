"""A killed worker loses nothing, two workers do nothing twice, and a failure is told in words."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from initiatives.imports import batches, housekeeping, services, undo, write
from initiatives.imports.targets import targets
from initiatives.imports.work import work
from initiatives.models import ImportRun, Initiative
from initiatives.tasks import requeue_imports
from portfolio_hub.lib.jobs import STALE_AFTER
from stakeholders.models import Change, Organisation
from tests.initiatives.imports.conftest import Desk, table

pytestmark = pytest.mark.django_db
ROWS = [f"{n},Project number {n},{'Parks' if n % 2 else 'Works'}" for n in range(25)]


class Killed(BaseException):
    """What `kill -9` is to the code: nothing after it runs."""


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "BATCH", 10)


def confirmed(desk: Desk) -> ImportRun:
    """An import of 25 rows that waits for a worker."""
    run = desk.names(desk.match(desk.start(table("id,title,agency", *ROWS))))
    desk.post(f"{run.pk}/confirm/")
    run.refresh_from_db()
    return run


def kill_after(monkeypatch: pytest.MonkeyPatch, batch_count: int) -> None:
    """The worker dies in the middle of the batch after so many."""
    done = []

    def dies(*args: Any) -> None:
        if len(done) == batch_count:
            raise Killed
        done.append(1)
        batches.write(*args)

    monkeypatch.setattr(write, "write_batch", dies)


def fall_silent(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))


def test_another_worker_goes_on_where_a_killed_one_stopped(
    desk: Desk, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = confirmed(desk)
    with monkeypatch.context() as patch:
        kill_after(patch, 2)
        with pytest.raises(Killed):
            work(run.pk)
    assert Initiative.objects.count() == 20
    work(run.pk)
    assert Initiative.objects.count() == 20, "the job still belongs to the silent worker"

    fall_silent(run)
    run = desk.worked(run)

    assert run.status == "done"
    assert run.counts == {"created": 25, "updated": 0, "unchanged": 0, "skipped": 0}
    assert Initiative.objects.count() == 25
    assert Organisation.objects.filter(name__in=["Parks", "Works"]).count() == 2
    assert Change.objects.in_batch(run.batch).count() == 27


def test_a_worker_that_lost_its_claim_writes_nothing_more(
    desk: Desk, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = confirmed(desk)

    def overtaken(*args: Any) -> None:
        batches.write(*args)
        ImportRun.objects.filter(pk=run.pk).update(claimed_by="11111111-1111-1111-1111-111111111111")

    monkeypatch.setattr(write, "write_batch", overtaken)
    run = desk.worked(run)

    assert run.status == "working"
    assert Initiative.objects.count() == 10


def test_a_task_that_comes_twice_does_its_work_once(desk: Desk) -> None:
    run = desk.worked(confirmed(desk))
    changes = Change.objects.count()

    work(run.pk)

    assert (Initiative.objects.count(), Change.objects.count()) == (25, changes)


def test_a_fault_is_told_in_words_and_the_import_goes_on_after_it(
    desk: Desk, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = confirmed(desk)

    def breaks(*args: Any) -> None:
        raise ValueError("a secret detail")

    with monkeypatch.context() as patch:
        patch.setattr(write, "write_batch", breaks)
        run = desk.worked(run)
    page = desk.client.get(desk.url(f"{run.pk}/")).content.decode()
    assert run.status == "failed"
    assert "a fault on our side" in page
    assert "secret" not in page

    desk.post(f"{run.pk}/go-on/")
    run = desk.worked(run)

    assert (run.status, Initiative.objects.count()) == ("done", 25)


def test_a_file_that_is_gone_is_told(desk: Desk) -> None:
    run = confirmed(desk)
    housekeeping.forget_file(run.files.get())

    run = desk.worked(run)

    assert run.status == "failed"
    assert "Upload it again" in run.problem


def test_a_killed_undo_is_finished_by_another_worker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    run = desk.worked(confirmed(desk))
    monkeypatch.setattr(undo, "BATCH", 10)
    target = type(targets.get("initiatives"))
    delete, calls = target.delete, []

    def dies(self: Any, ids: Any) -> None:
        calls.append(ids)
        if len(calls) == 2:
            raise Killed
        delete(self, ids)

    desk.post(f"{run.pk}/undo/")
    with monkeypatch.context() as patch:
        patch.setattr(target, "delete", dies)
        with pytest.raises(Killed):
            work(run.pk)
    assert Initiative.objects.count() == 15

    fall_silent(run)
    run = desk.worked(run)

    assert run.status == "undone"
    assert not Initiative.objects.exists()
    assert run.counts["undone"] == 25


def test_imports_whose_message_was_lost_are_sent_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    run = confirmed(desk)
    monkeypatch.setattr(services, "send", sent.append)
    requeue_imports()
    assert sent == []

    ImportRun.objects.filter(pk=run.pk).update(asked_at=timezone.now() - timedelta(minutes=2))
    requeue_imports()

    assert sent == [run.pk]


def test_a_large_file_is_checked_by_a_worker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CHECK_AT_ONCE_BYTES", 10)
    run = desk.match(desk.start(table("id,title", "1,Warm Streets")))
    assert (run.status, run.doing) == ("asked", "check")
    assert "Reading every row" in desk.client.get(desk.url(f"{run.pk}/")).content.decode()

    assert desk.worked(run).status == "checked"


def test_files_that_nobody_needs_any_more_are_deleted(desk: Desk, settings: Any) -> None:
    old, new = (desk.bring_in(table("id,title", f"{n},Warm Streets")) for n in "12")
    ImportRun.objects.filter(pk=old.pk).update(changed_at=timezone.now() - timedelta(days=31))
    path = old.files.get().file.path

    assert housekeeping.delete_old_files() == 1

    assert not Path(path).exists()
    assert old.files.get().name == "projects.csv"
    assert Path(new.files.get().file.path).exists()
    assert housekeeping.delete_old_files() == 0


def test_an_import_takes_few_statements(desk: Desk, django_assert_max_num_queries: Any) -> None:
    run = confirmed(desk)

    with django_assert_max_num_queries(60):
        work(run.pk)
