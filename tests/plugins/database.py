"""One migration for all processes of a run: the first of them migrates a database, and each works in a copy of it.

A copy has all that the migrations made: tables, limits and triggers.
"""

import fcntl
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

RUN_DIR = Path(os.environ["TEST_RUN_DIR"])
IS_MIGRATED = RUN_DIR / "is_migrated"
MIGRATED = str(RUN_DIR / "migrated.sqlite3") if connection.vendor == "sqlite" else "test_portfolio_hub_migrated"


@pytest.fixture(scope="session")
def django_db_keepdb(
    request: pytest.FixtureRequest,
    django_db_keepdb: bool,
    django_db_use_migrations: bool,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[bool]:
    """Whether the database of this process is there already: one process among others brings its copy."""
    process = getattr(request.config, "workerinput", {}).get("workerid")
    if process is None or django_db_keepdb or not django_db_use_migrations:
        yield django_db_keepdb
        return
    with django_db_blocker.unblock():
        before = _work_in_a_copy(process)
    yield True
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(before, verbosity=0)
        _forget()


def _work_in_a_copy(process: str) -> str:
    """Let the tests of this process find a copy of the migrated database; return the name that stood there."""
    database, creation = connection.settings_dict, connection.creation
    before = database["NAME"]
    with _alone():
        if IS_MIGRATED.exists():
            database["NAME"] = MIGRATED
        else:
            database["TEST"]["NAME"] = MIGRATED
            with _collecting_seldom():
                creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
            IS_MIGRATED.touch()
        creation.clone_test_db(process, verbosity=0, autoclobber=True)
        database["TEST"]["NAME"] = creation.get_test_db_clone_settings(process)["NAME"]
    database["NAME"] = before
    return str(before)


def _forget() -> None:
    """Drop what was copied; a process that starts later migrates again."""
    with _alone():
        if IS_MIGRATED.exists():
            IS_MIGRATED.unlink()
            connection.creation._destroy_test_db(MIGRATED, verbosity=0)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Migrations make models by the ten thousand; looking for garbage among them took two fifths of the time."""
    thresholds = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    yield
    gc.set_threshold(*thresholds)
    gc.collect()


@contextmanager
def _alone() -> Iterator[None]:
    """While one process of the run is in here, the others wait."""
    with (RUN_DIR / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
