"""Saving a text that two people may edit at once: the second is told, and loses nothing."""

from typing import Any

from django.db import models, transaction
from django.db.models import F

from portfolio_hub.lib.meanwhile import Stale
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import edits


@transaction.atomic
def save(
    row: models.Model, *, values: dict[str, Any], edit: int, by: User, portfolio: Portfolio, why: str = ""
) -> Change | None:
    """Save the values on a row that counts its edits in `edit`, and write the difference into the history.

    `edit` is the count that the form was opened with; raises Stale with today's values when the row has moved on.
    """
    model = type(row)
    now = model._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if now.edit != edit:  # type: ignore[attr-defined]
        raise Stale(edits.facts_of(now, list(values)))
    change = edits.save(row, values=values, by=by, portfolio=portfolio, why=why)
    if change is not None:
        model._base_manager.filter(pk=row.pk).update(edit=F("edit") + 1)
        row.edit = edit + 1  # type: ignore[attr-defined]
    return change
