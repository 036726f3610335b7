"""What organisations need, fear and can't accept, and the braids that the facilitator finds between them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from stakeholders.models import Braid, Change, Circle, Organisation, Position, User
from stakeholders.services import edits, history

TEXTS = ("needs", "fears", "cannot_accept")
NARROWEST = (Circle.TEAM, Circle.PORTFOLIO, Circle.FUNDERS, Circle.PUBLIC)


def seal(*, position: Position, by: User) -> None:
    """Note who wrote the words of a position last, and when."""
    Position.objects.filter(pk=position.pk).update(by=by, at=timezone.now())


@transaction.atomic
def delete(*, position: Position, by: User) -> None:
    """Take a position back; its words leave the pages, and the history says only that there was one."""
    history.record(
        position,
        kind=Change.Kind.DELETED,
        fields={"organisation": [position.organisation.name, None]},
        by=by,
        portfolio=position.portfolio,
    )
    position.delete()


@transaction.atomic
def braid(*, braid: Braid, values: dict[str, Any], positions: Sequence[Position], by: User) -> Braid:
    """Write down where positions go together."""
    if braid._state.adding:
        braid.by = by
    edits.save(braid, values=values, by=by, portfolio=braid.portfolio)
    before = sorted(braid.positions.values_list("organisation__name", flat=True))
    braid.positions.set(positions)
    fields = history.difference(
        {"positions": before}, {"positions": sorted(position.organisation.name for position in positions)}
    )
    history.record(braid, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=braid.portfolio)
    return braid


@transaction.atomic
def unbraid(*, braid: Braid, by: User) -> None:
    """Take a braid away; the positions stay as they are."""
    history.record(
        braid, kind=Change.Kind.DELETED, fields={"name": [braid.name, None]}, by=by, portfolio=braid.portfolio
    )
    braid.delete()


@transaction.atomic
def merge(*, duplicate: Organisation, into: Organisation) -> None:
    """Before two organisations become one: put the words of both together, for the narrower circle."""
    theirs = {row.portfolio_id: row for row in Position.objects.filter(organisation=into)}
    for row in Position.objects.filter(organisation=duplicate):
        kept = theirs.get(row.portfolio_id)
        if kept is None:
            continue
        for name in TEXTS:
            both = (getattr(kept, name), getattr(row, name))
            setattr(kept, name, "\n\n".join(dict.fromkeys(text for text in both if text)))
        kept.circle = min(kept.circle, row.circle, key=NARROWEST.index)
        kept.edit += 1
        kept.save(update_fields=[*TEXTS, "circle", "edit"])
        for one in row.braids.all():
            one.positions.add(kept)
        row.delete()
