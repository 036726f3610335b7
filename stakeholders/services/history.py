"""The one way edits enter the history, and the way they are taken back."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _

from portfolio_hub.lib.registry import Registry
from stakeholders.models import Change, Portfolio, User

Values = dict[str, Any]

restorers: Registry[Callable[[Any, Values, User], None]] = Registry("restorer")
"""By model label: a function (row, values, by) that writes earlier values back, relations included."""


class CannotUndo(Exception):
    """The change can't be taken back; the message is a sentence for the user."""


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return `{name: [before, after]}` for the values that differ."""
    names = [*before, *(name for name in after if name not in before)]
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}


def build(
    target: models.Model,
    *,
    kind: str,
    fields: dict[str, list[Any]],
    by: User | None,
    portfolio: Portfolio | None,
    why: str = "",
    batch: uuid.UUID | None = None,
) -> Change:
    """Return an unsaved history row, for callers that write many at once."""
    return Change(
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        portfolio=portfolio,
        kind=kind,
        fields=fields,
        by=by,
        why=why,
        batch=batch,
    )


def record(target: models.Model, **facts: Any) -> Change | None:
    """Write one edit (arguments as for `build`); an edit that changes nothing leaves no trace."""
    if not facts["fields"] and facts["kind"] == Change.Kind.EDITED:
        return None
    change = build(target, **facts)
    change.save()
    return change


def record_many(changes: Iterable[Change]) -> None:
    """Write many edits in batches."""
    Change.objects.bulk_create(changes, batch_size=500)


@transaction.atomic
def undo(*, change: Change, by: User, why: str = "") -> Change:
    """Take one edit back when it is the last standing one of its row; raises CannotUndo with the reason."""
    row = change.target
    if row is None:
        raise CannotUndo(_("What was edited no longer exists."))
    last = Change.objects.of(row).to_undo().first()
    if last is None or last.pk != change.pk:
        raise CannotUndo(_("Somebody has edited this since. Undo the newer edit first."))
    label = row._meta.label
    if label not in restorers or change.kind == Change.Kind.CREATED:
        raise CannotUndo(_("This kind of edit can't be undone."))
    restorers.get(label)(row, {name: pair[0] for name, pair in change.fields.items()}, by)
    undone = build(
        row,
        kind=Change.Kind.UNDONE,
        fields={name: pair[::-1] for name, pair in change.fields.items()},
        by=by,
        portfolio=change.portfolio,
        why=why,
    )
    undone.undoes = change
    undone.save()
    return undone
