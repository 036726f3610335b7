"""What people think again after a shift of the context: still holds, has to change, no longer holds."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sensemaking.models import Kind, LearningLog, Rethink
from stakeholders.models import Change, User
from stakeholders.policies import Refused
from stakeholders.services import history

TARGETS = ("question", "commitment", "decision", "option", "connection")


@dataclass(frozen=True, slots=True)
class Thought:
    """What somebody thinks now of one thing; an empty verdict leaves it open."""

    kind: str
    pk: int
    why: str
    verdict: str = ""
    note: str = ""


@transaction.atomic
def answer(*, log: LearningLog, thoughts: Sequence[Thought], by: User) -> uuid.UUID | None:
    """Keep what was said of each thing, as one act that can be undone; without any, that the shift touches nothing.

    Returns the batch of the edits, None where nothing was changed. Raises Refused for a log of another kind.
    """
    if log.kind != Kind.CONTEXT_SHIFT:
        raise Refused(_("Only a context shift asks to think again."))
    batch = uuid.uuid4()
    if thoughts:
        changes = [_keep(log, thought, by, batch) for thought in thoughts]
    else:
        nothing: dict[str, Any] = dict.fromkeys(TARGETS)
        row, _made = Rethink.objects.select_related("log__portfolio").get_or_create(log=log, **nothing)
        changes = [_say(row, Rethink.Verdict.HOLDS, "", by, batch)]
    written = [change for change in changes if change is not None]
    history.record_many(written)
    return batch if written else None


def _keep(log: LearningLog, thought: Thought, by: User, batch: uuid.UUID) -> Change | None:
    target = {f"{thought.kind}_id": thought.pk}
    row, _made = Rethink.objects.select_related("log__portfolio").get_or_create(
        log=log, **target, defaults={"why": thought.why}
    )
    return _say(row, thought.verdict, thought.note.strip(), by, batch)


def _say(row: Rethink, verdict: str, note: str, by: User, batch: uuid.UUID) -> Change | None:
    fields = history.difference(
        {"verdict": row.verdict, "note": row.note}, {"verdict": str(verdict), "note": note if verdict else ""}
    )
    if not fields:
        return None
    _write(row, {name: pair[1] for name, pair in fields.items()}, by)
    return history.build(row, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=row.log.portfolio, batch=batch)


def _write(row: Rethink, values: dict[str, Any], by: User) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.by = by if row.verdict else None
    row.decided_at = timezone.now() if row.verdict else None
    row.save(update_fields=[*values, "by", "decided_at"])


@transaction.atomic
def undo(*, log: LearningLog, batch: uuid.UUID, by: User) -> None:
    """Take one act back; raises CannotUndo when somebody said something else since."""
    mine = {row.pk for row in log.rethinks.all()}
    changes = Change.objects.filter(batch=batch, content_type__model="rethink", object_id__in=mine)
    for change in changes.order_by("pk"):
        history.undo(change=change, by=by)


def register() -> None:
    """Let what was said be taken back."""
    history.restorers.add(Rethink._meta.label, _write)
