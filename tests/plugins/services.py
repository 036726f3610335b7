"""Pytest fixtures for a real broker and a real worker, each process of the suite with its own.

`broker` points this process at a Valkey server for the rest of the session. `worker` starts a Celery
worker on the test database; it needs committed rows, so it brings `transactional_db` with it.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection

from portfolio_hub import parts
from portfolio_hub.celery import app as celery_app
from portfolio_hub.lib.broker import EmbeddedBroker
from portfolio_hub.lib.supervisor import die_with_parent

READY = "ready."


class RealWorker:
    """A Celery worker of its own process group, which a test may kill and start again."""

    def __init__(self, broker: EmbeddedBroker, folder: Path) -> None:
        self._broker = broker
        self._log = folder / "worker.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the worker and wait until it takes tasks."""
        seen = len(self.log())
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*parts.worker_command(), "--loglevel", "INFO", "--hostname", f"test-{os.getpid()}@%h"],
                env={**os.environ, "DATABASE_URL": database_url(), "REDIS_URL": self._broker.url},
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        worker = self.process
        wait_for(
            lambda: READY in self.log()[seen:] or worker.poll() is not None,
            seconds=120,
            what=lambda: f"the worker: {self.log()[-3000:]}",
        )
        assert worker.poll() is None, self.log()[-3000:]

    def kill(self) -> None:
        """End the worker and its pool at once, as `kill -9` does."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self, seconds: float = 10) -> None:
        """Stop the worker as the supervisor does: ask, wait, then kill."""
        if self.process is not None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=seconds)
            self.kill()

    def log(self) -> str:
        """Return all that the worker has said."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBroker]:
    """A Valkey server of this process, which the application publishes to from here on."""
    broker = EmbeddedBroker.of(tmp_path_factory.mktemp("broker"))
    process = subprocess.Popen(broker.command(), stdout=subprocess.DEVNULL, preexec_fn=die_with_parent)
    wait_for(broker.answers, seconds=20, what=lambda: "the broker")
    publish_to(broker.url)
    yield broker
    publish_to("memory://")
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture
def worker(transactional_db: None, broker: EmbeddedBroker, tmp_path: Path) -> Iterator[RealWorker]:
    """A worker with an empty queue; the test may kill it and call `start` again."""
    redis.Redis.from_url(broker.url).flushall()
    worker = RealWorker(broker, tmp_path)
    worker.start()
    yield worker
    worker.kill()


def publish_to(url: str) -> None:
    """Send the tasks of this process to another broker."""
    celery_app.conf.update(broker_url=url)
    celery_app._after_fork()  # type: ignore[attr-defined]  # forgets the connections, as a new process does


def database_url() -> str:
    """Return the address of the database that the running tests use."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['TEST_DATABASE_URL'].rsplit('/', 1)[0]}/{name}"


def wait_for(happened: Callable[[], object], *, seconds: float, what: Callable[[], str]) -> None:
    """Wait until something is true; fail with a sentence when the time is over."""
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            pytest.fail(f"Waited {seconds:.0f} s for {what()}")
        time.sleep(0.05)
