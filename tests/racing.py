"""Acts at the same moment, each in a thread and a connection of its own."""

import time
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

RACES = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
    pytest.mark.django_db(transaction=True),
]
"""The marks of such tests, as `pytestmark` of their file."""


def at_once(*acts: Callable[[], object]) -> list[Exception]:
    """Do all at the same moment; return what was refused, and raise what is a fault."""
    start = Barrier(len(acts))
    refused: list[Exception] = []

    def press(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Exception as fault:  # told to the caller, which knows what may be refused
            refused.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=press, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def and_leave(act: Callable[[], object]) -> None:
    """Act, and close the connection of this thread."""
    try:
        act()
    finally:
        connection.close()


def until_somebody_waits(patience: float = 10) -> None:
    """Return once another waits for what this transaction holds; raises AssertionError after `patience` seconds."""
    waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
    end = time.monotonic() + patience
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(waits)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("nobody waited")
