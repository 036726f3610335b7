"""Organisations: list, edit, and merge what was entered twice."""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from stakeholders.models import Change, Organisation, Portfolio, User
from stakeholders.policies import Refused, why_not_merge
from stakeholders.services import edits, endorsements, history, positions


@transaction.atomic
def create(*, portfolio: Portfolio, values: dict[str, Any], by: User) -> Organisation:
    """Make an organisation and list it in the portfolio."""
    organisation = Organisation()
    edits.save(organisation, values=values, by=by, portfolio=portfolio)
    organisation.portfolios.add(portfolio)
    return organisation


def edit(*, organisation: Organisation, portfolio: Portfolio, values: dict[str, Any], by: User) -> None:
    """Correct an organisation; the difference stands in the history."""
    edits.save(organisation, values=values, by=by, portfolio=portfolio)


@transaction.atomic
def merge(*, duplicate: Organisation, into: Organisation, portfolio: Portfolio, by: User) -> int:
    """Hand everything of `duplicate` over to `into` and delete it; return how many rows moved.

    What `into` has already stays once. Raises Refused when the duplicate belongs to others as well.
    """
    if duplicate.pk == into.pk:
        raise Refused(_("An organisation can't be merged into itself."))
    if refusal := why_not_merge(by, duplicate):
        raise Refused(refusal)
    endorsements.merge(duplicate=duplicate, into=into)
    positions.merge(duplicate=duplicate, into=into)
    moved = sum(_hand_over(relation, duplicate, into) for relation in _relations())
    into.portfolios.add(*duplicate.portfolios.all())
    _fill_gaps(into, duplicate)
    history.record(
        into, kind=Change.Kind.MERGED, fields={"merged": [duplicate.name, into.name]}, by=by, portfolio=portfolio
    )
    duplicate.delete()
    return moved


def _relations() -> list[models.ManyToOneRel]:
    """Everything in the hub that points at an organisation, whichever app it belongs to."""
    return [
        relation
        for relation in Organisation._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and not relation.related_model._meta.auto_created
    ]


def _hand_over(relation: models.ManyToOneRel, duplicate: Organisation, into: Organisation) -> int:
    """Point the rows at `into`: all at once, or one by one when some would stand there twice."""
    name = relation.field.name
    rows = relation.related_model._base_manager.filter(**{name: duplicate})
    try:
        with transaction.atomic():
            return rows.update(**{name: into})
    except IntegrityError:
        return sum(_hand_over_one(row, name, into) for row in rows)


def _hand_over_one(row: models.Model, name: str, into: Organisation) -> int:
    try:
        with transaction.atomic():
            return type(row)._base_manager.filter(pk=row.pk).update(**{name: into})
    except IntegrityError:
        row.delete()
        return 0


def _fill_gaps(into: Organisation, duplicate: Organisation) -> None:
    """Take over what only the duplicate knew."""
    names = ("short_name", "sector", "description", "website", "external_id", "place_id")
    missing = [name for name in names if not getattr(into, name) and getattr(duplicate, name)]
    for name in missing:
        setattr(into, name, getattr(duplicate, name))
    if missing:
        into.save(update_fields=[name.removesuffix("_id") for name in missing])
