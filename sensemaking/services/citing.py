"""Writes what findings cite: most rows of a report, so all of them in one statement."""

from collections.abc import Sequence

from django.db import connection

from portfolio_hub.lib.given import given
from sensemaking.models import FindingLog


def write(citations: Sequence[FindingLog]) -> None:
    """Write citations of findings that are there already; they get no number here, as nobody asks for it."""
    if citations:
        rows = [(row.finding.pk, row.log_id, row.weight, row.quote, row.was_before) for row in citations]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE[connection.vendor], given(rows))


_INTO = "INSERT INTO sensemaking_findinglog (finding_id, log_id, weight, quote, was_before)"
_WRITE = {
    "postgresql": f"{_INTO} SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::text[], %s::bool[])",
    "sqlite": f"""
        {_INTO} SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
            json_extract(value, '$[3]'), json_extract(value, '$[4]')
        FROM json_each(%s) ORDER BY key
    """,
}
