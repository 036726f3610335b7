"""The programs that make up a running hub: broker, web server, worker, beat."""

import http
import http.client
import sys

from django.conf import settings

from portfolio_hub.lib.broker import EmbeddedBroker
from portfolio_hub.lib.queues import Queue
from portfolio_hub.lib.supervisor import NeverReady, Part

CELERY = (sys.executable, "-m", "celery", "--quiet", "--app", "portfolio_hub")
# Celery warns of pickled tasks from strangers; the hub takes JSON only, from a broker with a password.
QUIET_ABOUT_ROOT = {"PYTHONWARNINGS": "ignore:You're running the worker"}


def broker(embedded: EmbeddedBroker) -> Part:
    """Return the embedded broker as a part."""
    return Part(name="broker", command=embedded.command, ready=embedded.answers, grace_seconds=15, log=embedded.log)


def web(host: str, port: int) -> Part:
    """Return the web server as a part; it is ready once it answers a request."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = (sys.executable, "-m", "gunicorn", "--config", "python:portfolio_hub.gunicorn_config", "--bind", bind)
    return Part(name="web", command=lambda: command, ready=lambda: answers(host, port), grace_seconds=25)


def worker() -> Part:
    """Return the worker as a part; asked to stop, it ends the tasks in hand if they do not take long."""
    return Part(name="worker", command=worker_command, grace_seconds=20, environment=QUIET_ABOUT_ROOT)


def beat() -> Part:
    """Return the clock that asks for repeated work as a part."""
    command = (*CELERY, "beat", "--pidfile=", "--loglevel", "WARNING")
    return Part(name="beat", command=lambda: command, grace_seconds=5)


def worker_command() -> tuple[str, ...]:
    """Return the command of a worker that serves every queue."""
    options = ("--queues", ",".join(Queue), "-O", "fair", "--without-gossip", "--without-mingle")
    return (*CELERY, "worker", *options, "--loglevel", "WARNING")


def answers(host: str, port: int) -> bool:
    """Say whether the web server answers at this address; raise NeverReady when it does, but with an error."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    name = next((name for name in settings.ALLOWED_HOSTS if not name.startswith(("*", "."))), "localhost")
    connection = http.client.HTTPConnection(reachable, port, timeout=5)
    try:
        connection.request("GET", "/healthz/", headers={"Host": name})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    if status == http.HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NeverReady("web")
    return status != http.HTTPStatus.SERVICE_UNAVAILABLE
