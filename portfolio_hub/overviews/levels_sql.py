"""The statements behind the numbers of levels: each counts for all portfolios at once, and nothing twice."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from initiatives.coverage import ENOUGH

ALL = 0
"""The key of all portfolios together; no portfolio has it."""

LIVE = "(p.until_on IS NULL OR p.until_on > %s)"


def initiatives(tops: Mapping[int, int], circles: Collection[str]) -> list[tuple[int, str, int]]:
    """(top, stage, how many): each initiative once under a top, in however many portfolios below it it is placed."""
    if not tops or not circles:
        return []
    given, params = _given(list(tops.items()))
    return _rows(
        f"""
        WITH given(portfolio_id, top) AS ({given})
        SELECT g.top, i.stage, COUNT(DISTINCT i.id) FROM given g
        JOIN initiatives_placement p ON p.portfolio_id = g.portfolio_id AND {LIVE}
        JOIN initiatives_initiative i ON i.id = p.initiative_id AND i.circle IN ({_marks(circles)})
        GROUP BY g.top, i.stage
        """,
        [*params, timezone.localdate(), *sorted(circles)],
    )


def signatories(here: int, tops: Mapping[int, int]) -> list[tuple[int, int]]:
    """(top, how many) organisations that stand behind a shared intent, each once; also for `here`, and for `ALL`."""
    pairs = [(here, here), *tops.items(), *((pk, ALL) for pk in (here, *tops))]
    given, params = _given(pairs)
    return _rows(
        f"""
        WITH given(portfolio_id, top) AS ({given})
        SELECT g.top, COUNT(DISTINCT e.organisation_id) FROM given g
        JOIN stakeholders_intentversion v ON v.portfolio_id = g.portfolio_id AND v.status = 'shared'
        JOIN stakeholders_endorsement e ON e.version_id = v.id AND e.status IN ('confirmed', 'renewed')
        GROUP BY g.top
        """,
        params,
    )


def commitments(portfolios: Collection[int], circles: Collection[str]) -> list[tuple[int, int, int]]:
    """(portfolio, current commitments, how many of them are covered): enough in every essential system."""
    if not portfolios or not circles:
        return []
    return _rows(
        f"""
        SELECT c.portfolio_id, COUNT(*), SUM(CASE WHEN EXISTS (
            SELECT 1 FROM initiatives_systemneed n WHERE n.commitment_id = c.id AND n.need = 'essential'
        ) AND NOT EXISTS (
            SELECT 1 FROM initiatives_systemneed n WHERE n.commitment_id = c.id AND n.need = 'essential' AND (
                SELECT COUNT(DISTINCT i.id) FROM initiatives_service s
                JOIN initiatives_initiative i ON i.id = s.initiative_id AND i.stage <> 'closed'
                    AND i.circle IN ({_marks(circles)})
                JOIN initiatives_placement p ON p.initiative_id = i.id AND p.portfolio_id = c.portfolio_id AND {LIVE}
                JOIN initiatives_placementsystem t ON t.placement_id = p.id AND t.system_id = n.system_id
                WHERE s.commitment_id = c.id
            ) < {ENOUGH}
        ) THEN 1 ELSE 0 END)
        FROM initiatives_policycommitment c
        WHERE c.retired_on IS NULL AND c.portfolio_id IN ({_marks(portfolios)}) GROUP BY c.portfolio_id
        """,
        [*sorted(circles), timezone.localdate(), *portfolios],
    )


def _given(pairs: list[tuple[int, int]]) -> tuple[str, list[int]]:
    """Pairs of ids as a table of values, with its parameters."""
    return f"VALUES {', '.join(['(%s, %s)'] * len(pairs))}", [pk for pair in pairs for pk in pair]


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _rows(sql: str, params: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
