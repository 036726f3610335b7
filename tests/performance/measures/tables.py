"""B6 and B7: tables out of the hub and into it, against PostgreSQL's own COPY."""

import csv
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from secrets import token_hex
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from initiatives.imports import services
from initiatives.imports.work import work
from initiatives.models import ImportRun
from initiatives.tasks import run_import
from stakeholders.models import Portfolio, User
from tests.performance import world
from tests.performance.reference import copy_out
from tests.performance.server import Client, Server
from tests.performance.setting import Setting
from tests.performance.timing import Result, side_by_side

MANY = 100_000
ROWS = 1_000
MEGABYTE = 1_000_000
IMPORTS = 5


def b6(at: Setting) -> list[Result]:
    """The list as CSV: time, and how much memory a worker takes for it."""
    portfolio = at.large.portfolio
    client, path = Client(at.server.port, at.large.steward), f"/{portfolio.slug}/initiatives/export/?format=csv"
    cases = {"COPY": partial(copy_out, portfolio.pk), "CSV": partial(client.get, path)}
    times = side_by_side(cases, rounds=max(at.rounds // 3, 5))
    results = [
        Result("B6", "CSV of the list ÷ COPY", times.ratio("CSV", "COPY"), 3, note=times.ms("COPY", "CSV")),
        Result("B6", f"memory for {at.large.initiatives:,} rows", growth(at.server, client, path), 10, unit=" MB"),
    ]
    if at.large.initiatives < 10_000:
        return results
    huge = world.city(MANY, logs=0)
    reader = Client(at.server.port, huge.steward)
    reader.get(f"/{huge.portfolio.slug}/initiatives/")
    grown = growth(at.server, reader, f"/{huge.portfolio.slug}/initiatives/export/?format=csv")
    return [*results, Result("B6", f"memory for {MANY:,} rows", grown, 10, unit=" MB")]


def growth(server: Server, client: Client, path: str) -> float:
    """Megabytes by which the largest worker grows at most while it sends the file."""
    before = server.memory()
    with _highest(server) as seen:
        client.get(path)
    return round((max(seen) - before) / MEGABYTE, 1)


@contextmanager
def _highest(server: Server) -> Iterator[list[int]]:
    """Watch the memory of the server while the block runs."""
    seen, stop = [server.memory()], threading.Event()

    def watch() -> None:
        while not stop.wait(0.01):
            seen.append(server.memory())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()
        seen.append(server.memory())


def b7(at: Setting) -> list[Result]:
    """A checked import of a thousand rows, written with its history."""
    desk = world.city(1, logs=0)  # of its own, so that the others keep their size
    portfolio, steward = desk.portfolio, desk.steward
    runs = iter([_checked(portfolio, steward, number) for number in range(IMPORTS + 2)])
    data = _rows_to_copy(at.large.portfolio)
    times = side_by_side(
        {"COPY": partial(_copy_in, data), "import": lambda: work(next(runs).pk)}, rounds=IMPORTS, warm=1
    )
    last = next(runs)
    with CaptureQueriesContext(connection) as seen:
        work(last.pk)
    last.refresh_from_db()
    if last.counts.get("created") != ROWS:
        raise SystemExit(f"The import wrote {last.counts}, {last.problem}")
    return [
        Result(
            "B7", f"import of {ROWS:,} rows ÷ COPY", times.ratio("import", "COPY"), 12, note=times.ms("COPY", "import")
        ),
        Result("B7", "SQL statements in all", len(seen), 60),
    ]


def _checked(portfolio: Portfolio, by: User, number: int) -> ImportRun:
    """A run that was uploaded, matched, checked and confirmed, and waits for its worker."""
    upload = SimpleUploadedFile(f"projects-{number}.csv", _file(portfolio, f"{token_hex(4)}-{number}"))
    with patch.object(run_import, "delay_on_commit"):
        run = services.start(
            portfolio=portfolio, by=by, target="initiatives", uploads=[(upload, services.sniffed(upload))]
        )
        services.decide_names(run=run, values={})
        services.ask_check(run=run)
        work(run.pk)
        run.refresh_from_db()
        services.confirm(run=run, by=by)
    return run


def _file(portfolio: Portfolio, prefix: str) -> bytes:
    """A thousand rows with titles, texts, money, a stage, a system, a place and a lead that are here."""
    systems = list(portfolio.systems.values_list("name", flat=True))
    places = list(portfolio.places.values_list("name", flat=True))
    leads = list(portfolio.organisations.values_list("name", flat=True)[:50])
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", "title", "summary", "stage", "started", "budget", "system", "place", "lead"])
    for row in range(ROWS):
        writer.writerow(
            [f"{prefix}-{row}", f"Imported street {prefix} {row}", "Homes are made warm, street by street.", "testing",
             "2026-03-01", 120_000 + row, systems[row % 7], places[row % 40], leads[row % 50]]
        )  # fmt: skip
    return out.getvalue().encode()


COPIED = (
    "home_id, title, summary, description, stage, is_paused, closed_how, closing_learning, started_on, budget_amount, "
    "budget_currency, website, circle, source, external_id, extra, created_at, version, search"
)


def _rows_to_copy(portfolio: Portfolio) -> bytes:
    """A thousand rows of initiatives in the form that COPY reads."""
    rows = f"SELECT {COPIED} FROM initiatives_initiative WHERE home_id = {portfolio.pk} ORDER BY id LIMIT {ROWS}"
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(f"COPY ({rows}) TO STDOUT") as copy:
        return b"".join(bytes(block) for block in copy)


@transaction.atomic
def _copy_in(data: bytes) -> None:
    """Copy rows into their table with its indexes and constraints, and take them back."""
    with connection.connection.cursor() as cursor:
        with cursor.copy(f"COPY initiatives_initiative ({COPIED}) FROM STDIN") as copy:
            copy.write(data)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    transaction.set_rollback(True)
