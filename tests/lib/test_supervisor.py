"""The supervisor starts in order, shows what is said, restarts what dies, and stops in reverse order."""

import io
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from portfolio_hub.lib import supervisor as module
from portfolio_hub.lib.supervisor import NeverReady, Part, Supervisor

PATIENT = "import time; print('{name} is here', flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('no', flush=True); time.sleep(60)"


def program(code: str, *, name: str = "part", **options: object) -> Part:
    command = (sys.executable, "-u", "-c", code.replace("{name}", name))
    return Part(name=name, command=lambda: command, **options)  # type: ignore[arg-type]


class Stage:
    """A supervisor, what it said, and a way to act while it runs."""

    def __init__(self) -> None:
        self.out = io.StringIO()
        self.supervisor = Supervisor(self.out)

    @property
    def said(self) -> str:
        return self.out.getvalue()

    def run_until(self, happened: Callable[[], bool], *, seconds: float = 20) -> None:
        """Run the supervisor until something happens; a thread plays the person at the terminal."""

        def watch() -> None:
            until = time.monotonic() + seconds
            while not happened() and time.monotonic() < until:
                time.sleep(0.02)
            self.supervisor.ask_to_stop()

        threading.Thread(target=watch, daemon=True).start()
        self.supervisor.run()
        assert happened(), self.said


def has_ended(process: psutil.Process, *, seconds: float = 10) -> bool:
    """Wait for a process that is not ours to reap."""
    until = time.monotonic() + seconds
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.1)
    return Stage()


def test_what_parts_say_carries_their_name(stage: Stage) -> None:
    stage.supervisor.start(program(PATIENT, name="web"))
    stage.run_until(lambda: "web    │ web is here\n" in stage.said)
    stage.supervisor.stop()


def test_parts_stop_in_reverse_order(stage: Stage) -> None:
    for name in ("broker", "web", "worker"):
        stage.supervisor.start(program(PATIENT, name=name))
    stage.run_until(lambda: "worker is here" in stage.said)
    stage.supervisor.stop()
    order = [line for line in stage.said.splitlines() if line.startswith("Stopping")]
    assert order == ["Stopping worker …", "Stopping web …", "Stopping broker …"]


def test_a_part_that_dies_is_started_again_with_growing_pauses(stage: Stage, tmp_path: Path) -> None:
    lives = tmp_path / "lives"
    stage.supervisor.start(program(f"open({str(lives)!r}, 'a').write('x'); raise SystemExit(3)"))
    stage.run_until(lambda: lives.exists() and len(lives.read_text()) >= 3)
    stage.supervisor.stop()
    assert "part ended with status 3; next try in 0 s." in stage.said
    assert stage.said.count("Starting part again.") >= 2


def test_pauses_double_up_to_a_limit(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 1.0)
    now = 0.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    stage.supervisor.start(program("raise SystemExit(1)"))
    running = stage.supervisor._running[0]
    pauses = []
    for _ in range(7):
        assert running.process is not None
        running.process.wait()
        stage.supervisor._look_after(running)
        assert running.start_again_at is not None
        pauses.append(running.start_again_at - now)
        now = running.start_again_at
        stage.supervisor._look_after(running)
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_a_part_that_ran_steadily_starts_with_a_short_pause_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    stage.supervisor.start(program("raise SystemExit(1)"))
    running = stage.supervisor._running[0]
    running.pause = 16
    now = module.STEADY_AFTER + 1
    assert running.process is not None
    running.process.wait()
    stage.supervisor._look_after(running)
    assert running.start_again_at == pytest.approx(now + module.FIRST_PAUSE)


def test_a_part_is_waited_for_until_it_is_ready(stage: Stage, tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    code = f"import time; time.sleep(0.3); open({str(sign)!r}, 'w'); time.sleep(60)"
    stage.supervisor.start(program(code, ready=sign.exists))
    assert sign.exists()
    stage.supervisor.stop()


def test_a_part_that_dies_before_it_is_ready_says_what_it_had_to_say(stage: Stage) -> None:
    with pytest.raises(NeverReady):
        stage.supervisor.start(program("print('my port is gone'); raise SystemExit(1)", ready=lambda: False))
    stage.supervisor.stop()
    assert "my port is gone" in stage.said


def test_a_part_that_takes_too_long_to_be_ready_is_given_up(stage: Stage) -> None:
    with pytest.raises(NeverReady):
        stage.supervisor.start(program(PATIENT, ready=lambda: False), seconds=0.5)
    stage.supervisor.stop()


def test_a_part_that_does_not_listen_is_killed_when_its_time_is_over(stage: Stage) -> None:
    stage.supervisor.start(program(STUBBORN, name="mule", grace_seconds=0.5))
    stage.run_until(lambda: "no" in stage.said)
    began = time.monotonic()
    stage.supervisor.stop()
    assert time.monotonic() - began < 5
    assert "mule took too long and was ended." in stage.said


def test_a_second_wish_to_stop_ends_the_patience(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HURRY_AFTER", 0.05)
    stage.supervisor.start(program(STUBBORN, grace_seconds=60))
    stage.run_until(lambda: "no" in stage.said)
    time.sleep(0.1)
    stage.supervisor.ask_to_stop()
    began = time.monotonic()
    stage.supervisor.stop()
    assert time.monotonic() - began < 5


def test_what_a_part_leaves_behind_is_ended_with_it(stage: Stage, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(pid_file)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(60)"
    )
    stage.supervisor.start(program(code, ready=lambda: pid_file.exists() and pid_file.read_text() != ""))
    child = psutil.Process(int(pid_file.read_text()))
    stage.supervisor.ask_to_stop()
    stage.supervisor.stop()
    assert has_ended(child)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells children that their parent died")
def test_parts_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    part = f"import os, time; open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    code = (
        "import sys; from portfolio_hub.lib.supervisor import Part, Supervisor\n"
        f"command = (sys.executable, '-c', {part!r})\n"
        "supervisor = Supervisor(sys.stdout)\n"
        "supervisor.start(Part(name='x', command=lambda: command))\n"
        "supervisor.run()"
    )
    parent = subprocess.Popen([sys.executable, "-c", code])
    until = time.monotonic() + 20
    while not (pid_file.exists() and pid_file.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    child = psutil.Process(int(pid_file.read_text()))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert has_ended(child)
