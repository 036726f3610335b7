"""Money beside the hub's own is told, mended and taken away here; each step can be undone."""

from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from funding.models import OutsideMoney
from stakeholders.models import Change, Portfolio, User
from stakeholders.services import edits, history

SMALLEST = Decimal("0.001")
NAMES = (
    "layer", "who", "organisation", "amount", "currency", "on", "source", "url", "sureness", "initiative",
    "combination", "system", "why", "circle",
)  # fmt: skip


def tell(*, portfolio: Portfolio, values: dict[str, Any], by: User) -> OutsideMoney:
    """Add an entry."""
    row = OutsideMoney(portfolio=portfolio, by=by)
    edits.save(row, values=_exact(values), by=by, portfolio=portfolio)
    return row


def mend(*, row: OutsideMoney, values: dict[str, Any], by: User) -> Change | None:
    """Change an entry; what did not change leaves no trace."""
    return edits.save(row, values=_exact(values), by=by, portfolio=row.portfolio)


def _exact(values: dict[str, Any]) -> dict[str, Any]:
    """The sum with every decimal that is kept, so that 5 and 5.000 are the same to the history."""
    return {**values, "amount": values["amount"].quantize(SMALLEST)} if "amount" in values else values


@transaction.atomic
def remove(*, row: OutsideMoney, by: User) -> Change | None:
    """Take an entry away; the history keeps all of it for `bring_back`."""
    facts = edits.facts_of(row, (*NAMES, "by"))
    fields = {name: [value, None] for name, value in facts.items() if value not in (None, "")}
    change = history.record(row, kind=Change.Kind.DELETED, by=by, portfolio=row.portfolio, fields=fields)
    row.delete()
    return change


@transaction.atomic
def bring_back(*, change: Change, by: User) -> OutsideMoney:
    """Undo a removal: the same entry again; raises CannotUndo when that was done already."""
    change = Change.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if Change.objects.filter(undoes=change).exists():
        raise history.CannotUndo(_("This has been undone already."))
    row = OutsideMoney(pk=change.object_id, portfolio=change.portfolio)
    restore_values(row, {name: pair[0] for name, pair in change.fields.items()})
    row.save(force_insert=True)
    fields = {name: pair[::-1] for name, pair in change.fields.items()}
    undone = history.build(row, kind=Change.Kind.UNDONE, fields=fields, by=by, portfolio=change.portfolio)
    undone.undoes = change
    undone.save()
    return row


def restore(row: OutsideMoney, values: dict[str, Any], by: User) -> None:
    """Write earlier values back."""
    restore_values(row, values)
    row.save(update_fields=list(values))


def restore_values(row: OutsideMoney, values: dict[str, Any]) -> None:
    """Set what the history kept as plain JSON; what a relation named and is gone by now stays empty."""
    for name, value in values.items():
        field = row._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            is_there = value is not None and field.related_model._base_manager.filter(pk=value).exists()
            setattr(row, field.attname, value if is_there else None)
        else:
            setattr(row, name, field.to_python(value))  # type: ignore[union-attr]
