"""How connections read: each kind as a verb from either end, its icon, and the words for its state."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.models.connection import DIRECTED_KINDS, Connection, ConnectionKind

if TYPE_CHECKING:
    from initiatives.models import Initiative

BACKWARDS: dict[str, Promise] = {
    ConnectionKind.ENABLES: _("is enabled by"),
    ConnectionKind.DEPENDS_ON: _("is needed by"),
    ConnectionKind.REINFORCES: _("is reinforced by"),
    ConnectionKind.PRECEDES: _("comes after"),
}
"""How a kind with a direction reads from its target; the others read alike from both ends."""

SHORT: dict[str, Promise] = {
    ConnectionKind.SHARES_LEARNING: _("shares learning"),
    ConnectionKind.SHARES_RESOURCE: _("shares a resource"),
    ConnectionKind.SERVES_SAME: _("same group or place"),
    ConnectionKind.ALTERNATIVE_TO: _("alternative"),
    ConnectionKind.IN_TENSION: _("in tension"),
}
"""Long verbs as they fit on a line of a drawing."""

ICONS: dict[str, str] = {
    ConnectionKind.ENABLES: "key",
    ConnectionKind.DEPENDS_ON: "link",
    ConnectionKind.REINFORCES: "trending-up",
    ConnectionKind.PRECEDES: "route",
    ConnectionKind.SHARES_LEARNING: "bulb",
    ConnectionKind.SHARES_RESOURCE: "tool",
    ConnectionKind.SERVES_SAME: "users-group",
    ConnectionKind.ALTERNATIVE_TO: "arrows-split-2",
    ConnectionKind.DUPLICATES: "copy",
    ConnectionKind.IN_TENSION: "bolt",
}

STATUS_ICONS: dict[str, str] = {
    Connection.Status.HYPOTHESISED: "help-circle",
    Connection.Status.OBSERVED: "eye",
    Connection.Status.REFUTED: "circle-x",
    Connection.Status.ENDED: "flag",
}

STATUS_RULES: dict[str, Promise] = {
    Connection.Status.HYPOTHESISED: _("Somebody thinks so; nobody has seen it yet."),
    Connection.Status.OBSERVED: _("Somebody has seen it happen."),
    Connection.Status.REFUTED: _("It turned out not to be so. It stays, so that nobody has to find out again."),
    Connection.Status.ENDED: _("It held once and no longer does."),
}

BACK = "-back"
"""What a form adds to the name of a kind that is said from its target."""

LABELS: dict[str, Any] = {kind.value: kind.label for kind in ConnectionKind}


def verb(kind: str, *, from_source: bool = True) -> Any:
    """How the tie reads from one of its ends: "enables", or "is enabled by" from its target."""
    return LABELS[kind] if from_source else BACKWARDS.get(kind, LABELS[kind])


def short_verb(kind: str, *, from_source: bool = True) -> Any:
    """The verb as it fits on a drawing."""
    return SHORT.get(kind) or verb(kind, from_source=from_source)


def icon(kind: str) -> str:
    """The icon of a kind."""
    return ICONS[kind]


def sayings() -> list[tuple[str, Any]]:
    """Every verb with which something can be said of an initiative, as (value for a form, words)."""
    both: Iterable[tuple[str, Any]] = (
        pair
        for kind in ConnectionKind.values
        for pair in ((kind, verb(kind)), (f"{kind}{BACK}", verb(kind, from_source=False)))
    )
    return [(value, words) for value, words in both if is_saying(value)]


def is_saying(value: str) -> bool:
    """Whether a form's value is one of the sayings; a kind without direction has no way back."""
    kind = value.removesuffix(BACK)
    return kind in ConnectionKind.values and (value == kind or kind in DIRECTED_KINDS)


def saying(kind: str, *, from_source: bool) -> str:
    """The form's value for a kind said from one of its ends."""
    return kind if from_source or kind not in DIRECTED_KINDS else f"{kind}{BACK}"


def said(value: str, here: "Initiative", other: "Initiative") -> "tuple[str, Initiative, Initiative]":
    """Read a saying of `here` about `other`: its kind, source and target."""
    kind = value.removesuffix(BACK)
    return (kind, here, other) if value == kind else (kind, other, here)
