"""Set the environment of a test run before Django reads its settings.

`TEST_DATABASE_URL` chooses the engine (SQLite in a file without it). Every process of the suite has a
`VAR_DIR` of its own, so that mail, media and database files never meet.
"""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import hypothesis
import pytest

ON_POSTGRES = os.environ.get("TEST_DATABASE_URL", "").startswith(("postgres", "psql", "pg"))


def _prepare() -> None:
    """Set every variable that settings read, so that neither the shell nor a `.env` file colours a test."""
    var_dir = Path(tempfile.mkdtemp(prefix="portfolio-hub-tests-"))
    atexit.register(shutil.rmtree, var_dir, ignore_errors=True)
    os.environ.setdefault("TEST_RUN_DIR", str(var_dir))  # the folder of the first process is for all whom it starts
    static_root = var_dir / "static"
    static_root.mkdir()
    os.environ.update(
        PORTFOLIO_HUB_TESTING="1",
        VAR_DIR=str(var_dir),
        STATIC_ROOT=str(static_root),
        DATABASE_URL=os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{var_dir / 'hub.sqlite3'}",
        REDIS_URL="memory://",
        SECRET_KEY="only-for-tests-" + "x" * 40,
        DEBUG="0",
        SITE_URL="http://localhost:8000",
        ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
        EMAIL_URL="",
        LANGUAGE_CODE="en-gb",
        TIME_ZONE="Europe/Berlin",
        CONN_MAX_AGE="0",
        LOG_LEVEL=os.environ.get("LOG_LEVEL", "WARNING"),
        OMP_NUM_THREADS="1",  # the processes of the suite share the cores; threads that wait for each other burn them
        OPENBLAS_NUM_THREADS="1",
    )


_prepare()


def pytest_configure(config: pytest.Config) -> None:
    """Let Hypothesis try the same examples on every machine, however slow that is."""
    hypothesis.settings.register_profile("hub", deadline=None, derandomize=True)
    hypothesis.settings.load_profile("hub")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays to the end: the garbage collector need not look through it each time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the engine of this run cannot show, and on PostgreSQL what touches no database."""
    left_out = [
        item for item in items if (not _needs_rows(item) if ON_POSTGRES else item.get_closest_marker("postgres"))
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def _needs_rows(item: pytest.Item) -> bool:
    """Whether a test works with the database."""
    from django.test import SimpleTestCase  # not before the environment of the settings is set

    is_case = issubclass(getattr(item, "cls", None) or object, SimpleTestCase)
    return (
        is_case
        or bool({"db", "transactional_db"} & set(getattr(item, "fixturenames", ())))
        or (item.get_closest_marker("django_db") is not None)
    )
