"""Writes what findings cite: most rows of a report, so all of them in one statement."""

from collections.abc import Sequence

from django.db import connection

from portfolio_hub.lib.given import given
from sensemaking.models import FindingLog, LearningLog


def write(citations: Sequence[FindingLog]) -> None:
    """Write citations of findings that are there already; they get no number here, as nobody asks for it.

    A quote whose log was worded anew since the engine read it is left out.
    """
    if citations:
        _unquote_what_was_reworded(citations)
        rows = [(row.finding.pk, row.log_id, row.weight, row.quote, row.was_before) for row in citations]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE[connection.vendor], given(rows))


def _unquote_what_was_reworded(citations: Sequence[FindingLog]) -> None:
    """Take quotes away that do not stand in their log as it is now; only few logs of a report are quoted."""
    logs = LearningLog.objects.in_bulk({row.log_id for row in citations if row.quote})
    for row in citations:
        log = logs.get(row.log_id)
        if row.quote and not (log and any(row.quote in text for text in (log.title, log.tried, log.saw, log.next))):
            row.quote = ""


_INTO = "INSERT INTO sensemaking_findinglog (finding_id, log_id, weight, quote, was_before)"
_WRITE = {
    "postgresql": f"{_INTO} SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::text[], %s::bool[])",
    "sqlite": f"""
        {_INTO} SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
            json_extract(value, '$[3]'), json_extract(value, '$[4]')
        FROM json_each(%s) ORDER BY key
    """,
}
