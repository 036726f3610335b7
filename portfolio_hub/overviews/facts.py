"""Small facts of a portfolio that its overview needs, read together: systems, logs, options, money, promises."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from funding.flexibility import Flexibility
from funding.models import CapitalCommitment
from initiatives.models import System
from sensemaking.models import Option
from stakeholders.access import Access, Permission

CENT = Decimal("0.01")
SYSTEMS = """
SELECT 'system' AS kind, CAST(id AS varchar(20)), name, icon, CAST(colour AS numeric), "order" AS place
FROM initiatives_system WHERE portfolio_id = %s"""
MONTHS = """
SELECT 'month', CAST(month AS varchar(10)), '', '', CAST(count AS numeric), 0
FROM sensemaking_monthtally WHERE portfolio_id = %s AND month >= %s"""
PROMISES = """
SELECT 'promises', '', '', '', CAST(COUNT(*) AS numeric), 0
FROM initiatives_policycommitment WHERE portfolio_id = %s AND retired_on IS NULL"""
COMMITTED = """
SELECT 'committed', '', '', '', COALESCE(SUM(committed_total), 0), 0
FROM funding_fundingvehicle WHERE portfolio_id = %s AND currency = %s"""
OPENED = """
SELECT 'opened', SUBSTR(CAST(opened_on AS varchar(10)), 1, 7), '', '', CAST(COUNT(*) AS numeric), 0
FROM sensemaking_option WHERE opened_on >= %s AND id IN ({seen}) GROUP BY 2"""
DONE = """
SELECT 'done', SUBSTR(CAST(closed_on AS varchar(10)), 1, 7), '', '', CAST(COUNT(*) AS numeric), 0
FROM sensemaking_option WHERE closed_on >= %s AND id IN ({seen}) GROUP BY 2"""
KEPT_OPEN = """
SELECT 'kept_open', '', '', '', CAST(COUNT(*) AS numeric), 0
FROM sensemaking_option WHERE id IN ({seen})"""
FLEXIBLE = """
SELECT 'flexible', '', '', '', COALESCE(SUM(amount), 0), 0
FROM funding_capitalcommitment promised JOIN funding_fundingvehicle vehicle ON vehicle.id = promised.vehicle_id
WHERE portfolio_id = %s AND currency = %s AND status = %s AND flexibility IN ({marks})"""


@dataclass(frozen=True)
class Facts:
    """`months` holds logs by the first day of the month; `money` is None for those who don't see it.

    `options` are those kept open now; `opened` and `done` count by the first day of the month.
    """

    systems: list[System]
    months: dict[date, int]
    promises: int
    options: int
    opened: dict[date, int]
    done: dict[date, int]
    money: Flexibility | None


def facts_of(access: Access, *, since: date) -> Facts:
    """Read everything in one statement; months from `since` on."""
    portfolio = access.portfolio
    parts: list[tuple[str, list[Any]]] = [
        (SYSTEMS, [portfolio.pk]), (MONTHS, [portfolio.pk, since.isoformat()]), (PROMISES, [portfolio.pk]),
        *_options(access, since),
    ]  # fmt: skip
    if access.may(Permission.SEE_FUNDING):
        flexible = sorted(str(value) for value in CapitalCommitment.FLEXIBLE)
        marks = ", ".join(["%s"] * len(flexible))
        own = [portfolio.pk, portfolio.currency]
        committed = CapitalCommitment.Status.COMMITTED.value
        parts += [(COMMITTED, own), (FLEXIBLE.format(marks=marks), [*own, committed, *flexible])]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{' UNION ALL '.join(part for part, _values in parts)} ORDER BY 1, 6, 2",
            [value for _part, values in parts for value in values],
        )
        return _read(access, cursor.fetchall())


def _options(access: Access, since: date) -> list[tuple[str, list[Any]]]:
    """The parts that count options: the rule of who sees them is the queryset's own, put into the statement."""
    rows = Option.objects.seen_with(access).order_by()
    seen, values = rows.values("pk").query.sql_with_params()
    kept, kept_values = rows.kept_open().values("pk").query.sql_with_params()
    day = since.isoformat()
    return [
        (OPENED.format(seen=seen), [day, *values]),
        (DONE.format(seen=seen), [day, *values]),
        (KEPT_OPEN.format(seen=kept), [*kept_values]),
    ]


def _read(access: Access, found: list[tuple[Any, ...]]) -> Facts:
    """Sort the rows; sums to the cent, as SQLite adds decimals as floats."""
    portfolio = access.portfolio
    systems, months, sums = [], {}, {}
    moved: dict[str, dict[date, int]] = {"opened": {}, "done": {}}
    for kind, key, name, icon, amount, place in found:
        if kind == "system":
            systems.append(
                System(pk=int(key), portfolio=portfolio, name=name, icon=icon, colour=int(amount), order=place)
            )
        elif kind == "month":
            months[date.fromisoformat(key)] = int(amount)
        elif kind in moved:
            moved[kind][date.fromisoformat(f"{key}-01")] = int(amount)
        else:
            sums[kind] = Decimal(str(amount)).quantize(CENT)
    money = None
    if "committed" in sums:
        money = Flexibility(committed=sums["committed"], flexible=sums["flexible"], floor=portfolio.flexible_floor)
    return Facts(
        systems=sorted(systems, key=lambda row: (row.order, row.pk)),
        months=months,
        promises=int(sums["promises"]),
        options=int(sums["kept_open"]),
        opened=moved["opened"],
        done=moved["done"],
        money=money,
    )
