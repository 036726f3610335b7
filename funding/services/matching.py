"""Calls, and what would help: written, edited by two people without loss, withdrawn and opened again."""

from collections.abc import Collection
from functools import partial
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.models import Concern, FundingCall, SupportSought
from funding.services import matches
from initiatives.models import Combination, System
from portfolio_hub.lib.meanwhile import Stale
from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits, history

Side = FundingCall | SupportSought
SideRow = TypeVar("SideRow", FundingCall, SupportSought)
LISTS: dict[str, Any] = {"systems": System, "concerns": Concern}


def call(
    *, portfolio: Portfolio, funder: Organisation, values: dict[str, Any], by: User,
    systems: Collection[System] = (), concerns: Collection[Concern] = (),
) -> FundingCall:  # fmt: skip
    """Say what a funder looks for; matches are looked for once it is written."""
    row = FundingCall(portfolio=portfolio, by=by)
    return _write(row, {**values, "funder": funder}, {"systems": systems, "concerns": concerns}, by)


def seek(
    *, portfolio: Portfolio, values: dict[str, Any], by: User,
    systems: Collection[System] = (), concerns: Collection[Concern] = (),
) -> SupportSought:  # fmt: skip
    """Say what would help the portfolio."""
    row = SupportSought(portfolio=portfolio, by=by)
    return _write(row, values, {"systems": systems, "concerns": concerns}, by)


@transaction.atomic
def _write(row: SideRow, values: dict[str, Any], lists: dict[str, Any], by: User) -> SideRow:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    _set_lists(row, lists)
    fields = history.difference({}, facts_of(row, values))
    history.record(row, kind=Change.Kind.CREATED, fields=fields, by=by, portfolio=row.portfolio)
    _look(row)
    return row


@transaction.atomic
def edit(
    *, row: Side, values: dict[str, Any], opened_with: int, by: User,
    systems: Collection[System], concerns: Collection[Concern],
) -> Change | None:  # fmt: skip
    """Save what two people may edit at once; raises Stale with today's values when it has moved on meanwhile."""
    now = _locked(row)
    if now.edit != opened_with:
        raise Stale(edits.facts_of(now, list(values)))
    before = facts_of(now, values)
    for name, value in values.items():
        setattr(now, name, value)
    now.save(update_fields=list(values))
    _set_lists(now, {"systems": systems, "concerns": concerns})
    return _note(now, before, facts_of(now, values), by)


def withdraw(*, row: Side, by: User) -> Change | None:
    """No longer look for it; conversations stay. Raises Refused when it was withdrawn already."""
    return _mark(row, by, is_open=False)


def reopen(*, row: Side, by: User) -> Change | None:
    """Look for it again; raises Refused when it is open."""
    return _mark(row, by, is_open=True)


@transaction.atomic
def _mark(row: Side, by: User, *, is_open: bool) -> Change | None:
    now = _locked(row)
    if (now.withdrawn_at is None) == is_open:
        raise Refused(_("It is open already.") if is_open else _("It was withdrawn already."))
    before = edits.facts_of(now, ["withdrawn_at"])
    now.withdrawn_at = None if is_open else timezone.now()
    now.save(update_fields=["withdrawn_at"])
    return _note(now, before, edits.facts_of(now, ["withdrawn_at"]), by)


def facts_of(row: Side, values: Collection[str]) -> dict[str, Any]:
    """What the history keeps: the fields, and the lists by id."""
    facts = edits.facts_of(row, list(values))
    return facts | {name: sorted(getattr(row, name).values_list("pk", flat=True)) for name in LISTS}


def restore(row: Side, values: dict[str, Any], by: User) -> None:
    """Write earlier values back; what they named and is gone meanwhile stays gone."""
    kept, now = dict(values), _locked(row)
    lists = {name: kept.pop(name) for name in LISTS if name in kept}
    for name, value in kept.items():
        field: Any = type(now)._meta.get_field(name)
        if field.is_relation:
            _restore_relation(now, field, value)
        else:
            setattr(now, name, field.to_python(value))
    now.edit += 1
    now.save()
    _set_lists(
        now, {name: LISTS[name].objects.filter(pk__in=pks, portfolio=now.portfolio) for name, pks in lists.items()}
    )
    _look(now)


def _restore_relation(row: Side, field: Any, value: Any) -> None:
    if value is not None and not field.related_model._base_manager.filter(pk=value).exists():
        if isinstance(row, SupportSought) and field.related_model is Combination:
            raise history.CannotUndo(_("The combination that it named is gone."))
        raise history.CannotUndo(_("The funder that it named is gone."))
    setattr(row, field.attname, value)


def _set_lists(row: Side, lists: dict[str, Any]) -> None:
    for name, rows in lists.items():
        getattr(row, name).set(rows)


def _note(now: Side, before: dict[str, Any], after: dict[str, Any], by: User) -> Change | None:
    fields = history.difference(before, after)
    if fields:
        type(now)._default_manager.filter(pk=now.pk).update(edit=F("edit") + 1)
        _look(now)
    return history.record(now, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=now.portfolio)


def _look(row: Side) -> None:
    """Look for matches when this is written."""
    side = {"call_id": row.pk} if isinstance(row, FundingCall) else {"support_id": row.pk}
    transaction.on_commit(partial(matches.find, portfolio_id=row.portfolio_id, **side), robust=True)


def _locked(row: Side) -> Side:
    rows = type(row)._default_manager.select_for_update(of=("self",)).select_related("portfolio")
    found: Side = rows.get(pk=row.pk)
    return found
