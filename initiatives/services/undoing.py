"""Taking back the last edit of an initiative, alone or with all that was done in the same act."""

import uuid
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from initiatives.followers import followers
from initiatives.models import Initiative, StageChange
from initiatives.services.bulk import chunks, write_in_sets
from initiatives.services.splitting import untouched
from stakeholders.models import Change, User
from stakeholders.services import history
from stakeholders.services.history import CannotUndo


@transaction.atomic
def undo(*, change: Change, by: User, why: str = "") -> int:
    """Take back one edit, or the whole act it belongs to, and return how many initiatives that put back.

    Raises CannotUndo with a sentence when something newer stands in the way.
    """
    if change.batch is None:
        history.undo(change=change, by=by, why=why)
        return 1
    return undo_batch(batch=change.batch, by=by, why=why)


@transaction.atomic
def undo_batch(*, batch: uuid.UUID, by: User, why: str = "") -> int:
    """Take back all edits of one act."""
    changes = list(Change.objects.in_batch(batch).standing().select_related("portfolio").order_by("-pk"))
    if not changes:
        raise CannotUndo(_("This has been undone already."))
    if changes[0].kind == Change.Kind.BULK:
        return _undo_in_sets(changes, by, why)
    if changes[0].kind == Change.Kind.IMPORTED:
        raise CannotUndo(_("This came with an import. Undo the import as a whole."))
    for change in changes:
        _undo_created(change, by, why) if change.kind == Change.Kind.CREATED else history.undo(
            change=change, by=by, why=why
        )
    return len(changes)


def _undo_created(change: Change, by: User, why: str) -> None:
    """Take away what a split has made, unless people have worked on it since."""
    new = change.target
    assert isinstance(new, Initiative)
    grown = any(follower.rows(new).exists() for follower in followers if follower.model != "initiatives.Placement")
    if grown or not untouched(new):
        raise CannotUndo(_("“%(title)s” has been worked on since. Merge it instead.") % {"title": new.title})
    undone = history.build(new, kind=Change.Kind.UNDONE, fields={}, by=by, portfolio=change.portfolio, why=why)
    undone.undoes = change
    undone.save()
    new.delete()


def _undo_in_sets(changes: list[Change], by: User, why: str) -> int:
    """Put back those rows that nobody has edited since; newer edits stay."""
    kind = ContentType.objects.get_for_model(Initiative)
    undone = 0
    for part in chunks(range(len(changes))):
        rows = {changes[at].object_id: changes[at] for at in part}
        standing = Change.objects.filter(content_type=kind, object_id__in=rows).to_undo()
        last: dict[int, Any] = dict(standing.order_by().values_list("object_id").annotate(Max("pk")))
        mine = {pk: change for pk, change in rows.items() if last.get(pk) == change.pk}
        _put_back(mine, by, why)
        undone += len(mine)
    if not undone:
        raise CannotUndo(_("Somebody has edited all of these since. Undo the newer edits first."))
    return undone


def _put_back(changes: dict[int, Change], by: User, why: str) -> None:
    write_in_sets({pk: {name: pair[0] for name, pair in change.fields.items()} for pk, change in changes.items()})
    moved = [pk for pk, change in changes.items() if "stage" in change.fields]
    steps = StageChange.objects.filter(initiative__in=moved).order_by().values("initiative").annotate(last=Max("pk"))
    StageChange.objects.filter(pk__in=list(steps.values_list("last", flat=True))).delete()
    taken_back = []
    for pk, change in changes.items():
        fields = {name: pair[::-1] for name, pair in change.fields.items()}
        row = history.build(
            Initiative(pk=pk), kind=Change.Kind.UNDONE, fields=fields, by=by, portfolio=change.portfolio, why=why
        )
        row.undoes = change
        taken_back.append(row)
    history.record_many(taken_back)
