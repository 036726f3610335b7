"""B13: a whole snapshot, in a process of its own, against the database copying the same facts; and comparing two."""

import json
import subprocess
import sys
from functools import partial

from django.conf import settings
from django.db import connection

from initiatives.models import Snapshot
from initiatives.overviews.comparison import comparison_page
from initiatives.snapshots.comparing import Comparison
from initiatives.snapshots.taking import take
from stakeholders.access import access_for
from tests.performance.setting import Setting
from tests.performance.timing import Result, side_by_side
from tests.performance.world import City

TIMES = 3
JOIN = """
SELECT count(*) FILTER (WHERE b.id IS NULL), count(*) FILTER (WHERE a.id IS NULL),
    count(*) FILTER (WHERE a.state <> b.state)
FROM (SELECT * FROM initiatives_snapshotentry WHERE snapshot_id = %s) a
FULL JOIN (SELECT * FROM initiatives_snapshotentry WHERE snapshot_id = %s) b USING (kind, object_id)"""


def b13(at: Setting) -> list[Result]:
    """The snapshot of the largest portfolio: time, memory, how both grow; and the page that compares two."""
    large = _in_process(at.large)
    small = _in_process(at.cities[-2])
    return [
        Result("B13", f"snapshot of {large['entries']:,} entries ÷ the database copying them",
               large["took"] / large["copied"], 40, note=f"{large['copied']:.2f} s, snapshot {large['took']:.1f} s"),
        Result("B13", "memory it adds to the process", large["memory"] - large["start"], 150, unit=" MB",
               note=f"{small['memory'] - small['start']} MB for {small['entries']:,} entries"),
        Result("B13", f"{large['entries']:,} ÷ {small['entries']:,} entries", large["took"] / small["took"], 12),
        _comparing(at),
    ]  # fmt: skip


def _comparing(at: Setting) -> Result:
    """The page of what changed between two, against one full join."""
    before, after = _taken(at.large), _taken(at.large)
    access = access_for(at.large.steward, at.large.portfolio)
    assert access
    cases = {
        "full join": partial(_joined, before.pk, after.pk),
        "comparison": partial(comparison_page, Comparison(before, after, access)),
    }
    times = side_by_side(cases, rounds=max(at.rounds // 4, 3))
    Snapshot.objects.filter(pk__in=(before.pk, after.pk)).delete()
    ratio = times.ratio("comparison", "full join")
    return Result("B13", "comparing two ÷ full join", ratio, 12, note=times.ms("full join", "comparison"))


def _taken(city: City) -> Snapshot:
    """A snapshot of the portfolio as it is."""
    snapshot = Snapshot.objects.create(portfolio=city.portfolio, name="Measured")
    take(snapshot.pk)
    snapshot.refresh_from_db()
    return snapshot


def _joined(before: int, after: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(JOIN, [before, after])
        cursor.fetchall()


def _in_process(city: City) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.performance.one_snapshot", str(city.portfolio.pk), str(TIMES)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
