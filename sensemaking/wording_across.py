"""Says in sentences what lies across themes; call it in the language of the portfolio."""

from collections.abc import Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sensemaking import patterns
from sensemaking.records import Answer, Pull, SharedBarrier, Surprise
from sensemaking.wording import LONGEST_TITLE, listed


def tension_title(theme: str) -> str:
    """What pulls in two directions, by the name of its theme."""
    return (_("%(words)s: in the way here, a help there") % {"words": theme})[:LONGEST_TITLE]


def tension_body(pull: Pull) -> str:
    """Who tells of it as what."""
    hinders = ngettext(
        "%(count)d initiative tells of it as a barrier", "%(count)d initiatives tell of it as a barrier", pull.against
    ) % {"count": pull.against}
    helps = ngettext("%(count)d as a help", "%(count)d as a help", pull.helping) % {"count": pull.helping}
    return _("%(hinders)s, %(helps)s.") % {"hinders": hinders, "helps": helps}


def tension_rule() -> str:
    """When a theme is a tension."""
    return _(
        "Logs of one theme are marked as a barrier by some initiatives and as an enabler by others, at least two on "
        "each side; initiatives that tell of both are not counted."
    )


def barrier_body(barrier: SharedBarrier, system_names: Mapping[int, str]) -> str:
    """Who meets it, and where."""
    count = len(barrier.initiatives)
    systems = [system_names[system] for system in barrier.systems if system in system_names]
    met = ngettext("Met by %(count)d initiative", "Met by %(count)d initiatives", count) % {"count": count}
    return _("%(met)s in %(systems)s.") % {"met": met, "systems": listed(systems)} if systems else f"{met}."


def barrier_rule() -> str:
    """When an obstacle is shared."""
    return _(
        "Logs of one theme are marked as a barrier by at least %(places)d initiatives of at least %(systems)d systems. "
        "What stops several at once may be a matter of policy."
    ) % {"places": patterns.FEWEST_PLACES, "systems": patterns.FEWEST_SYSTEMS}


def transfer_title(answer: Answer) -> str:
    """What two initiatives both speak of."""
    return capfirst(listed(answer.words[:3]))[:LONGEST_TITLE]


def transfer_rule(answer: Answer) -> str:
    """Why the one log may answer the other."""
    return _(
        "One initiative marked its log as a barrier, another marked a log in like words as an enabler; "
        "both speak of %(words)s."
    ) % {"words": listed(answer.words)}


def surprise_title(surprise: Surprise) -> str:
    """What kind of surprise it is."""
    return _("Marked as a surprise by its author") if surprise.is_marked else _("Unlike anything said before")


def surprise_rule(surprise: Surprise) -> str:
    """How the surprise was found."""
    if surprise.is_marked:
        return _("Its author chose the kind “surprise”.")
    return _("It shares next to no words with any log of the period before.")
