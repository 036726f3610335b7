"""The words of logs that speak for a pair: cut from them word for word, and gone when the log says them no more."""

from collections.abc import Mapping, Sequence

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
        _let_go(suggestion, log.pk)
    if now is None:
        return
    for row in SuggestionLog.objects.filter(log=log.pk).exclude(quote=""):
        if not any(row.quote in getattr(now, name) for name in FIELDS):
            row.quote = ""
            row.save(update_fields=["quote"])


def _let_go(suggestion: ConnectionSuggestion, log: int) -> None:
    kept = [reason for reason in suggestion.reasons if log not in reason.get("logs", ())]
    if len(kept) == len(suggestion.reasons):
        return
    if suggestion.is_open and not kept:
        suggestion.delete()
        return
    if not suggestion.is_open:
        kept = [_without_words(reason, log) for reason in suggestion.reasons]
    suggestion.reasons = kept
    suggestion.save(update_fields=["reasons"])


def _without_words(reason: dict[str, object], log: int) -> dict[str, object]:
    logs = reason.get("logs", ())
    if not isinstance(logs, list) or log not in logs:
        return reason
    facts = reason.get("facts", {})
    told = {name: fact for name, fact in facts.items() if name != "words"} if isinstance(facts, dict) else {}
    return {**reason, "facts": told}
