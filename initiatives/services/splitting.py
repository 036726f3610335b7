"""Making two initiatives out of one."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from initiatives.models import Initiative, Lineage, Participation
from initiatives.services import records, state
from stakeholders.models import Change, User
from stakeholders.services import history


@transaction.atomic
def split(
    *, initiative: Initiative, by: User | None, title: str, summary: str = "", stage: str = "", why: str = "",
    participations: Collection[int] = (), places: Collection[int] = (), systems: Collection[int] = (),
) -> Initiative:  # fmt: skip
    """Make a new initiative out of this one and return it; raises ValidationError for a title that can't be.

    Chosen participations and places move to the new one; chosen systems are touched by both from now on.
    """
    row = records.locked(initiative)
    before = state.of(row)
    batch = uuid.uuid4()
    main = before["main_system"] if before["main_system"] in systems else None
    new = records.create(
        portfolio=row.home, by=by, why=why, title=title, summary=summary, stage=stage or row.stage, circle=row.circle,
        places=[pk for pk in before["places"] if pk in places],
        systems=[pk for pk in before["systems"] if pk in systems], main_system=main,
    )  # fmt: skip
    Change.objects.of(new).update(batch=batch)
    row.participations.filter(pk__in=participations).update(initiative=new)
    row.places.set(row.places.exclude(pk__in=places))
    Initiative.objects.filter(pk=row.pk).update(version=F("version") + 1)
    Lineage.objects.create(initiative=new, other=row, kind=Lineage.Kind.SPLIT_FROM, why=why, by=by)
    fields = history.difference(before, state.of(row)) | {"split_off": [None, new.pk]}
    history.record(row, kind=Change.Kind.SPLIT, fields=fields, by=by, portfolio=row.home, why=why, batch=batch)
    return new


def untouched(initiative: Initiative) -> bool:
    """Say whether nobody has edited an initiative since it was created."""
    last = Change.objects.of(initiative).to_undo().first()
    return last is None or last.kind == Change.Kind.CREATED


def parts(initiative: Initiative) -> list[Participation]:
    """Who takes part, to choose from."""
    return list(initiative.participations.live().select_related("organisation"))
