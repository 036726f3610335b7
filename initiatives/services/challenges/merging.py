"""Making one challenge of several, and two of one; both can be taken back while nothing newer stands in the way."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from initiatives.carried import carried
from initiatives.models import Challenge
from initiatives.services.challenges import raising, state
from stakeholders.models import Change, Circle, User

WIDTH = {circle: at for at, circle in enumerate(Circle.values)}
Moved = dict[str, list[int]]


@dataclass(frozen=True)
class Plan:
    """What a merge will bring: how many rows of which kind, and what the one then reaches in addition."""

    moving: list[tuple[str | Promise, int]]
    systems: list[str]
    places: list[str]


def plan(*, sources: Sequence[Challenge], target: Challenge) -> Plan:
    """Say what merging will do; raises ValidationError when it can't be done."""
    refuse(sources, target)
    counts = [(item.label, sum(item.movable(source, target).count() for source in sources)) for item in carried]
    gained = {
        name: sorted({str(row) for source in sources for row in getattr(source, name).all()}
                     - {str(row) for row in getattr(target, name).all()})
        for name in state.RELATED
    }  # fmt: skip
    return Plan([(label, count) for label, count in counts if count], gained["systems"], gained["places"])


def refuse(sources: Sequence[Challenge], target: Challenge) -> None:
    """Raise ValidationError for challenges that can't become one."""
    if not sources:
        raise ValidationError({"sources": _("Choose at least one challenge to merge into this one.")})
    if target.status in (Challenge.Status.MERGED, Challenge.Status.PARKED):
        raise ValidationError({"sources": _("Nothing can be merged into a challenge that is parked or merged itself.")})
    for source in sources:
        names = {"title": source.title}
        if source.pk == target.pk:
            raise ValidationError({"sources": _("A challenge can't be merged with itself.")})
        if source.portfolio_id != target.portfolio_id:
            raise ValidationError({"sources": _("“%(title)s” belongs to another portfolio.") % names})
        if source.is_merged:
            raise ValidationError({"sources": _("“%(title)s” was merged already.") % names})
        if WIDTH[source.circle] < WIDTH[target.circle]:
            words = _("Fewer people may see “%(title)s” than this one. Narrow the circle of this one first.")
            raise ValidationError({"sources": words % names})


@transaction.atomic
def merge(*, sources: Sequence[Challenge], target: Challenge, by: User, why: str) -> Change:
    """Move all that hangs on the sources to the target; they stay as records that say where they went.

    Returns the target's edit, by which `undoing` takes the whole act back. Raises ValidationError.
    """
    rows = _locked([*sources, target])
    target_row, source_rows = rows[target.pk], [rows[source.pk] for source in sources]
    refuse(source_rows, target_row)
    if not why.strip():
        raise ValidationError({"why": _("Say why they are one.")})
    batch, reach = uuid.uuid4(), {name: set(state.of(target_row)[name]) for name in state.RELATED}
    for source in source_rows:
        for name in state.RELATED:
            reach[name] |= set(state.of(source)[name])
        _dissolve(source, target_row, by, why.strip(), batch)
    values = {name: sorted(ids) for name, ids in reach.items()}
    titles = [source.title for source in source_rows]
    change = state.edit(
        target_row, values, by=by, why=why.strip(), kind=Change.Kind.MERGED, batch=batch, taken_in=[None, titles]
    )
    assert change
    return change


def _locked(challenges: Sequence[Challenge]) -> dict[int, Challenge]:
    """The rows, locked in the order of their ids, so that two merges wait for each other."""
    known = {challenge.pk: challenge for challenge in challenges}
    return {pk: state.locked(known[pk]) for pk in sorted(known)}


def _dissolve(source: Challenge, target: Challenge, by: User, why: str, batch: uuid.UUID) -> None:
    """Hang everything of the source on the target, and leave it as a record of where it went."""
    moved: Moved = {}
    for name, item in carried.items():
        if ids := list(item.movable(source, target).values_list("pk", flat=True)):
            item.move(ids, target)
            moved[name] = ids
    values = {
        "status": Challenge.Status.MERGED, "status_since_on": timezone.localdate(), "parked_why": "",
        "merged_into": target.pk, "framing": None, "framing_why": "",
    }  # fmt: skip
    state.edit(source, values, by=by, why=why, kind=Change.Kind.MERGED, batch=batch, moved=[moved, {}])


@transaction.atomic
def split(
    *, challenge: Challenge, by: User, title: str, why: str, description: str = "",
    going: Mapping[str, Collection[int]] | None = None,
) -> Challenge:  # fmt: skip
    """Make a new challenge out of this one; `going` says by name of what it carries which rows go along.

    The new one is seen by the same circle, touches the same systems and places, and both remember. Raises
    ValidationError without a title and a why.
    """
    row = state.locked(challenge)
    if not why.strip():
        raise ValidationError({"why": _("Say why they are two.")})
    batch = uuid.uuid4()
    new = raising.raise_challenge(
        portfolio=row.portfolio, by=by, title=title, description=description, circle=row.circle, why=why.strip(),
        organisation=row.organisation, systems=row.systems.all(), places=row.places.all(),
    )  # fmt: skip
    since = {"status": row.status, "parked_why": row.parked_why, "split_from": row.pk}
    state.write(new, since)
    Change.objects.of(new).update(batch=batch)
    moved: Moved = {}
    for name, ids in (going or {}).items():
        item = carried.get(name)
        if own := list(item.rows(row).filter(pk__in=ids).values_list("pk", flat=True)):
            item.move(own, new)
            moved[name] = own
    gone = row.framing_id in moved.get("framings", [])
    values = {"framing": None, "framing_why": ""} if gone else {}
    state.edit(
        row, values, by=by, why=why.strip(), kind=Change.Kind.SPLIT, batch=batch,
        moved=[moved, {}], split_off=[None, new.title],
    )  # fmt: skip
    return new
