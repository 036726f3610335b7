"""A list of very many connections, in bounded memory: 2,000 by default, as many as IMPORT_EDGES says when measured."""

import os
import random
import resource
import time
from datetime import timedelta

import pytest

from initiatives.models import Connection, ImportRun, Initiative, Placement
from portfolio_hub.lib import jobs
from tests.initiatives.imports.conftest import Desk, table

pytestmark = pytest.mark.django_db
EDGES = int(os.environ.get("IMPORT_EDGES", "2000"))
INITIATIVES = 2_000
KINDS = ("enables", "depends on", "reinforces", "shares learning with", "precedes")


def megabytes() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def pairs() -> list[str]:
    """Rows of a file: pairs that all differ, and what comes first without a circle."""
    chance = random.Random(5)
    found: dict[tuple[int, int, str], str] = {}
    while len(found) < EDGES:
        one, other = sorted(chance.sample(range(INITIATIVES), 2))
        kind = chance.choice(KINDS)
        found[one, other, kind] = f"Initiative {one},{kind},Initiative {other},observed"
    return list(found.values())


@pytest.fixture(autouse=True)
def no_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """A heart that beats in another thread would wait for the transaction of the test."""
    monkeypatch.setattr(jobs, "HEARTBEAT_EVERY", timedelta(days=1))


def brought_in(desk: Desk, file: tuple[str, bytes]) -> ImportRun:
    """The whole way; a long file is checked by the worker too."""
    run = desk.match(desk.start(file, target="connections"))
    return desk.confirm(run if run.status == ImportRun.Status.CHECKED else desk.worked(run))


def test_very_many_come_in_with_bounded_memory(desk: Desk) -> None:
    city = desk.portfolio
    rows = Initiative.objects.bulk_create(
        Initiative(home=city, title=f"Initiative {number}", circle="public") for number in range(INITIATIVES)
    )
    Placement.objects.bulk_create(Placement(portfolio=city, initiative=row) for row in rows)
    file = table("from,type,to,status", *pairs())
    before, began = megabytes(), time.perf_counter()
    run = brought_in(desk, file)
    took, more = time.perf_counter() - began, megabytes() - before
    print(f"{EDGES} connections in {took:.1f} s, {more:.0f} MB more at most")
    assert run.status == ImportRun.Status.DONE, run.problem
    assert (run.counts["created"], run.counts["skipped"]) == (EDGES, 0)
    assert Connection.objects.count() == EDGES
    assert more < 60 + EDGES / 500
    again = brought_in(desk, file)
    assert (again.counts["created"], again.counts["unchanged"]) == (0, EDGES)
