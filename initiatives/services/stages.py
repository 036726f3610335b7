"""Moving an initiative along its stages: a step, a pause, the end, a new beginning."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Initiative, Lineage, Stage
from initiatives.services import lineage
from initiatives.services.records import edit
from stakeholders.models import Change, Organisation, User


def change_stage(
    *, initiative: Initiative, to: str, by: User | None, why: str, on: date | None = None
) -> Change | None:
    """Move to another stage that is not the end; raises ValidationError without a reason or for the end."""
    if not why.strip():
        raise ValidationError({"why": _("Say in a line why it moves.")})
    if to == Stage.CLOSED:
        raise ValidationError({"to": _("Closing asks how it ended; use Close.")})
    if initiative.stage == Stage.CLOSED:
        raise ValidationError({"to": _("It is closed. Reopen it first.")})
    on = not_later(on)
    return edit(initiative=initiative, by=by, why=why, on=on, stage=to, stage_since_on=on)


@transaction.atomic
def close(
    *, initiative: Initiative, how: str, by: User | None, learning: str, why: str = "", on: date | None = None,
    spun_out_as: Organisation | str = "",
) -> Change | None:  # fmt: skip
    """End an initiative with how it ended and what was learned; raises ValidationError without either.

    `spun_out_as` says as what it lives on: an organisation of the hub, or a name.
    """
    if not learning.strip():
        raise ValidationError({"learning": _("Say what was learned. It stays when the work ends.")})
    if how == Initiative.ClosedHow.MERGED:
        raise ValidationError({"how": _("Merging asks into which initiative; use Merge.")})
    if initiative.stage == Stage.CLOSED:
        raise ValidationError({"how": _("It is closed already.")})
    on = not_later(on)
    lives_on = how == Initiative.ClosedHow.SPUN_OUT and spun_out_as
    batch = uuid.uuid4() if lives_on else None
    change = edit(
        initiative=initiative, by=by, why=why or learning, on=on, kind=Change.Kind.CLOSED, stage=Stage.CLOSED,
        stage_since_on=on, ended_on=on, is_paused=False, closed_how=how, closing_learning=learning, batch=batch,
    )  # fmt: skip
    if lives_on:
        lineage.say(
            initiative=initiative, kind=Lineage.Kind.SPUN_OUT, to=spun_out_as, by=by, why=why, on=on, batch=batch
        )  # fmt: skip
    return change


def reopen(*, initiative: Initiative, to: str, by: User | None, why: str) -> Change | None:
    """Begin again at a stage; what was learned at the end stays in the history."""
    if initiative.stage != Stage.CLOSED:
        raise ValidationError({"to": _("It is not closed.")})
    if not why.strip():
        raise ValidationError({"why": _("Say in a line why it begins again.")})
    if to == Stage.CLOSED:
        raise ValidationError({"to": _("Choose the stage at which it begins again.")})
    return edit(
        initiative=initiative, by=by, why=why, stage=to, stage_since_on=timezone.localdate(), ended_on=None,
        closed_how="", closing_learning="",
    )  # fmt: skip


def pause(*, initiative: Initiative, by: User | None, why: str) -> Change | None:
    """Let it rest; it keeps its stage."""
    if initiative.stage == Stage.CLOSED:
        raise ValidationError({"why": _("It is closed; there is nothing to pause.")})
    return edit(initiative=initiative, by=by, why=why, is_paused=True)


def resume(*, initiative: Initiative, by: User | None, why: str = "") -> Change | None:
    """Go on after a pause."""
    return edit(initiative=initiative, by=by, why=why, is_paused=False)


def not_later(on: date | None) -> date:
    """The day given, or today; raises ValidationError for a day that has not come."""
    today = timezone.localdate()
    if on is not None and on > today:
        raise ValidationError({"on": _("That day has not come yet.")})
    return on or today
