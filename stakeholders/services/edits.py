"""Saving a row together with what changed about it."""

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction

from stakeholders.models import Change, Portfolio, User
from stakeholders.services import history


def facts_of(row: models.Model, names: Sequence[str]) -> dict[str, Any]:
    """The values of the named fields as the history keeps them: plain JSON, relations by id."""
    facts = {}
    for name in names:
        value = getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]
        facts[name] = value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)
    return facts


@transaction.atomic
def save(
    row: models.Model, *, values: dict[str, Any], by: User | None, portfolio: Portfolio, why: str = ""
) -> Change | None:
    """Set the values on a new or known row, save it, and write the difference into the history.

    What stood there before is read again, because a form may have set the new values on the row already.
    """
    is_new = row._state.adding
    names = list(values)
    before = {} if is_new else facts_of(type(row)._base_manager.get(pk=row.pk), names)
    for name, value in values.items():
        setattr(row, name, value)
    if is_new:
        row.save()
    else:
        row.save(update_fields=names)
    kind = Change.Kind.CREATED if is_new else Change.Kind.EDITED
    fields = history.difference(before, facts_of(row, names))
    return history.record(row, kind=kind, fields=fields, by=by, portfolio=portfolio, why=why)
