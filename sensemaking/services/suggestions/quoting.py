"""The words of logs that speak for a pair: cut from them word for word, and gone when the log says them no more."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from sensemaking.affinity.profile import Pair
from sensemaking.affinity.telling import telling
from sensemaking.models import ConnectionSuggestion, LearningLog, SuggestionLog
from sensemaking.quotes import SENTENCE
from stakeholders.models import Portfolio

MOST_CITED = 6
LONGEST = 400
FIELDS = ("saw", "tried", "next", "title")
Key = tuple[int, int]
Told = dict[str, Any]


def hold(pairs: Sequence[Pair]) -> dict[int, LearningLog]:
    """The logs that the pairs rest on, as they read now; nobody edits them until the transaction ends."""
    wanted = {log for pair in pairs for reason in pair.reasons for log in reason.logs}
    rows = LearningLog.objects.filter(pk__in=wanted).exclude(status=LearningLog.Status.DRAFT)
    held = rows.order_by("pk").select_for_update(of=("self",), no_key=True).only("pk", *FIELDS)
    return {log.pk: log for log in held}


def cite(portfolio: Portfolio, pairs: Mapping[Key, Pair], logs: Mapping[int, LearningLog]) -> None:
    """Let waiting suggestions cite the logs of their reasons, the strongest first, and no others."""
    rows = ConnectionSuggestion.objects.filter(portfolio=portfolio).open().order_by()
    known = {(first, second): pk for pk, first, second in rows.values_list("pk", "first", "second")}
    fresh = {known[key]: pair for key, pair in pairs.items() if key in known}
    SuggestionLog.objects.filter(suggestion__in=list(fresh)).delete()
    made = [
        SuggestionLog(suggestion_id=pk, log_id=log.pk, quote=quote, order=order)
        for pk, pair in fresh.items()
        for order, (log, quote) in enumerate(_cited(pair, logs))
    ]
    SuggestionLog.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)


def _cited(pair: Pair, logs: Mapping[int, LearningLog]) -> list[tuple[LearningLog, str]]:
    words: dict[int, list[str]] = {}
    for reason in pair.reasons:
        for one in reason.logs:
            if one in logs:
                words.setdefault(one, []).extend(reason.facts.get("words", ()))
    return [(logs[one], quote_of(logs[one], said)) for one, said in list(words.items())[:MOST_CITED]]


def quote_of(log: LearningLog, words: Sequence[str]) -> str:
    """The sentence of the log that says most of the words, as it stands there; else its first one."""
    for name in FIELDS:
        if found := telling(getattr(log, name), words):
            return found
    first = SENTENCE.search(log.saw)
    return first.group()[:LONGEST].strip() if first else ""


@transaction.atomic
def follow(*, log: LearningLog, now: LearningLog | None) -> None:
    """Let suggestions keep nothing that only this log has said: after an edit, or (without `now`) before its end.

    A waiting suggestion loses what rests on the log, and goes where nothing else speaks for it; the next search
    looks again. A decided one keeps that it was decided, and loses the words.
    """
    list(LearningLog.objects.filter(pk=log.pk).select_for_update(no_key=True).values_list("pk"))
    cited = ConnectionSuggestion.objects.filter(citations__log=log.pk)
    held = cited.order_by("pk").select_for_update(of=("self",), no_key=True)
    for suggestion in list(held):
        _let_go(suggestion, log, now)
    if now is None:
        return
    for row in SuggestionLog.objects.filter(log=log.pk).exclude(quote=""):
        if not any(row.quote in getattr(now, name) for name in FIELDS):
            row.quote = ""
            row.save(update_fields=["quote"])


def _let_go(suggestion: ConnectionSuggestion, was: LearningLog, now: LearningLog | None) -> None:
    lost = [reason for reason in suggestion.reasons if _is_lost(reason, was, now)]
    kept = [reason for reason in suggestion.reasons if reason not in lost]
    if not lost:
        return
    if suggestion.is_open and not kept:
        suggestion.delete()
        return
    if not suggestion.is_open:
        kept = [_without_words(reason) if reason in lost else reason for reason in suggestion.reasons]
    suggestion.reasons = kept
    suggestion.save(update_fields=["reasons"])


def _is_lost(reason: Told, was: LearningLog, now: LearningLog | None) -> bool:
    """Whether the reason rests on the log, and the log does not say any more what it took from it."""
    if was.pk not in reason.get("logs", ()):
        return False
    return now is None or any(was.says(word) and not now.says(word) for word in reason["facts"].get("words", ()))


def _without_words(reason: Told) -> Told:
    return {**reason, "facts": {name: fact for name, fact in reason["facts"].items() if name != "words"}}
