"""Says in words why a shift of the context may touch something."""

from collections.abc import Mapping, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from sensemaking.shifting import Touch
from sensemaking.wording import listed


def reason(
    touch: Touch, initiative_names: Mapping[int, str], system_names: Mapping[int, str], words: Mapping[str, str]
) -> str:
    """What both share, as in “Same system: Mobility; both speak of “parking””; `words` spells the stems."""
    said = []
    if touch.initiatives:
        names = [initiative_names[one] for one in touch.initiatives if one in initiative_names]
        said.append(_("same initiative: %(names)s") % {"names": listed(names)} if names else _("same initiative"))
    if names := [system_names[one] for one in touch.systems if one in system_names]:
        said.append(_same_systems(names))
    if touch.stems:
        quoted = [_("“%(word)s”") % {"word": words.get(stem, stem)} for stem in touch.stems]
        said.append(_("both speak of %(words)s") % {"words": listed(quoted)})
    return capfirst("; ".join(said)) or _("It is to hold for the whole portfolio")


def _same_systems(names: Sequence[str]) -> str:
    if len(names) == 1:
        return _("same system: %(name)s") % {"name": names[0]}
    return _("same systems: %(names)s") % {"names": listed(names)}


def shift_rule() -> str:
    """How a report finds what a shift may touch."""
    return _(
        "Its author chose the kind “context shift”. It may touch assumptions, commitments, decisions that were not "
        "looked at again and options kept open when they share its initiative, a system, or words that few others "
        "have. The report names four of each kind at most, those that share most; the page of the log has more."
    )
