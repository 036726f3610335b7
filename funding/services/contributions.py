"""What initiatives and combinations contribute to a concern: a new judgement stands beside the earlier ones."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.models import Concern, Contribution, ContributionEvidence, Observation, Outcome
from initiatives.models import Combination, Initiative
from portfolio_hub.lib.meanwhile import Stale
from sensemaking.models import LearningLog
from stakeholders.models import Change, User
from stakeholders.services import history

JUDGED = ("mechanism", "size", "evidence", "is_harm")
ENDED = {"is_current": [True, False]}
EARLIEST_YEAR = 1900


@dataclass(frozen=True)
class Piece:
    """One thing that a judgement rests on: a row of the hub, or a note with its source."""

    log: LearningLog | None = None
    outcome: Outcome | None = None
    observation: Observation | None = None
    note: str = ""
    url: str = ""

    @property
    def leads_somewhere(self) -> bool:
        """Whether a reader can go and look; a note of which nobody says where it can be checked leads nowhere."""
        return bool(self.log or self.outcome or self.observation or self.url)


@transaction.atomic
def judge(
    *, concern: Concern, of: Initiative | Combination, values: Mapping[str, Any], pieces: Iterable[Piece] = (),
    by: User | None, judged: int | None = None, is_guarded: bool = True,
) -> Contribution:  # fmt: skip
    """Write a new judgement; the one before it becomes history.

    `judged` is the id of the judgement that was known when the form was opened, none for none: raises Stale when
    another came meanwhile. Raises ValidationError for "evidenced" with nothing that a reader can go and look at.
    """
    held = Concern.objects.select_for_update(of=("self",)).select_related("portfolio").get(pk=concern.pk)
    key = {"initiative" if isinstance(of, Initiative) else "combination": of}
    before = held.contributions.filter(is_current=True, **key).first()
    if is_guarded and (before.pk if before else None) != judged:
        raise Stale({"judged": before.pk if before else None})
    pieces = list(pieces)
    row = Contribution(concern=held, by=by, **key, **values)
    _check(row, pieces)
    batch = uuid.uuid4()
    if before is not None:
        Contribution.objects.filter(pk=before.pk).update(is_current=False)
        history.record(before, kind=Change.Kind.EDITED, fields=ENDED, by=by, portfolio=held.portfolio, batch=batch)
    row.save()
    ContributionEvidence.objects.bulk_create(
        ContributionEvidence(
            contribution=row, log=piece.log, outcome=piece.outcome, observation=piece.observation,
            note=piece.note, url=piece.url,
        )
        for piece in pieces
    )  # fmt: skip
    fields = history.difference(_facts(before), _facts(row))
    history.record(row, kind=Change.Kind.CREATED, fields=fields, by=by, portfolio=held.portfolio, batch=batch)
    return row


@transaction.atomic
def withdraw(*, contribution: Contribution, by: User) -> Change | None:
    """Say that there is no judgement any more; what was judged stays in the history."""
    _locked(contribution)
    if not Contribution.objects.filter(pk=contribution.pk, is_current=True).update(is_current=False):
        return None
    return history.record(
        contribution, kind=Change.Kind.EDITED, fields=ENDED, by=by, portfolio=contribution.concern.portfolio
    )


@transaction.atomic
def undo(*, change: Change, by: User) -> None:
    """Take back that something was judged, or that a judgement was withdrawn: the one before counts again.

    Raises CannotUndo when the change was undone already, or somebody judged since.
    """
    row = Contribution.objects.select_related("concern__portfolio").filter(pk=change.object_id).first()
    if row is None or Change.objects.filter(undoes=change).exists():
        raise history.CannotUndo(_("This was undone already."))
    concern, was_made = _locked(row), change.kind == Change.Kind.CREATED
    now = concern.contributions.current().filter(initiative=row.initiative_id, combination=row.combination_id).first()
    if (now.pk if now else None) != (row.pk if was_made else None):
        raise history.CannotUndo(_("Somebody has judged this since. Undo the newer judgement first."))
    again = _replaced_by(change) if was_made else row
    Contribution.objects.filter(pk=row.pk).update(is_current=False)
    if again is not None:
        Contribution.objects.filter(pk=again.pk).update(is_current=True)
    fields = {name: pair[::-1] for name, pair in change.fields.items()}
    undone = history.build(row, kind=Change.Kind.UNDONE, fields=fields, by=by, portfolio=row.concern.portfolio)
    undone.undoes = change
    undone.save()


def _replaced_by(change: Change) -> Contribution | None:
    """The judgement that stopped counting when this one was made."""
    ended = Change.objects.filter(batch=change.batch, kind=Change.Kind.EDITED, content_type=change.content_type)
    return Contribution.objects.filter(pk__in=ended.values("object_id")).first() if change.batch else None


def _locked(contribution: Contribution) -> Concern:
    return Concern.objects.select_for_update(of=("self",)).get(pk=contribution.concern_id)


def _check(row: Contribution, pieces: list[Piece]) -> None:
    """Refuse what no reader could follow."""
    problems: dict[str, Any] = {}
    if row.concern.retired_on is not None:
        problems["mechanism"] = _("This concern is no longer looked at.")
    row.full_clean(exclude=["concern", "initiative", "combination", "by"], validate_constraints=False)
    if row.on > timezone.localdate():
        problems["on"] = _("A judgement can't be made in the future.")
    elif row.on.year < EARLIEST_YEAR:
        problems["on"] = _("Is the year right?")
    if row.evidence == Contribution.Evidence.EVIDENCED and not any(piece.leads_somewhere for piece in pieces):
        if pieces:
            problems["url"] = _("“Evidenced” needs something that can be looked up: say where, or choose it above.")
        else:
            problems["pieces"] = _("“Evidenced” needs at least one thing that shows it. Choose or note one below.")
    if any(piece.url and not piece.note for piece in pieces):
        problems["note"] = _("Say what was observed there.")
    if problems:
        raise ValidationError(problems)


def _facts(row: Contribution | None) -> dict[str, Any]:
    return {name: getattr(row, name) for name in JUDGED} if row is not None else {}
