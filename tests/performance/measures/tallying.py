"""B5: tallying new logs among a million, against counting them all."""

import random
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from initiatives.models import Initiative
from sensemaking.models import Kind, LearningLog, LogTally, MonthTally
from sensemaking.services import tallies
from tests.performance import sql
from tests.performance.setting import Setting
from tests.performance.timing import Result
from tests.performance.world import City, last_day

SIZES = (1, 100, 1_000)
TIMES = 7
KINDS = (*Kind.values, Kind.LEARNING, Kind.LEARNING)


class Undone(Exception):
    """Ends a transaction whose rows nobody needs."""


def b5(at: Setting) -> list[Result]:
    """SQL time of the next logs, how much a full count costs more, and whether both agree after edits."""
    city = at.large
    found = {size: _incremental(city, size) for size in SIZES}
    full = min(_full(city) for _time in range(3))
    results = [
        Result("B5", f"tallying {size:,} new logs, SQL", round(took * 1000, 2), 5 + 0.002 * size, unit=" ms")
        for size, took in found.items()
    ]
    results.append(
        Result(
            "B5", "full count ÷ tallying 1,000", full / found[1_000], 100, is_least=True, note=f"{full:.2f} s in full"
        )
    )
    wrong = _differences(city)
    results.append(Result("B5", "tallies unlike a full count after edits", wrong, 0))
    return results


def _incremental(city: City, size: int) -> float:
    """The least seconds of SQL that tallying `size` new logs took; the work is undone each time."""
    best = float("inf")
    for _time in range(TIMES):
        try:
            with transaction.atomic():
                logs = _new_logs(city, size)
                with CaptureQueriesContext(connection) as seen:
                    tallies.added(logs)
                best = min(best, sum(float(query["time"]) for query in seen) or _timed(logs))
                raise Undone
        except Undone:
            continue
    return best


def _timed(logs: Sequence[LearningLog]) -> float:
    """The same by the clock, with Python's share, for what is too quick for the log of queries."""
    began = time.perf_counter()
    tallies.added(logs)
    return time.perf_counter() - began


def _new_logs(city: City, size: int) -> list[LearningLog]:
    """The logs of the next days, spread as all others; they need not be stored to be counted."""
    first = Initiative.objects.filter(home=city.portfolio).earliest("pk").pk
    chance = random.Random(size)
    return [
        LearningLog(
            portfolio=city.portfolio, initiative_id=first + int(city.initiatives * chance.random() ** 2), saw="So.",
            happened_on=last_day() - timedelta(days=chance.randrange(3)), kind=chance.choice(KINDS),
        )
        for _number in range(size)
    ]  # fmt: skip


def _full(city: City) -> float:
    """Seconds to count all logs into a new table."""
    with connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(f"CREATE TEMP TABLE bench_tally AS {sql.COUNTED}", {"portfolio": city.portfolio.pk})
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_tally")
    return took


def _differences(city: City) -> int:
    """Write, edit, date back and delete logs through the tallies; return how many tallies are wrong then."""
    try:
        with transaction.atomic():
            logs = _new_logs(city, 1_000)
            LearningLog.objects.bulk_create(logs)
            tallies.added(logs)
            some = logs[:300]
            was = [
                LearningLog(**{name: getattr(log, name) for name in tallies.Tallied.__annotations__}) for log in some
            ]
            for log in some:
                log.happened_on -= timedelta(days=400)
                log.kind = Kind.SURPRISE
            LearningLog.objects.bulk_update(some, ["happened_on", "kind"])
            tallies.moved(was=was, now=some)
            tallies.removed(logs[200:400])
            LearningLog.objects.filter(pk__in=[log.pk for log in logs[200:400]]).delete()
            wrong = _wrong(city)
            raise Undone
    except Undone:
        return wrong


def _wrong(city: City) -> int:
    """How many tallies differ from the logs, by initiative and by month."""
    with connection.cursor() as cursor:
        names = {"portfolio": city.portfolio.pk}
        kept = (
            "SELECT portfolio_id, initiative_id, month, kind, count::bigint FROM sensemaking_logtally "
            "WHERE portfolio_id = %(portfolio)s AND count > 0"
        )
        cursor.execute(
            f"SELECT count(*) FROM (({sql.COUNTED} EXCEPT {kept}) UNION ALL ({kept} EXCEPT {sql.COUNTED})) AS d", names
        )
        wrong = int(cursor.fetchone()[0])
    rows = LogTally.objects.filter(portfolio=city.portfolio).values_list("month", "count")
    months = dict.fromkeys(MonthTally.objects.filter(portfolio=city.portfolio).values_list("month", flat=True), 0)
    for month, count in rows.iterator(chunk_size=10_000):
        months[month] = months.get(month, 0) + count
    return wrong + sum(tallies.by_month(city.portfolio).get(month, 0) != count for month, count in months.items())
