"""Take a snapshot of a portfolio in this process, and say in JSON how long it took and how much memory."""

import json
import sys
import time
from statistics import median

from tests.performance.one_report import memory

COPY = """
CREATE TEMP TABLE bench_frozen AS
SELECT i.id, i.title, i.stage, i.circle, jsonb_build_object(
    'paused', i.is_paused, 'facet', p.facet,
    'systems', (SELECT jsonb_agg(s.name ORDER BY t.is_main DESC, s."order") FROM initiatives_placementsystem t
        JOIN initiatives_system s ON s.id = t.system_id WHERE t.placement_id = p.id),
    'levers', (SELECT jsonb_agg(l.name ORDER BY l."order") FROM initiatives_placement_levers t
        JOIN initiatives_lever l ON l.id = t.lever_id WHERE t.placement_id = p.id),
    'leads', (SELECT jsonb_agg(o.name) FROM initiatives_participation t
        JOIN stakeholders_organisation o ON o.id = t.organisation_id WHERE t.initiative_id = i.id AND t.role = 'lead'),
    'serves', (SELECT jsonb_agg(c.title) FROM initiatives_service t
        JOIN initiatives_policycommitment c ON c.id = t.commitment_id WHERE t.initiative_id = i.id)) AS facts
FROM initiatives_placement p JOIN initiatives_initiative i ON i.id = p.initiative_id
WHERE p.portfolio_id = %s AND p.until_on IS NULL"""
"""The same facts, written by the database alone."""


def main(portfolio_id: int, times: int) -> None:
    """Take the snapshot and let the database copy the same, in turn."""
    import django

    django.setup()
    from django.db import connection

    from initiatives.models import Snapshot
    from initiatives.snapshots.taking import take

    start, took, copied, entries = memory(), [], [], 0
    for _number in range(times):
        snapshot = Snapshot.objects.create(portfolio_id=portfolio_id, name="Measured")
        began = time.perf_counter()
        if not take(snapshot.pk):
            raise SystemExit("The snapshot did not become ready.")
        took.append(time.perf_counter() - began)
        entries = snapshot.entries.count()
        snapshot.delete()
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(COPY, [portfolio_id])
            copied.append(time.perf_counter() - began)
            cursor.execute("DROP TABLE bench_frozen")
    print(
        json.dumps(
            {"entries": entries, "start": start, "memory": memory(), "took": median(took), "copied": median(copied)}
        )
    )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
