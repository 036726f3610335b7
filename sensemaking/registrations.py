"""What sense-making adds to the registries of the floors below."""

from initiatives.activity import activity
from initiatives.imports.targets import targets
from initiatives.services import posts
from sensemaking import attention, exports, following
from sensemaking.activity import Decided, HeardLogs, OwnLogs
from sensemaking.imports import LogsTarget
from sensemaking.services import evidence, learning, theming


def register() -> None:
    """Fill them, once."""
    activity.add("logs", OwnLogs())
    activity.add("heard", HeardLogs())
    activity.add("decisions", Decided())
    posts.voices.add("logs", learning.latest)
    targets.add(LogsTarget.name, LogsTarget())
    evidence.register()
    following.register()
    exports.register()
    attention.register()
    theming.register()
