"""Combinations: making, editing, ending and deleting them, each act in the history."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import tied
from initiatives.models import Combination, CombinationMember, Initiative
from stakeholders.models import Change, Circle, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits, history, shared_texts

FEWEST = 2
"""One initiative alone combines nothing."""

MEMBERS = "members"
"""The name under which the history keeps members: {id of the initiative: what it brings}."""


def locked(combination: Combination) -> Combination:
    """The row as the database has it now, held until the end of the transaction."""
    rows = Combination.objects.select_for_update(of=("self",)).select_related("portfolio")
    return rows.get(pk=combination.pk)


@transaction.atomic
def make(
    *, portfolio: Portfolio, name: str, effect: str, members: Mapping[Initiative, str], by: User | None,
    circle: str = Circle.PUBLIC, said_on: date | None = None,
) -> Combination:  # fmt: skip
    """Say that initiatives together give what none gives alone; `members` says what each brings.

    Raises ValidationError for fewer than two, for one that is not in the portfolio, and for a name that is taken.
    """
    Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    values = {"name": name.strip(), "effect": effect.strip(), "circle": circle}
    combination = Combination(portfolio=portfolio, said_by=by, said_on=said_on or timezone.localdate(), **values)
    combination.full_clean(exclude=["said_by"])
    if len({member.pk for member in members}) < FEWEST:
        raise ValidationError({MEMBERS: _("Choose at least two initiatives; one alone combines nothing.")})
    _must_be_here(portfolio, members)
    combination.save()
    for member, brings in members.items():
        _add(combination, member, brings)
    fields = history.difference({}, {**values, MEMBERS: _said(combination)})
    history.record(combination, kind=Change.Kind.CREATED, fields=fields, by=by, portfolio=portfolio)
    return combination


@transaction.atomic
def edit(*, combination: Combination, values: dict[str, Any], edit: int, by: User, why: str = "") -> Change | None:
    """Save name, effect or circle; raises Stale when somebody edited meanwhile and ValidationError for a taken name."""
    Portfolio.objects.select_for_update().get(pk=combination.portfolio_id)
    row = locked(combination)
    wanted = {name: value.strip() for name, value in values.items()}
    for name, value in wanted.items():
        setattr(row, name, value)
    row.full_clean(exclude=["said_by"])
    change = shared_texts.save(row, values=wanted, edit=edit, by=by, portfolio=row.portfolio, why=why)
    combination.refresh_from_db()
    return change


@transaction.atomic
def add_members(*, combination: Combination, members: Mapping[Initiative, str], by: User) -> Change | None:
    """Add initiatives, or say anew what they bring; raises ValidationError for one that is not in the portfolio."""
    row = locked(combination)
    before = _said(row)
    there = set(row.members.values_list("initiative", flat=True))
    _must_be_here(row.portfolio, [member for member in members if member.pk not in there])
    for member, brings in members.items():
        _add(row, member, brings)
    return _note(row, before, by)


@transaction.atomic
def remove_member(*, member: CombinationMember, by: User, why: str = "") -> Change | None:
    """Take an initiative out; raises Refused when fewer than two would be left, for then it is none any more."""
    row = locked(member.combination)
    if row.members.exclude(pk=member.pk).count() < FEWEST:
        raise Refused(_("A combination needs two initiatives. Say that it is over instead."))
    before = _said(row)
    row.members.filter(pk=member.pk).delete()
    return _note(row, before, by, why)


@transaction.atomic
def end(*, combination: Combination, why: str, by: User, on: date | None = None) -> Change | None:
    """Say that it is over; raises ValidationError without a reason or for a day that has not come."""
    today = timezone.localdate()
    if not why.strip():
        raise ValidationError({"why": _("Say why it is over. It stays as a memory of what was tried.")})
    if on is not None and on > today:
        raise ValidationError({"on": _("That day has not come yet.")})
    row = locked(combination)
    if row.ended_on is not None:
        raise ValidationError(_("It is over already."))
    if on is not None and on < row.said_on:
        raise ValidationError({"on": _("It can't end before it was said.")})
    return _changed(row, {"ended_on": on or today, "outcome": why.strip()}, by)


@transaction.atomic
def reopen(*, combination: Combination, by: User) -> Change | None:
    """Say that it holds again."""
    return _changed(locked(combination), {"ended_on": None, "outcome": ""}, by)


@transaction.atomic
def delete(*, combination: Combination, by: User) -> None:
    """Delete one that nothing hangs on; raises Refused when there is evidence, which would be lost."""
    row = locked(combination)
    if row.evidence.exists():
        raise Refused(_("There is evidence for it or against it. Say that it is over instead; its history stays."))
    facts = {**edits.facts_of(row, ("name", "effect")), MEMBERS: _said(row)}
    fields = {name: [value, None] for name, value in facts.items()}
    history.record(row, kind=Change.Kind.DELETED, fields=fields, by=by, portfolio=row.portfolio)
    row.delete()


def restore(combination: Combination, values: dict[str, Any], by: User) -> None:
    """Write earlier values back, members and evidence included; an initiative that is gone meanwhile stays gone."""
    row = locked(combination)
    own: dict[str, Any] = {}
    for name, value in values.items():
        if name == MEMBERS:
            _restore_members(row, value or {})
        elif name in tied.tied:
            tied.tied.get(name).put_back(row, value or [])  # type: ignore[arg-type]
        else:
            field: Any = Combination._meta.get_field(name)
            own[field.attname] = field.to_python(value)
    taken = Combination.objects.filter(portfolio=row.portfolio_id, name=own.get("name", "")).exclude(pk=row.pk)
    if taken.exists():
        raise history.CannotUndo(_("Another combination has that name by now. Rename one of the two first."))
    Combination.objects.filter(pk=row.pk).update(**own, edit=F("edit") + 1)


def _restore_members(combination: Combination, said: Mapping[str, str]) -> None:
    wanted = {int(pk): brings for pk, brings in said.items()}
    rows = Initiative.objects.in_bulk(list(wanted))
    combination.members.exclude(initiative__in=list(rows)).delete()
    for pk, row in rows.items():
        _add(combination, row, wanted[pk])


def _changed(combination: Combination, values: dict[str, Any], by: User) -> Change | None:
    change = edits.save(combination, values=values, by=by, portfolio=combination.portfolio)
    if change is not None:
        Combination.objects.filter(pk=combination.pk).update(edit=F("edit") + 1)
    return change


def _note(combination: Combination, before: dict[str, str], by: User, why: str = "") -> Change | None:
    fields = history.difference({MEMBERS: before}, {MEMBERS: _said(combination)})
    facts: dict[str, Any] = {"by": by, "portfolio": combination.portfolio, "why": why}
    return history.record(combination, kind=Change.Kind.EDITED, fields=fields, **facts)


def _said(combination: Combination) -> dict[str, str]:
    rows = CombinationMember.objects.filter(combination=combination).order_by("initiative_id")
    return {str(pk): brings for pk, brings in rows.values_list("initiative_id", "brings")}


def _add(combination: Combination, member: Initiative, brings: str) -> None:
    words = " ".join(brings.split())
    longest = CombinationMember._meta.get_field("brings").max_length or 0
    if len(words) > longest:
        raise ValidationError({MEMBERS: _("Say what it brings in %(most)d characters.") % {"most": longest}})
    CombinationMember.objects.update_or_create(
        combination=combination, initiative=member, defaults={"brings": words}
    )  # fmt: skip


def _must_be_here(portfolio: Portfolio, members: Iterable[Initiative]) -> None:
    wanted: Collection[int] = {member.pk for member in members}
    here = Initiative.objects.placed_in(portfolio).filter(pk__in=wanted, merged_into=None).count()
    if here < len(wanted):
        raise ValidationError({MEMBERS: _("Choose initiatives that are in this portfolio.")})
