"""Several ways to see one challenge: who agrees, who sees it differently, and which one is taken forward."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Challenge, Framing, FramingMark
from initiatives.services.challenges import state
from stakeholders.models import Change, Organisation, User
from stakeholders.services import edits


@transaction.atomic
def add(
    *, challenge: Challenge, by: User, title: str, going_on: str, affected: str = "", boundary: str = "",
    evidence: str = "", organisation: Organisation | None = None,
) -> Framing:  # fmt: skip
    """Put another way to see it beside the others; raises ValidationError without words."""
    row = state.locked(challenge)
    if not title.strip():
        raise ValidationError({"title": _("Say in a line how you see it.")})
    if not going_on.strip():
        raise ValidationError({"going_on": _("Say what is going on, as you see it.")})
    framing = Framing(challenge=row, by=by)
    values: dict[str, Any] = {
        "title": title.strip(), "going_on": going_on, "affected": affected, "boundary": boundary,
        "evidence": evidence, "organisation": organisation,
    }  # fmt: skip
    edits.save(framing, values=values, by=by, portfolio=row.portfolio)
    return framing


@transaction.atomic
def mark(*, framing: Framing, by: User, stance: str, sentence: str = "") -> FramingMark:
    """Agree with a framing, or say how one sees it differently; a person's later mark replaces the earlier.

    Raises ValidationError for an unknown stance, a difference without a sentence, and one's own framing.
    """
    state.locked(framing.challenge)
    if stance not in FramingMark.Stance.values:
        raise ValidationError({"stance": _("Say whether you agree or see it differently.")})
    if framing.by_id == by.pk:
        raise ValidationError({"stance": _("This is how you see it yourself. Edit your framing instead.")})
    if stance == FramingMark.Stance.DIFFERENT and not sentence.strip():
        raise ValidationError({"sentence": _("Say in a sentence how you see it.")})
    values = {"stance": stance, "sentence": sentence.strip()[:300], "at": timezone.now()}
    return FramingMark.objects.update_or_create(framing=framing, by=by, defaults=values)[0]


def unmark(*, framing: Framing, by: User) -> None:
    """Take one's mark back."""
    framing.marks.filter(by=by).delete()


@transaction.atomic
def take_forward(*, challenge: Challenge, framing: Framing | None, by: User, why: str) -> Change | None:
    """Go on with one framing, or with none again; the others stay beside it. Raises ValidationError without a why."""
    row = state.locked(challenge)
    if framing is not None and framing.challenge_id != row.pk:
        raise ValidationError({"framing": _("This framing belongs to another challenge.")})
    if not why.strip():
        raise ValidationError({"why": _("Say why; those who see it differently will read it.")})
    values = {"framing": framing.pk if framing else None, "framing_why": why.strip() if framing else ""}
    return state.edit(row, values, by=by, why=why.strip())
