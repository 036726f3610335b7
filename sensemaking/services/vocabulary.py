"""Counts in how many logs of a portfolio each word stands, as logs are read; searches forgive slips by it."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import connection, transaction

from portfolio_hub.lib.given import given
from sensemaking.models import LogFeatures, LogWord
from stakeholders.models import Portfolio

Word = tuple[int, str]
"""A portfolio's id and a word."""

READ_AT_ONCE = 5000


def words_of(rows: Iterable[tuple[int, str]]) -> Counter[Word]:
    """Count words, given the portfolio and the words of each log."""
    return Counter((portfolio, word) for portfolio, words in rows for word in words.split())


@transaction.atomic
def apply(deltas: Mapping[Word, int]) -> None:
    """Add each difference to its word; a word that no log has any more goes.

    All rows are taken in one order by one statement, so that two workers wait for each other at most.
    """
    changed = sorted((*word, delta) for word, delta in deltas.items() if delta)
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute(_ADD[connection.vendor], given(changed))
    for portfolio in {row[0] for row in changed if row[2] < 0}:
        shrunk = [word for owner, word, delta in changed if owner == portfolio and delta < 0]
        LogWord.objects.filter(portfolio=portfolio, word__in=shrunk, logs__lte=0).delete()


def unlike(portfolio: Portfolio) -> dict[str, tuple[int, int]]:
    """Words whose count is not that of the logs read, with both numbers: what is kept, what the logs have."""
    rows = LogFeatures.objects.filter(log__portfolio=portfolio).exclude(words="")
    lists = rows.values_list("words", flat=True).iterator(chunk_size=READ_AT_ONCE)
    counted = words_of((portfolio.pk, words) for words in lists)
    kept = dict(LogWord.objects.filter(portfolio=portfolio).values_list("word", "logs"))
    words = sorted(kept.keys() | {word for _portfolio, word in counted})
    pairs = {word: (kept.get(word, 0), counted[portfolio.pk, word]) for word in words}
    return {word: pair for word, pair in pairs.items() if pair[0] != pair[1] or not pair[0]}


@transaction.atomic
def rebuild(portfolio: Portfolio) -> None:
    """Count the words of a portfolio anew, while no worker counts any."""
    rows = LogWord.objects.filter(portfolio=portfolio)
    list(rows.order_by("word").select_for_update().values_list("pk", flat=True))
    differences = unlike(portfolio)
    apply({(portfolio.pk, word): counted - kept for word, (kept, counted) in differences.items()})
    rows.filter(logs__lte=0).delete()


_ADD_TO_WORD = "ON CONFLICT (portfolio_id, word) DO UPDATE SET logs = tally.logs + excluded.logs"
_ADD = {
    "postgresql": f"""
        INSERT INTO sensemaking_logword AS tally (portfolio_id, word, logs)
        SELECT * FROM unnest(%s::bigint[], %s::text[], %s::int[]) {_ADD_TO_WORD}
    """,
    "sqlite": f"""
        INSERT INTO sensemaking_logword AS tally (portfolio_id, word, logs)
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
        FROM json_each(%s) WHERE true ORDER BY key {_ADD_TO_WORD}
    """,
}
