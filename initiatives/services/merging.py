"""Merging two initiatives that are one, so that nothing is lost and it can be taken back."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from initiatives.followers import followers
from initiatives.models import Initiative, Lineage, Participation, Placement, Stage
from initiatives.services import state
from initiatives.services.records import locked
from initiatives.signals import initiatives_merged
from stakeholders.models import Change, User
from stakeholders.services import history

FILLED = ("summary", "description", "website")
"""Facts that the merged initiative takes over where it has none itself."""


@dataclass(frozen=True)
class MergePlan:
    """What a merge will do: facts that change on the target, and how many rows of which kind go along."""

    fields: dict[str, list[Any]]
    moving: list[tuple[str | Promise, int]]


def plan(*, source: Initiative, target: Initiative) -> MergePlan:
    """Say what merging will do; raises ValidationError when it can't be done."""
    refuse(source, target)
    before = state.of(target)
    after = before | _gains(state.of(source), before)
    after["participations"] = before["participations"] + state.participations([source.pk]).get(source.pk, [])
    moving = [(follower.label, follower.rows(source).count()) for follower in followers]
    return MergePlan(history.difference(before, after), [(label, count) for label, count in moving if count])


def refuse(source: Initiative, target: Initiative) -> None:
    """Raise ValidationError for two that can't become one."""
    if source.pk == target.pk:
        raise ValidationError({"target": _("Choose another initiative; this is the one you are merging.")})
    if source.home_id != target.home_id:
        raise ValidationError({"target": _("The two are kept by different portfolios.")})
    if source.merged_into_id or target.merged_into_id:
        raise ValidationError({"target": _("One of the two has been merged into another already.")})


@transaction.atomic
def merge(*, source: Initiative, target: Initiative, by: User | None, why: str = "") -> uuid.UUID:
    """Merge `source` into `target` and return the batch; raises ValidationError when it can't be done.

    All that hangs on the source moves to the target. The source stays as a closed record that says where it went.
    """
    first, second = sorted((source, target), key=lambda row: row.pk)
    rows = {row.pk: locked(row) for row in (first, second)}
    source_row, target_row = rows[source.pk], rows[target.pk]
    refuse(source_row, target_row)
    batch = uuid.uuid4()
    before = state.states([source.pk, target.pk])
    heard = [target_row.last_heard_at, source_row.last_heard_at]
    _move_participations(source_row, target_row)
    moved = _move(source_row, target_row)
    target_row.last_heard_at = max(filter(None, heard), default=None)
    state.write(target_row, _gains(before[source.pk], before[target.pk]))
    state.write(source_row, _ending(source_row, target_row))
    state.note_stage(source_row, before=before[source.pk]["stage"], by=by, reason=why)
    Lineage.objects.create(initiative=source_row, other=target_row, kind=Lineage.Kind.MERGED_INTO, why=why, by=by)
    after = state.states([source.pk, target.pk])
    facts: dict[str, Any] = {
        "kind": Change.Kind.MERGED,
        "by": by,
        "portfolio": target_row.home,
        "why": why,
        "batch": batch,
    }
    gained = history.difference(before[target.pk], after[target.pk])
    if heard[0] != target_row.last_heard_at:
        gained["last_heard_at"] = [when.isoformat() if when else None for when in (heard[0], target_row.last_heard_at)]
    history.record(target_row, fields=gained, **facts)
    lost = history.difference(before[source.pk], after[source.pk]) | ({"moved": [moved, {}]} if moved else {})
    history.record(source_row, fields=lost, **facts)
    initiatives_merged.send(sender=Initiative, source=source_row, target=target_row, by=by)
    return batch


def _gains(source: state.Values, target: state.Values) -> state.Values:
    """What the target takes over from the source."""
    gains: state.Values = {name: source[name] for name in FILLED if source[name] and not target[name]}
    for name in ("places", "systems", "levers"):
        gains[name] = sorted({*target[name], *source[name]})
    gains["main_system"] = target["main_system"] or source["main_system"]
    return gains


def _ending(source: Initiative, target: Initiative) -> state.Values:
    """How the source reads once it is merged."""
    today = timezone.localdate()
    fresh = source.started_on is None or source.started_on <= today
    closed = source.stage == Stage.CLOSED
    return {
        "stage": Stage.CLOSED, "closed_how": Initiative.ClosedHow.MERGED, "merged_into": target.pk, "is_paused": False,
        "stage_since_on": state.plain(source.stage_since_on if closed else today),
        "ended_on": state.plain(source.ended_on) or (today.isoformat() if fresh else None),
    }  # fmt: skip


def _move_participations(source: Initiative, target: Initiative) -> None:
    """Hang who takes part on the target; a part that the target has already stays behind."""
    live = target.participations.filter(until_on__isnull=True)
    there = set(live.values_list("organisation_id", "role"))
    moving = [
        part.pk for part in source.participations.all()
        if part.until_on is not None or (part.organisation_id, part.role) not in there
    ]  # fmt: skip
    Participation.objects.filter(pk__in=moving).update(initiative=target)


def _free_placements(source: Initiative, target: Initiative) -> models.QuerySet[Placement]:
    """Placements of the source outside its home that share no day with one of the target in the same portfolio."""
    forever = date(9999, 12, 31)
    there = target.placements.filter(portfolio=models.OuterRef("portfolio")).annotate(end=Coalesce("until_on", forever))
    last = Coalesce(models.OuterRef("until_on"), forever)
    busy = there.filter(since_on__lt=last, end__gt=models.OuterRef("since_on"))
    return source.placements.exclude(portfolio=source.home).exclude(models.Exists(busy))


def _move(source: Initiative, target: Initiative) -> dict[str, list[int]]:
    """Move what floors have registered; placements only where the target is not placed itself."""
    moved: dict[str, list[int]] = {}
    for name, follower in followers.items():
        is_placement = follower.model == Placement._meta.label
        rows = _free_placements(source, target) if is_placement else follower.movable(source, target)
        if ids := list(rows.values_list("pk", flat=True)):
            follower.carry(ids, of=source, to=target)
            moved[name] = ids
    return moved
