"""The hub under gunicorn as in production (two processes of two threads), and a client that keeps its connection."""

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module

import psutil
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from portfolio_hub.lib.supervisor import die_with_parent
from stakeholders.models import User

HOST = "127.0.0.1"
FRAGMENT = {"HX-Request": "true", "HX-Target": "initiatives"}


class Server:
    """A running server."""

    def __init__(self, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.port = port
        self.process = process

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def memory(self) -> int:
        """Bytes that the workers hold in memory, the largest of them."""
        return max(worker.memory_info().rss for worker in psutil.Process(self.process.pid).children())


@contextlib.contextmanager
def running(port: int) -> Iterator[Server]:
    """Start gunicorn with two processes of two threads; stop it at the end."""
    environment = {**os.environ, "WEB_WORKERS": "2", "WEB_THREADS": "2"}
    command = (sys.executable, "-m", "gunicorn", "--config", "python:portfolio_hub.gunicorn_config")
    process = subprocess.Popen(
        (*command, "--bind", f"{HOST}:{port}"), env=environment, cwd=settings.BASE_DIR, preexec_fn=die_with_parent
    )
    try:
        _wait(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            Client(port).get("/hello/")
            return
        time.sleep(0.2)
    raise SystemExit("The web server did not start.")


def session_of(user: User) -> str:
    """The key of a new session in which the user is signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


class Client:
    """One person's keep-alive connection; every answer must be 200."""

    def __init__(self, port: int, user: User | None = None) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection(HOST, port, timeout=120)
        self._headers = {"Host": "localhost"}
        if user is not None:
            self._headers["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={session_of(user)}"

    def get(self, path: str, headers: dict[str, str] | None = None) -> bytes:
        """Return the body as it came."""
        try:
            return self._get(path, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self._connection.close()
            return self._get(path, headers)

    def _get(self, path: str, headers: dict[str, str] | None) -> bytes:
        self._connection.request("GET", path, headers={**self._headers, **(headers or {})})
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}: {body[:300]!r}")
        return body
