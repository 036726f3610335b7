"""Moving a challenge from state to state, each step with its reason."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Challenge
from initiatives.services.challenges import state
from stakeholders.models import Change, User

OPEN = tuple(status for status in Challenge.Status if status != Challenge.Status.MERGED)
"""The states that a person may choose; merged is what a merge leaves behind."""


@transaction.atomic
def move(*, challenge: Challenge, to: str, by: User, why: str, seen: str = "") -> Change | None:
    """Bring the challenge into another state; parking keeps the reason on the row.

    `seen` is the state that the person saw; raises ValidationError when somebody else was quicker.
    """
    row = state.locked(challenge)
    if seen and seen != row.status:
        words = _("Somebody has moved it to “%(state)s” meanwhile. Look again before you move it.")
        raise ValidationError(words % {"state": row.get_status_display()}, code="stale")
    if to not in OPEN:
        raise ValidationError({"to": _("Choose one of the states.")})
    if to == row.status:
        raise ValidationError({"to": _("It is in this state already.")})
    if not why.strip():
        raise ValidationError({"why": _("Say in a line why; the reason stays in its history.")})
    values = {
        "status": to, "status_since_on": timezone.localdate(),
        "parked_why": why.strip() if to == Challenge.Status.PARKED else "",
    }  # fmt: skip
    return state.edit(row, values, by=by, why=why.strip())
