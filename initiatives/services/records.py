"""Creating and editing initiatives, each edit in the history."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.models import Initiative, Placement
from initiatives.services import state
from initiatives.services.state import PLACED, Values, note_stage, plain
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import history

EMPTY: Values = {"systems": [], "main_system": None}


def decode(values: dict[str, Any]) -> Values:
    """Turn what a form or the API gives (rows, days, money) into plain values; raises on unknown names."""
    unknown = set(values) - {*state.COLUMNS, *PLACED, "places"}
    if unknown:
        raise ValueError(f"An initiative has no {', '.join(sorted(unknown))}.")
    return {name: plain(value) for name, value in values.items()}


def checked(initiative: Initiative, values: Values) -> None:
    """Raise ValidationError when the row would break its own rules with these values."""
    for name in state.COLUMNS:
        if name in values and name not in ("extra", "merged_into"):
            field: Any = Initiative._meta.get_field(name)
            setattr(initiative, name, field.to_python(values[name]))
    if initiative.started_on and initiative.ended_on and initiative.ended_on < initiative.started_on:
        raise ValidationError({"ended_on": _("It can't end before it starts.")})
    if initiative.budget_amount is not None and not initiative.budget_currency:
        raise ValidationError({"budget_currency": _("Say in which currency the budget is.")})
    if initiative.stage == "closed" and not initiative.closed_how:
        raise ValidationError({"closed_how": _("Say how it ended.")})
    initiative.full_clean(exclude=["home", "created_by", "merged_into"], validate_constraints=False)
    if initiative.external_id:
        initiative.validate_constraints(exclude=["merged_into"])


def locked(initiative: Initiative) -> Initiative:
    """The row as the database has it now, held until the end of the transaction."""
    return Initiative.objects.select_for_update(of=("self",)).select_related("home").get(pk=initiative.pk)


@transaction.atomic
def create(*, portfolio: Portfolio, by: User | None, why: str = "", **values: Any) -> Initiative:
    """Add an initiative to the portfolio, which becomes its home; raises ValidationError."""
    wanted = decode(values)
    initiative = Initiative(home=portfolio, created_by=by)
    checked(initiative, wanted)
    initiative.version = 0
    state.write(initiative, {name: wanted[name] for name in wanted if name in state.COLUMNS})
    Placement.objects.create(portfolio=portfolio, initiative=initiative, added_by=by)
    rest = {name: wanted[name] for name in wanted if name not in state.COLUMNS} | state.settle_systems(wanted, EMPTY)
    if rest:
        initiative.version = 0
        state.write(initiative, rest)
    after = state.of(initiative)
    said = {name: [None, value] for name, value in after.items() if value not in (None, "", [], {}, False)}
    history.record(initiative, kind=Change.Kind.CREATED, fields=said, by=by, portfolio=portfolio, why=why)
    if initiative.stage_since_on:
        note_stage(initiative, before="", on=initiative.stage_since_on, by=by)
    return initiative


@transaction.atomic
def edit(
    *, initiative: Initiative, by: User | None, why: str = "", version: int | None = None, on: date | None = None,
    kind: str = Change.Kind.EDITED, batch: uuid.UUID | None = None, **values: Any,
) -> Change | None:  # fmt: skip
    """Write what was given and nothing else; None when that changes nothing.

    Raises Stale when `version` is given and somebody has edited since, ValidationError for values that can't be.
    A new stage enters the stage track on `on` (today) with `why` as the reason.
    """
    row = locked(initiative)
    before = state.of(row)
    if version is not None and row.version != version:
        raise Stale(before)
    wanted = decode(values)
    wanted |= state.settle_systems(wanted, before)
    if all(before[name] == value for name, value in wanted.items()):
        return None
    checked(row, wanted)
    state.write(row, wanted)
    note_stage(row, before=before["stage"], on=on, by=by, reason=why)
    after = state.of(row)
    fields = history.difference(before, after)
    change = history.record(row, kind=kind, fields=fields, by=by, portfolio=row.home, why=why, batch=batch)
    initiative.refresh_from_db(fields=[*state.COLUMNS, "version"])
    return change
