"""The data of the map in this process: its time beside the same rows read by SQL, and its bytes, in JSON.

`VAR_DIR=/tmp/somewhere python -m tests.performance.one_map 2000 5000 20` after `manage.py migrate` there.
"""

import gzip
import json
import random
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

SEED = 7
STAGES = ("idea", "exploring", "testing", "growing", "embedded", "closed")
KINDS = ("enables", "depends_on", "reinforces", "shares_learning", "serves_same", "in_tension")
NODES = """
SELECT i.id, i.title, i.stage, i.is_paused, t.system_id FROM initiatives_placement p
JOIN initiatives_initiative i ON i.id = p.initiative_id
LEFT JOIN initiatives_placementsystem t ON t.placement_id = p.id AND t.is_main
WHERE p.portfolio_id = %s AND p.until_on IS NULL ORDER BY i.id"""
EDGES = """
SELECT c.id, c.source_id, c.target_id, c.kind, c.status, c.strength FROM initiatives_connection c
JOIN initiatives_placement a ON a.initiative_id = c.source_id AND a.portfolio_id = %s AND a.until_on IS NULL
JOIN initiatives_placement b ON b.initiative_id = c.target_id AND b.portfolio_id = %s AND b.until_on IS NULL"""


def invented(nodes: int, edges: int) -> Any:
    """A portfolio of so many initiatives and connections."""
    from initiatives.models import DIRECTED_KINDS, Connection, Initiative, Placement, PlacementSystem, System
    from stakeholders.models import Portfolio

    chance = random.Random(SEED)
    portfolio = Portfolio.objects.create(name="Measured", slug="measured-map")
    systems = System.objects.bulk_create(
        System(portfolio=portfolio, name=f"System {n}", order=n, colour=n + 1) for n in range(7)
    )
    rows = Initiative.objects.bulk_create(
        Initiative(
            home=portfolio, title=f"Initiative with a title of its own {n}", stage=chance.choice(STAGES[:5]),
            circle="public",
        )
        for n in range(nodes)
    )  # fmt: skip
    placements = Placement.objects.bulk_create(Placement(portfolio=portfolio, initiative=row) for row in rows)
    PlacementSystem.objects.bulk_create(
        PlacementSystem(placement=row, system=chance.choice(systems), is_main=True) for row in placements
    )
    pairs: set[tuple[str, int, int]] = set()
    while len(pairs) < edges:
        one, other, kind = chance.choice(rows).pk, chance.choice(rows).pk, chance.choice(KINDS)
        if one != other:
            pairs.add((kind, one, other) if kind in DIRECTED_KINDS else (kind, *sorted((one, other))))
    Connection.objects.bulk_create(
        Connection(portfolio=portfolio, source_id=one, target_id=other, kind=kind, status="observed")
        for kind, one, other in sorted(pairs)
    )
    return portfolio


def timed(work: Callable[[], Any], rounds: int) -> float:
    """The median of some rounds, in milliseconds, after one to warm up."""
    work()
    took = []
    for _round in range(rounds):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return round(median(took), 1)


def main(nodes: int, edges: int, rounds: int) -> None:
    """Make the portfolio, measure, and leave nothing behind."""
    import django

    django.setup()
    from django.db import connection, transaction

    from portfolio_hub.overviews.map.choice import MapFilters
    from portfolio_hub.overviews.map.data import map_data
    from portfolio_hub.overviews.map.payload import as_json
    from stakeholders.access import steward_access

    with transaction.atomic():
        portfolio = invented(nodes, edges)
        access = steward_access(portfolio)

        def ask() -> None:
            with connection.cursor() as cursor:
                cursor.execute(NODES, [portfolio.pk])
                cursor.fetchall()
                cursor.execute(EDGES, [portfolio.pk, portfolio.pk])
                cursor.fetchall()

        body = as_json(map_data(access, MapFilters()))
        sent = gzip.compress(body, compresslevel=6)
        numbers = {
            "nodes": nodes, "edges": edges, "rows": timed(lambda: map_data(access, MapFilters()), rounds),
            "whole": timed(lambda: as_json(map_data(access, MapFilters())), rounds), "sql": timed(ask, rounds),
            "kB": round(len(body) / 1000, 1), "kB_sent": round(len(sent) / 1000, 1),
        }  # fmt: skip
        print(json.dumps(numbers))
        transaction.set_rollback(True)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
