"""Keeps what the engine reads of each log, so that no text is read twice that did not change.

Whoever writes logs calls `want` in its transaction, or `forget` before they are deleted; a worker reads what waits,
and a report reads the rest of what it needs. Who writes the features of a log holds the lock of the log's row:
workers pass over logs that another one has, and nobody waits for somebody who waits for them.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from celery import current_app
from django.db import transaction

from portfolio_hub.lib.queues import Queue
from sensemaking.models import LearningLog, LogFeatures, LogReading
from sensemaking.reading import Features, Reader
from sensemaking.records import Read, Record, whole_text
from sensemaking.services import vocabulary
from stakeholders.models import Portfolio

READ_TASK = "sensemaking.tasks.read_logs"
AT_ONCE = 500
BATCHES = 40
WORDED = ("title", "tried", "saw", "next")
KEPT = Features._fields

Kept = tuple[Record, str, Read]
"""A log as the engine reads it, and the digest and features that the database has of it; empty where it has none."""


class Readers(dict[str, Reader]):
    """A reader for each language met, as each remembers the words that it has seen."""

    def __missing__(self, language: str) -> Reader:
        self[language] = Reader(language)
        return self[language]


def want(logs: Iterable[int]) -> None:
    """Have logs read whose text is new or changed; call it in the transaction that writes them."""
    _mark(logs)
    send()


def send() -> None:
    """Tell a worker once the rows are safe; when the broker is away, the beat task sends it again."""
    transaction.on_commit(
        lambda: current_app.send_task(READ_TASK, queue=str(Queue.BACKGROUND), retry=False), robust=True
    )


@transaction.atomic
def forget(logs: Collection[int]) -> None:
    """Drop what is kept of logs, with their words, just before they are deleted."""
    list(LearningLog.objects.filter(pk__in=logs).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    rows = LogFeatures.objects.filter(log__in=logs)
    gone = vocabulary.words_of(rows.values_list("log__portfolio", "words"))
    rows.delete()
    vocabulary.apply({word: -count for word, count in gone.items()})


def read_waiting() -> None:
    """Read the logs that wait, in batches; after some of them the rest is for the next worker that is free."""
    readers, last = Readers(), 0
    for _batch in range(BATCHES):
        rows = LogFeatures.objects.filter(digest="", log__gt=last).order_by("log")
        waiting = list(rows.values_list("log", flat=True)[:AT_ONCE])
        if not waiting:
            return
        fill(waiting, readers)
        last = waiting[-1]
    send()


@transaction.atomic
def fill(logs: Collection[int], readers: Readers) -> dict[int, Features]:
    """Read those of the logs that nobody else holds, all or none of them; return by log what is kept now."""
    rows = LearningLog.objects.filter(pk__in=logs).order_by("pk").select_for_update(no_key=True, skip_locked=True)
    told = list(rows.values_list("pk", "portfolio", "status", *WORDED))
    portfolio_of = {pk: portfolio for pk, portfolio, *_rest in told}
    languages = dict(Portfolio.objects.filter(pk__in=portfolio_of.values()).values_list("pk", "language"))
    was = LogFeatures.objects.filter(log__in=portfolio_of).exclude(words="").values_list("log__portfolio", "words")
    deltas = vocabulary.words_of(was)
    made: dict[int, Features] = {}
    for pk, portfolio, status, *words in told:
        read = readers[languages[portfolio]].features(whole_text(*words))
        made[pk] = read._replace(words="") if status == LearningLog.Status.DRAFT else read
    now = vocabulary.words_of((portfolio_of[pk], read.words) for pk, read in made.items())
    now.subtract(deltas)
    LogFeatures.objects.bulk_create(
        [LogFeatures(log_id=pk, **read._asdict()) for pk, read in made.items()],
        update_conflicts=True, unique_fields=["log"], update_fields=KEPT,
    )  # fmt: skip
    vocabulary.apply(now)
    return made


def read_of(kept: Sequence[Kept], language: str, *, keeps: bool = True) -> dict[int, Read]:
    """Return what is known of the texts of logs; those that nobody has read since they changed are read, and kept.

    The answer is what reading all of them would give, whatever the database has.
    """
    readers = Readers()
    reader = readers[language]
    found = {record.id: read for record, digest, read in kept if digest == reader.digest_of(record.text)}
    late = [record for record, _digest, _read in kept if record.id not in found]
    for batch in _batches(late):
        made = fill([record.id for record in batch], readers) if keeps else {}
        for record in batch:
            features = made.get(record.id)
            if features is None or features.digest != reader.digest_of(record.text):
                features = reader.features(record.text)
            found[record.id] = features.read
    return found


def renew() -> None:
    """Have all logs of a portfolio read anew where the analyser, or the portfolio's language, is another than before.

    What is there from before logs were read at all comes by this way too.
    """
    readers = Readers()
    for pk, language, by in Portfolio.objects.order_by("pk").values_list("pk", "language", "log_reading__reader"):
        if by != readers[language].digest:
            want_all(pk)
            LogReading.objects.update_or_create(portfolio_id=pk, defaults={"reader": readers[language].digest})
    if LogFeatures.objects.filter(digest="").exists():
        send()


def read_all(portfolio: Portfolio) -> None:
    """Read all logs of a portfolio now, where nobody wants to wait for a worker."""
    want_all(portfolio.pk)
    read_waiting()


def want_all(portfolio_id: int) -> None:
    """Have all logs of a portfolio read anew."""
    last: int | None = 0
    while last is not None:
        last = _want_after(portfolio_id, last)


@transaction.atomic
def _want_after(portfolio_id: int, last: int) -> int | None:
    """Mark the next logs of a portfolio; return the last of them, None when there are none."""
    rows = LearningLog.objects.filter(portfolio=portfolio_id, pk__gt=last).order_by("pk")
    logs = list(rows.select_for_update(no_key=True).values_list("pk", flat=True)[:AT_ONCE])
    _mark(logs)
    return logs[-1] if logs else None


def _mark(logs: Iterable[int]) -> None:
    """Say that the logs wait to be read; what is kept of them stands until then."""
    LogFeatures.objects.bulk_create(
        [LogFeatures(log_id=pk) for pk in logs],
        update_conflicts=True, unique_fields=["log"], update_fields=["digest"], batch_size=AT_ONCE,
    )  # fmt: skip


def _batches(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    return (records[at : at + AT_ONCE] for at in range(0, len(records), AT_ONCE))
