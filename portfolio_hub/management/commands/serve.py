"""Run the whole hub with one command: broker, database, static files, web server, worker and beat."""

import fcntl
import os
import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import OperationalError

from portfolio_hub import first_start, parts, static_files
from portfolio_hub.celery import app as celery_app
from portfolio_hub.first_start import SignIn
from portfolio_hub.lib.broker import EmbeddedBroker
from portfolio_hub.lib.folders import require_writable
from portfolio_hub.lib.ports import why_not
from portfolio_hub.lib.supervisor import NeverReady, Part, Supervisor

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    """`manage.py serve`: prepare, start, watch over, stop."""

    help = "Run Portfolio Hub: broker, web server, worker and beat under one supervisor. Ctrl-C stops it."
    requires_system_checks = ()
    supervisor: Supervisor

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (this machine only)")
        parser.add_argument("--port", type=int, default=None, help="the port (the variable PORT, or 8000)")
        parser.add_argument("--empty", action="store_true", help="on the first start, leave out the demo city")
        parser.add_argument("--steward", metavar="EMAIL", help="with --empty: the first steward's address")

    def handle(self, *args: Any, host: str, port: int | None, empty: bool, steward: str | None, **options: Any) -> None:
        port = port or wanted_port()
        steward = first_start.checked_email(steward) if steward else None
        lock = self._check_the_ground(host, port)
        address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}"
        os.environ.setdefault("SITE_URL", address)
        self.supervisor = Supervisor(sys.stdout)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            welcome = self._prepare(empty=empty, steward=steward)
            self._start(host, port)
            self._say_welcome(os.environ["SITE_URL"], welcome)
            self.supervisor.run()
        except KeyboardInterrupt:
            self.supervisor.say("Stopping before everything was ready.")
        finally:
            self._listen_to_signals()
            self.supervisor.stop()
            lock.close()
        self.supervisor.say("Portfolio Hub has stopped.")

    def _check_the_ground(self, host: str, port: int) -> IO[str]:
        """Leave with one clear sentence if the hub cannot run here; return the lock of its folder."""
        if problem := why_not(host, port):
            raise CommandError(
                f"Portfolio Hub cannot listen on port {port}: {problem}. "
                f'Choose another one, for example: make run ARGS="--port {port + 1 if port < 65535 else 8000}"'
            )
        require_writable(Path(settings.VAR_DIR))
        require_writable(Path(settings.STATIC_ROOT))
        lock = (Path(settings.VAR_DIR) / "serve.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandError(
                f"Portfolio Hub already runs with the data in {settings.VAR_DIR}: "
                "stop it there, or name another folder in VAR_DIR."
            ) from None
        return lock

    def _prepare(self, *, empty: bool, steward: str | None) -> list[SignIn]:
        """Bring broker, database and static files up to date; return how to sign in."""
        say = self.supervisor.say
        if not settings.REDIS_URL:
            say("Starting the embedded broker …")
            embedded = EmbeddedBroker.of(Path(settings.VAR_DIR)).on_a_free_port()
            celery_app.conf.update(broker_url=embedded.url)
            self._start_part(parts.broker(embedded))
        say("Bringing the database up to date …")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as problem:
            raise CommandError(f"The database does not answer: {str(problem).strip()}. Check DATABASE_URL.") from None
        if not settings.DEBUG and static_files.collect_if_changed():
            say("Static files are collected.")
        if first_start.nobody_is_here():
            return self._fill(empty=empty, steward=steward)
        return first_start.demo_sign_ins()

    def _fill(self, *, empty: bool, steward: str | None) -> list[SignIn]:
        """On the very first start: plant the demo city, or create the first steward."""
        if not empty:
            self.supervisor.say("Building the demo city of Riverton; this takes up to a minute, and only once …")
            call_command("seed_city")
            return first_start.demo_sign_ins()
        return [first_start.create_first_steward(steward or asked_email())]

    def _start(self, host: str, port: int) -> None:
        """Start web server, worker and beat; from here on signals are heard between two looks."""
        self._listen_to_signals()
        self.supervisor.say("Starting the web server, the worker and the beat …")
        for part in (parts.web(host, port), parts.worker(), parts.beat()):
            self._start_part(part)

    def _start_part(self, part: Part) -> None:
        try:
            self.supervisor.start(part)
        except NeverReady:
            where = f"the file {part.log} says" if part.log else "the lines above say"
            raise CommandError(f"The {part.name} did not start; {where} why.") from None

    def _listen_to_signals(self) -> None:
        for number in STOP_SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN or number == signal.SIGINT:
                signal.signal(number, self.supervisor.ask_to_stop)

    def _say_welcome(self, address: str, sign_ins: list[SignIn]) -> None:
        if self.supervisor.stopping:
            return
        lines = ["", f"Portfolio Hub is ready: {address}/", ""]
        if sign_ins:
            lines += [*first_start.as_table(sign_ins), ""]
        self.supervisor.say("\n".join([*lines, "Ctrl-C stops it; its data stay.", ""]))


def wanted_port() -> int:
    """Return the port named by the variable PORT, or 8000."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal():
        raise CommandError(f"The variable PORT says “{text}”, which is not a number.")
    return int(text)


def asked_email() -> str:
    """Ask for the first steward's address at the terminal; without one, leave with a sentence."""
    if not sys.stdin.isatty():
        raise CommandError('Name the first steward, for example: make run ARGS="--empty --steward ana@city.example"')
    return first_start.checked_email(input("E-mail address of the first steward: "))
