"""Says in sentences who was heard from and who was not; call it in the language of the portfolio."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sensemaking.records import HeardPart, Part


def part_title(part: HeardPart, name: str) -> str:
    """Who of a sector, place or group was heard from."""
    if part.kind == Part.GROUP:
        return _("%(group)s: not heard from") % {"group": name}
    return _("%(part)s: %(heard)d of %(expected)d initiatives heard from") % {
        "part": name, "heard": len(part.heard), "expected": part.expected,
    }  # fmt: skip


def part_body(part: HeardPart) -> str:
    """How many could have told of a group."""
    if part.kind != Part.GROUP:
        return ""
    return ngettext(
        "%(count)d active initiative concerns them.", "%(count)d active initiatives concern them.", part.expected
    ) % {"count": part.expected}


def part_rule(kind: str) -> str:
    """When a silence of this kind is worth naming."""
    if kind == Part.SECTOR:
        return _(
            "An initiative counts for the sector of every organisation that took part in it in the period. A sector is "
            "named when it has at least three active initiatives and fewer than a third of them posted."
        )
    if kind == Part.PLACE:
        return _(
            "An initiative counts for each of its places. A place is named when it has at least three active "
            "initiatives and fewer than a third of them posted."
        )
    return _(
        "A group is an organisation that takes part as affected, or those whom the framing of a challenge names as "
        "affected. It is named when none of the initiatives that concern it posted, and nobody who speaks for it did."
    )
