"""Counts learning logs as they arrive, so that no page ever has to count them.

Every service that writes logs calls `added`, `removed` or `moved` in its own transaction; drafts do not count.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

from django.db import connection, transaction
from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncMonth

from portfolio_hub.lib.given import given
from sensemaking.models import LearningLog, LogTally, MonthTally
from stakeholders.models import Circle, Portfolio

Month = tuple[int, date]
"""A portfolio's id and the first day of a month."""

TEAM = "team"
_COLUMNS = ("portfolio_id", "initiative_id", "month", "kind", "count")


class Key(NamedTuple):
    """What a tally counts: portfolio, initiative (None: the portfolio itself), first day of the month, kind."""

    portfolio_id: int
    initiative_id: int | None
    month: date
    kind: str


class Tallied(Protocol):
    """A learning log, or as much of one as a tally needs."""

    portfolio_id: int
    initiative_id: int | None
    happened_on: date
    kind: str
    circle: str
    status: str


class Difference(NamedTuple):
    """A tally that is not what the logs say; a key without a kind stands for all logs of the month.

    The kind `team` stands for those of the month that the team alone sees.
    """

    key: Key
    tallied: int
    counted: int


def key_of(log: Tallied) -> Key:
    """The tally that counts the log."""
    return Key(log.portfolio_id, log.initiative_id, log.happened_on.replace(day=1), log.kind)


def counts_of(logs: Iterable[Tallied]) -> Counter[Key]:
    """Count logs by tally; drafts count nowhere."""
    return Counter(key_of(log) for log in logs if log.status != LearningLog.Status.DRAFT)


def team_of(logs: Iterable[Tallied]) -> Counter[Month]:
    """Count, by portfolio and month, the logs that the team alone sees."""
    counted = (log for log in logs if log.circle == Circle.TEAM and log.status != LearningLog.Status.DRAFT)
    return Counter((log.portfolio_id, log.happened_on.replace(day=1)) for log in counted)


def added(logs: Collection[Tallied]) -> None:
    """Count logs that were just written."""
    apply(counts_of(logs), team=team_of(logs))


def removed(logs: Collection[Tallied]) -> None:
    """Count logs no longer, just before or after they are deleted."""
    moved(was=logs, now=())


def moved(*, was: Collection[Tallied], now: Collection[Tallied]) -> None:
    """Count edited logs where they stand now; give them as they were read before the edit, too."""
    deltas, team = counts_of(now), team_of(now)
    deltas.subtract(counts_of(was))
    team.subtract(team_of(was))
    apply(deltas, team=team)


@transaction.atomic
def apply(deltas: Mapping[Key, int], *, team: Mapping[Month, int] | None = None) -> None:
    """Add each difference to its tally: one statement for what grows, one for what shrinks, one for the months.

    `team` is how many more the team alone sees. Rows are taken in one order, so that two writers wait for each other
    instead of locking each other out.
    """
    changed = sorted(
        ((key, delta) for key, delta in deltas.items() if delta),
        key=lambda pair: (pair[0].portfolio_id, pair[0].month, pair[0].initiative_id or 0, pair[0].kind),
    )
    rows = _ROWS[connection.vendor]
    with connection.cursor() as cursor:
        groups = [
            (sql, [pair for pair in changed if (pair[0].initiative_id is None) == sql.of_portfolio]) for sql in _SQL
        ]
        for sql, pairs in groups:
            if connection.features.has_select_for_update and any(delta < 0 for _key, delta in pairs):
                cursor.execute(sql.lock % rows, given(_rows(pairs)))
        for sql, pairs in groups:
            if shrinking := [pair for pair in pairs if pair[1] < 0]:
                cursor.execute(sql.shrink % rows, given(_rows(shrinking)))
            if growing := [pair for pair in pairs if pair[1] > 0]:
                cursor.execute(sql.grow % rows, given(_rows(growing)))
        if months := _changed_months(_by_month(deltas), team or {}):
            cursor.execute(_MONTHS[connection.vendor], given(months))


def _changed_months(all_logs: Mapping[Month, int], team: Mapping[Month, int]) -> list[tuple[int, date, int, int]]:
    """(portfolio, month, difference of all, difference of the team's) where one of both is any."""
    rows = ((*month, all_logs.get(month, 0), team.get(month, 0)) for month in sorted(all_logs.keys() | team.keys()))
    return [row for row in rows if row[2] or row[3]]


def _by_month(counts: Mapping[Key, int]) -> Counter[Month]:
    """The same counts by portfolio and month alone."""
    months: Counter[Month] = Counter()
    for key, count in counts.items():
        months[key.portfolio_id, key.month] += count
    return months


@transaction.atomic
def recount(initiatives: Collection[int]) -> None:
    """Count the logs of these initiatives anew, as when logs moved from one to another."""
    deltas = counts_of(LearningLog.objects.filter(initiative__in=initiatives).iterator(chunk_size=2000))
    rows = LogTally.objects.filter(initiative__in=initiatives, count__gt=0)
    deltas.subtract({Key(*row[:4]): row[4] for row in rows.values_list(*_COLUMNS)})
    apply(deltas)


@transaction.atomic
def rebuild(portfolio: Portfolio) -> None:
    """Count all logs of a portfolio anew."""
    LogTally.objects.filter(portfolio=portfolio).delete()
    MonthTally.objects.filter(portfolio=portfolio).delete()
    counted = _counted(LearningLog.objects.filter(portfolio=portfolio))
    LogTally.objects.bulk_create(
        [LogTally(**key._asdict(), count=count) for key, count in counted.items()], batch_size=500
    )
    team = _counted_team(LearningLog.objects.filter(portfolio=portfolio))
    MonthTally.objects.bulk_create(
        MonthTally(portfolio=portfolio, month=month, count=count, team=team.get((portfolio.pk, month), 0))
        for (_portfolio, month), count in _by_month(counted).items()
    )


def verify(portfolio: Portfolio | None = None) -> list[Difference]:
    """Return the tallies that are not what the logs say, of one portfolio or of all."""
    scope = {} if portfolio is None else {"portfolio": portfolio}
    rows = LogTally.objects.filter(**scope, count__gt=0).values_list(*_COLUMNS)
    tallied = {Key(*row[:4]): row[4] for row in rows.iterator(chunk_size=5000)}
    logs = LearningLog.objects.filter(**scope)
    counted = _counted(logs)
    months = MonthTally.objects.filter(**scope).values_list("portfolio_id", "month", "count", "team")
    tallied |= {_whole(*row[:2]): row[2] for row in months if row[2]}
    tallied |= {_whole(*row[:2], TEAM): row[3] for row in months if row[3]}
    counted |= {_whole(*month): count for month, count in _by_month(counted).items()}
    counted |= {_whole(*month, TEAM): count for month, count in _counted_team(logs).items()}
    keys = sorted(tallied.keys() | counted.keys(), key=lambda key: (key[0], key[1] or 0, *key[2:]))
    return [
        Difference(key, tallied.get(key, 0), counted.get(key, 0))
        for key in keys
        if tallied.get(key, 0) != counted.get(key, 0)
    ]


def _whole(portfolio_id: int, month: date, kind: str = "") -> Key:
    """The key that stands for all logs of a month, or for those of the team."""
    return Key(portfolio_id, None, month, kind)


def by_month(portfolio: Portfolio) -> dict[date, int]:
    """How many logs the portfolio has in each month that has any; from tallies alone."""
    rows = MonthTally.objects.filter(portfolio=portfolio, count__gt=0)
    return dict(rows.order_by("month").values_list("month", "count"))


def shared_further_up(portfolios: Collection[int], from_on: date, to_on: date) -> dict[int, int]:
    """By portfolio, how many logs of these whole months are for more than the team; from tallies alone."""
    rows = MonthTally.objects.filter(portfolio__in=portfolios, month__gte=from_on, month__lt=to_on).order_by()
    summed = rows.values_list("portfolio").annotate(logs=Sum(F("count") - F("team")))
    return {portfolio: max(0, logs) for portfolio, logs in summed}


def count(portfolio: Portfolio, from_on: date, to_on: date) -> int:
    """How many logs the portfolio has in whole months from `from_on` to before `to_on`; from tallies alone."""
    rows = MonthTally.objects.filter(portfolio=portfolio, month__gte=from_on, month__lt=to_on)
    return int(rows.aggregate(logs=Sum("count"))["logs"] or 0)


def _counted(logs: QuerySet[LearningLog]) -> dict[Key, int]:
    """Count logs in the database, the slow way that needs no tallies."""
    rows = (
        logs.exclude(status=LearningLog.Status.DRAFT)
        .order_by()
        .values(month=TruncMonth("happened_on"))
        .annotate(
            portfolio_key=F("portfolio_id"), initiative_key=F("initiative_id"), kind_key=F("kind"), logs=Count("pk")
        )
        .values_list("portfolio_key", "initiative_key", "month", "kind_key", "logs")
    )
    return {Key(*row[:4]): row[4] for row in rows.iterator(chunk_size=5000)}


def _counted_team(logs: QuerySet[LearningLog]) -> dict[Month, int]:
    """The same for those that the team alone sees, by portfolio and month."""
    rows = logs.filter(circle=Circle.TEAM).exclude(status=LearningLog.Status.DRAFT).order_by()
    found = rows.values(month=TruncMonth("happened_on")).annotate(many=Count("pk"))
    return {(portfolio, month): many for portfolio, month, many in found.values_list("portfolio", "month", "many")}


def _rows(pairs: Iterable[tuple[Key, int]]) -> list[tuple[Any, ...]]:
    return [(*key, abs(delta)) for key, delta in pairs]


@dataclass(frozen=True, slots=True)
class _Sql:
    """The statements for tallies of initiatives, or of portfolios; `%s` stands for the given rows."""

    of_portfolio: bool
    lock: str
    shrink: str
    grow: str

    @classmethod
    def of(cls, *, target: str, same: str, of_portfolio: bool) -> "_Sql":
        """Build the statements around the constraint that makes a tally unique."""
        match = f"""
            tally.portfolio_id = given.portfolio_id AND tally.month = given.month AND tally.kind = given.kind AND {same}
        """
        return cls(
            of_portfolio,
            f"""
            WITH given AS (%s) SELECT 1 FROM sensemaking_logtally AS tally JOIN given ON {match}
            ORDER BY tally.portfolio_id, tally.month, tally.initiative_id, tally.kind FOR UPDATE OF tally
            """,
            f"""
            WITH given AS (%s) UPDATE sensemaking_logtally AS tally
            SET count = CASE WHEN tally.count > given.delta THEN tally.count - given.delta ELSE 0 END
            FROM given WHERE {match}
            """,
            f"""
            INSERT INTO sensemaking_logtally AS tally (portfolio_id, initiative_id, month, kind, count)
            SELECT portfolio_id, initiative_id, month, kind, delta FROM (%s) AS given WHERE true
            ON CONFLICT {target} DO UPDATE SET count = tally.count + excluded.count
            """,
        )


_SQL = (
    _Sql.of(
        target="(portfolio_id, month, initiative_id, kind) WHERE initiative_id IS NOT NULL",
        same="tally.initiative_id = given.initiative_id",
        of_portfolio=False,
    ),
    _Sql.of(
        target="(portfolio_id, month, kind) WHERE initiative_id IS NULL",
        same="tally.initiative_id IS NULL",
        of_portfolio=True,
    ),
)
_ROWS = {
    "postgresql": """
        SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::text[], %s::int[])
        AS listed(portfolio_id, initiative_id, month, kind, delta)
    """,
    "sqlite": """
        SELECT json_extract(value, '$[0]') AS portfolio_id, json_extract(value, '$[1]') AS initiative_id,
               json_extract(value, '$[2]') AS month, json_extract(value, '$[3]') AS kind,
               json_extract(value, '$[4]') AS delta
        FROM json_each(%s) ORDER BY key
    """,
}
_ADD_TO_MONTH = """
    ON CONFLICT (portfolio_id, month) DO UPDATE
    SET count = tally.count + excluded.count, team = tally.team + excluded.team
"""
_MONTHS = {
    "postgresql": f"""
        INSERT INTO sensemaking_monthtally AS tally (portfolio_id, month, count, team)
        SELECT * FROM unnest(%s::bigint[], %s::date[], %s::int[], %s::int[]) {_ADD_TO_MONTH}
    """,
    "sqlite": f"""
        INSERT INTO sensemaking_monthtally AS tally (portfolio_id, month, count, team)
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
               json_extract(value, '$[3]')
        FROM json_each(%s) WHERE true ORDER BY key {_ADD_TO_MONTH}
    """,
}
