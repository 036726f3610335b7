"""`manage.py serve` runs the hub as people run it: as a program of its own, with everything it starts."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from portfolio_hub.lib.ports import free_port
from tests.plugins.services import wait_for

pytestmark = pytest.mark.worker


class Hub:
    """A hub started by `serve` in folders of its own."""

    def __init__(self, folder: Path, *arguments: str, port: int | None = None) -> None:
        self.port = port or free_port()
        self.output = folder / "output"
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("REDIS_URL", "DATABASE_URL", "PORTFOLIO_HUB_TESTING", "SITE_URL", "PORT")
        }
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port), *arguments],
                cwd=settings.BASE_DIR,
                env={**environment, "VAR_DIR": str(folder / "var"), "STATIC_ROOT": str(folder / "static")},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def children(self) -> list[psutil.Process]:
        """The programs below the supervisor."""
        found = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in found if child.status() != psutil.STATUS_ZOMBIE]

    def worker(self) -> psutil.Process | None:
        """The worker's own process, the parent of its pool."""
        direct = psutil.Process(self.process.pid).children()
        return next((child for child in direct if "worker" in child.cmdline()), None)

    def wait_until_ready(self) -> None:
        wait_for(lambda: "is ready" in self.said() or self.process.poll() is not None, seconds=180, what=self.said)
        assert self.process.poll() is None, self.said()

    def get(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            status: int = answer.status
            return status

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def hubs() -> Iterator[list[Hub]]:
    """Hubs of a test, ended whatever happens."""
    started: list[Hub] = []
    yield started
    for hub in started:
        hub.end()


def test_the_hub_runs_mends_itself_stops_and_starts_again_alone_with_its_data(tmp_path: Path, hubs: list[Hub]) -> None:
    is_told_how_to_name_the_steward(tmp_path, hubs)
    hub = Hub(tmp_path, "--empty", "--steward", "Alma@city.example")
    hubs.append(hub)
    hub.wait_until_ready()
    assert hub.get("/healthz/") == 200
    assert f"http://localhost:{hub.port}/" in hub.said()
    assert re.search(r"Steward\s+alma@city\.example\s+\S{16}\n", hub.said())

    first = hub.worker()
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    wait_for(lambda: "Starting worker again." in hub.said(), seconds=90, what=hub.said)
    wait_for(lambda: hub.worker() not in (None, first), seconds=90, what=hub.said)
    assert "worker was ended by signal 9" in hub.said()

    everything = hub.children()
    assert all(any(word in line for line in map(command_line, everything)) for word in ("valkey", "gunicorn", "beat"))
    hub.process.send_signal(signal.SIGINT)
    assert hub.process.wait(timeout=120) == 0, hub.said()
    assert not any(map(lives, everything))
    said = hub.said()
    order = [said.index(f"Stopping {name}") for name in ("beat", "worker", "web", "broker")]
    assert order == sorted(order)

    again = Hub(tmp_path)
    hubs.append(again)
    again.wait_until_ready()
    assert again.get("/healthz/") == 200
    assert "Riverton" not in again.said(), "the demo city is for the very first start"
    assert "Static files are collected" not in again.said()

    is_refused_on_the_same_data(tmp_path, hubs)
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(timeout=120) == 0

    killed = Hub(tmp_path)
    hubs.append(killed)
    killed.wait_until_ready()
    left = killed.children()
    killed.process.kill()
    wait_for(lambda: not any(map(lives, left)), seconds=60, what=lambda: f"orphans to end: {list(filter(lives, left))}")


def is_told_how_to_name_the_steward(folder: Path, hubs: list[Hub]) -> None:
    """Start an empty hub without a terminal that could ask."""
    hub = Hub(folder, "--empty")
    hubs.append(hub)
    assert hub.process.wait(timeout=180) == 1
    assert "--empty --steward" in hub.said()
    assert "Traceback" not in hub.said()


def is_refused_on_the_same_data(folder: Path, hubs: list[Hub]) -> None:
    """Start a second hub beside one that runs."""
    (folder / "second").mkdir()
    (folder / "second" / "var").symlink_to(folder / "var")
    second = Hub(folder / "second")
    hubs.append(second)
    assert second.process.wait(timeout=90) == 1
    assert "already runs with the data in" in second.said()


def lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def command_line(process: psutil.Process) -> str:
    return " ".join(process.cmdline())


def test_a_taken_port_gets_one_clear_sentence(tmp_path: Path, hubs: list[Hub]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        hub = Hub(tmp_path, port=port)
        hubs.append(hub)
        assert hub.process.wait(timeout=90) == 1
    assert f"cannot listen on port {port}: another program is using it" in hub.said()
    assert f"--port {port + 1}" in hub.said()
    assert "Traceback" not in hub.said()


def test_an_unwritable_folder_gets_one_clear_sentence(tmp_path: Path, hubs: list[Hub]) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    hub = Hub(tmp_path)
    hubs.append(hub)
    assert hub.process.wait(timeout=90) == 1
    assert f"cannot write to the folder {tmp_path / 'var'}" in hub.said()
    assert "Traceback" not in hub.said()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--empty", "--steward", "alma"), "“alma” is not an e-mail address"),
        (("--port", "70000"), "ports go from 1 to 65535"),
    ],
)
def test_a_slip_in_the_options_gets_one_clear_sentence(
    tmp_path: Path, hubs: list[Hub], arguments: tuple[str, ...], sentence: str
) -> None:
    hub = Hub(tmp_path, *arguments)
    hubs.append(hub)
    assert hub.process.wait(timeout=90) == 1
    assert sentence in hub.said()
    assert "Traceback" not in hub.said()
