"""Suggested connections, written straight into the tables."""

from typing import Any

from initiatives.models import Initiative
from sensemaking.models import ConnectionSuggestion, LearningLog, SuggestionLog

Reason = tuple[str, dict[str, Any], list[LearningLog]]


def make_suggestion(one: Initiative, other: Initiative, *reasons: Reason, **fields: Any) -> ConnectionSuggestion:
    """Make one between two, for reasons given as (kind, facts, logs); each log is cited by its first sentence."""
    first, second = sorted((one, other), key=lambda row: row.pk)
    told = [
        {"kind": kind, "share": 1 / len(reasons), "facts": facts, "logs": [log.pk for log in logs]}
        for kind, facts, logs in reasons
    ]
    facts = {"portfolio": one.home, "kind": "shares_learning", "score": 0.8, "reach": 0.5, **fields}
    row = ConnectionSuggestion.objects.create(first=first, second=second, reasons=told, **facts)
    cited = {log.pk: log for _kind, _facts, logs in reasons for log in logs}
    for order, log in enumerate(cited.values()):
        SuggestionLog.objects.create(suggestion=row, log=log, quote=log.saw.split(".")[0] + ".", order=order)
    return row
