"""Run several programs as one: start in order, show what they say, restart what dies, stop in reverse order.

One loop in one thread does everything, because a process is only safe to fork, and its parent's death
only reliably noticed, from a main thread.
"""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STEADY_AFTER = 60.0
HURRY_AFTER = 2.0
WIDTH = 6


def _prctl() -> Callable[..., int] | None:
    if not sys.platform.startswith("linux"):
        return None
    return ctypes.CDLL(None, use_errno=True).prctl


PRCTL = _prctl()


def die_with_parent() -> None:
    """In the child, before the program starts: ask the kernel to end it when the supervisor is gone."""
    if PRCTL is not None:
        PRCTL(PR_SET_PDEATHSIG, signal.SIGTERM)


class NeverReady(Exception):
    """A part did not become ready when it was first started; its `ready` may say so at once."""


@dataclass(frozen=True)
class Part:
    """One program: how to start it, how long it may take to stop, how to know that it is ready, where it says more."""

    name: str
    command: Callable[[], Sequence[str]]
    grace_seconds: float = 10
    ready: Callable[[], bool] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None


@dataclass
class _Running:
    """What the supervisor knows about one part."""

    part: Part
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    pause: float = field(default_factory=lambda: FIRST_PAUSE)
    start_again_at: float | None = None
    text: bytes = b""

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps parts running until a signal asks for the end."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._running: list[_Running] = []
        self._selector = selectors.DefaultSelector()
        self._asked_at: list[float] = []

    def say(self, sentence: str) -> None:
        """Tell the person at the terminal what is going on."""
        self._show(f"{sentence}\n")

    @property
    def stopping(self) -> bool:
        return bool(self._asked_at)

    def ask_to_stop(self, *_: object) -> None:
        """Signal handler: the first call begins the stop, one after two seconds ends the patience."""
        self._asked_at.append(time.monotonic())

    def start(self, part: Part, *, seconds: float = 60) -> None:
        """Start a part and wait until it is ready; raise NeverReady if it dies or takes too long."""
        running = _Running(part)
        self._running.append(running)
        self._spawn(running)
        until = time.monotonic() + seconds
        try:
            while part.ready and not self.stopping and not part.ready():
                if not running.alive or time.monotonic() > until:
                    raise NeverReady(part.name)
                self._pump(0.1)
        except NeverReady:
            self._pump(0.2)
            raise

    def run(self) -> None:
        """Watch over all parts until the end is asked for."""
        while not self.stopping:
            self._pump(0.3)
            for running in self._running:
                self._look_after(running)

    def stop(self) -> None:
        """Stop the parts one after another, the last started first; what does not listen is killed."""
        for running in reversed(self._running):
            if running.alive:
                self.say(f"Stopping {running.part.name} …")
            self._stop(running)
        self._selector.close()

    def _spawn(self, running: _Running) -> None:
        running.process = subprocess.Popen(
            list(running.part.command()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **running.part.environment},
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        running.started_at, running.start_again_at = time.monotonic(), None
        if running.process.stdout:
            os.set_blocking(running.process.stdout.fileno(), False)
            self._selector.register(running.process.stdout, selectors.EVENT_READ, running)

    def _look_after(self, running: _Running) -> None:
        now = time.monotonic()
        if running.start_again_at is not None:
            if now >= running.start_again_at:
                self.say(f"Starting {running.part.name} again.")
                self._spawn(running)
        elif not running.alive:
            steady = now - running.started_at > STEADY_AFTER
            running.pause = FIRST_PAUSE if steady else running.pause
            running.start_again_at = now + running.pause
            self.say(f"{running.part.name} {self._how_it_ended(running)}; next try in {running.pause:.0f} s.")
            running.pause = min(running.pause * 2, LONGEST_PAUSE)
            self._kill_group(running)

    def _stop(self, running: _Running) -> None:
        if running.process is None:
            return
        until = time.monotonic() + running.part.grace_seconds
        if running.alive:
            running.process.terminate()
        while running.alive and time.monotonic() < until and not self._in_a_hurry():
            self._pump(0.1)
        if running.alive:
            self.say(f"{running.part.name} took too long and was ended.")
        self._kill_group(running)
        running.process.wait()
        self._pump(0)

    def _in_a_hurry(self) -> bool:
        return len(self._asked_at) > 1 and self._asked_at[-1] - self._asked_at[0] > HURRY_AFTER

    def _kill_group(self, running: _Running) -> None:
        """End what a part has left behind; its process group carries its process id."""
        if running.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(running.process.pid, signal.SIGKILL)

    @staticmethod
    def _how_it_ended(running: _Running) -> str:
        code = running.process.returncode if running.process else 0
        if code < 0:
            return f"was ended by signal {-code}"
        return f"ended with status {code}"

    def _pump(self, seconds: float) -> None:
        """Show what the parts have said, waiting at most so long for it."""
        for key, _ in self._selector.select(seconds):
            running: _Running = key.data
            heard = os.read(key.fd, 65536)
            *lines, running.text = (running.text + heard).split(b"\n")
            if not heard:
                self._selector.unregister(key.fileobj)
                lines, running.text = [line for line in [*lines, running.text] if line], b""
            for line in lines:
                self._show(f"{running.part.name:<{WIDTH}} │ {line.decode(errors='replace')}\n")

    def _show(self, text: str) -> None:
        """Write a line; a terminal that has gone away must not keep the parts from being stopped."""
        with contextlib.suppress(OSError):
            self._out.write(text)
            self._out.flush()
