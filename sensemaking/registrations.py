"""What sense-making adds to the registries of the floors below."""

from initiatives.activity import activity
from initiatives.imports.targets import targets
from initiatives.services import posts
from initiatives.tied import EVIDENCE, asked
from sensemaking import (
    attention,
    attention_asking,
    attention_shifts,
    attention_stories,
    attention_suggestions,
    credits,
    exports,
    following,
)
from sensemaking.activity import Decided, HeardLogs, OwnLogs
from sensemaking.forms_ties import FirstEvidence
from sensemaking.imports import LogsTarget
from sensemaking.overviews.suggestions import tables as suggestion_tables
from sensemaking.services import evidence, learning, rethinking, theming, ties, using
from sensemaking.services.suggestions import hooks as suggestions


def register() -> None:
    """Fill them, once."""
    activity.add("logs", OwnLogs())
    activity.add("heard", HeardLogs())
    activity.add("decisions", Decided())
    posts.voices.add("logs", learning.latest)
    targets.add(LogsTarget.name, LogsTarget())
    evidence.register()
    ties.register()
    asked.add(EVIDENCE, FirstEvidence())
    following.register()
    exports.register()
    credits.register()
    attention.register()
    attention_asking.register()
    attention_shifts.register()
    attention_stories.register()
    attention_suggestions.register()
    theming.register()
    rethinking.register()
    using.register()
    suggestions.register()
    suggestion_tables.register()
