"""Policy commitments: their order, what they need of which system, their end, and taking edits back."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import PolicyCommitment, System, SystemNeed
from initiatives.services import serving
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import edits, history

Needs = Mapping[tuple[int, int], str]
"""By (commitment, system): essential, helpful, none; the empty text for not said yet."""


def next_order(portfolio: Portfolio) -> int:
    """The place after the last commitment."""
    last = PolicyCommitment.objects.filter(portfolio=portfolio).aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


@transaction.atomic
def create(*, portfolio: Portfolio, by: User | None, **values: Any) -> PolicyCommitment:
    """Add a commitment at the end; raises ValidationError for values that can't be."""
    commitment = PolicyCommitment(portfolio=portfolio, created_by=by, order=next_order(portfolio), **values)
    commitment.full_clean(exclude=["created_by"])
    edits.save(commitment, values=values, by=by, portfolio=portfolio)
    return commitment


@transaction.atomic
def move(*, commitment: PolicyCommitment, up: bool, by: User) -> None:
    """Move a commitment one step among those that are pursued; the first and the last stay at their end."""
    Portfolio.objects.select_for_update().get(pk=commitment.portfolio_id)
    rows = list(PolicyCommitment.objects.current().filter(portfolio=commitment.portfolio_id))
    at = next((place for place, row in enumerate(rows) if row.pk == commitment.pk), None)
    if at is None or not 0 <= (to := at - 1 if up else at + 1) < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for order, row in enumerate(rows, start=1):
        row.order = order
    PolicyCommitment.objects.bulk_update(rows, ["order"])


@transaction.atomic
def retire(*, commitment: PolicyCommitment, why: str, by: User, on: date | None = None) -> Change | None:
    """Give a commitment up, or say that it is fulfilled; raises ValidationError without a reason."""
    if not why.strip():
        raise ValidationError({"why": _("Say why it is no longer pursued.")})
    values = {"retired_on": on or timezone.localdate(), "retired_why": why.strip()}
    return _changed(commitment, values, by)


@transaction.atomic
def take_up_again(*, commitment: PolicyCommitment, by: User) -> Change | None:
    """Pursue a retired commitment again."""
    return _changed(commitment, {"retired_on": None, "retired_why": ""}, by)


def _changed(commitment: PolicyCommitment, values: dict[str, Any], by: User) -> Change | None:
    row = serving.locked(commitment)
    change = edits.save(row, values=values, by=by, portfolio=row.portfolio)
    commitment.refresh_from_db()
    return change


@transaction.atomic
def delete(*, commitment: PolicyCommitment, by: User) -> None:
    """Delete a commitment on which nothing hangs; raises Refused otherwise."""
    row = serving.locked(commitment)
    if row.services.exists() or row.policy_touches.exists():
        raise Refused(_("Initiatives or policies hang on it. Retire it with a reason instead; its history stays."))
    facts = edits.facts_of(row, ("title", "promise"))
    fields = {name: [value, None] for name, value in facts.items()}
    history.record(row, kind=Change.Kind.DELETED, fields=fields, by=by, portfolio=row.portfolio)
    row.delete()


@transaction.atomic
def set_needs(*, portfolio: Portfolio, needs: Needs, by: User, why: str = "") -> uuid.UUID | None:
    """Say what commitments need of systems; returns the batch by which it can be undone, None when nothing changed.

    Cells that are left out stay as they are; raises ValidationError for a cell that is not of this portfolio.
    """
    Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    commitments = {row.pk: row for row in PolicyCommitment.objects.filter(portfolio=portfolio)}
    systems = set(System.objects.filter(portfolio=portfolio).values_list("pk", flat=True))
    allowed = {"", *SystemNeed.Need.values}
    for (commitment, system), need in needs.items():
        if commitment not in commitments or system not in systems or need not in allowed:
            raise ValidationError(_("A cell does not belong to this frame. Open the page again."))
    now = needs_now(portfolio)
    batch, changes = uuid.uuid4(), []
    for pk, commitment in commitments.items():
        before = now.get(pk, {})
        said = {str(system): need for (other, system), need in needs.items() if other == pk}
        after = {system: need for system, need in {**before, **said}.items() if need}
        if before != after:
            _write_needs(commitment, before, after)
            fields = {"needs": [before, after]}
            changes.append(
                history.build(commitment, kind=Change.Kind.EDITED, fields=fields, by=by, portfolio=portfolio, why=why,
                              batch=batch)
            )  # fmt: skip
    history.record_many(changes)
    return batch if changes else None


def needs_now(portfolio: Portfolio) -> dict[int, dict[str, str]]:
    """By commitment: what it needs of each system of which something is said."""
    found: dict[int, dict[str, str]] = {}
    rows = SystemNeed.objects.filter(commitment__portfolio=portfolio).order_by("system_id")
    for commitment, system, need in rows.values_list("commitment_id", "system_id", "need"):
        found.setdefault(commitment, {})[str(system)] = need
    return found


def _write_needs(commitment: PolicyCommitment, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    gone = [int(system) for system in before if system not in after]
    SystemNeed.objects.filter(commitment=commitment, system__in=gone).delete()
    for system, need in after.items():
        if before.get(system) != need:
            SystemNeed.objects.update_or_create(
                commitment=commitment, system_id=int(system), defaults={"need": need}
            )  # fmt: skip


def restore(commitment: PolicyCommitment, values: dict[str, Any], by: User) -> None:
    """Write earlier values of a commitment back: its own, what it needs, and who serves it."""
    own = {}
    for name, value in values.items():
        if name == "needs":
            known = {
                str(pk) for pk in System.objects.filter(portfolio=commitment.portfolio).values_list("pk", flat=True)
            }
            now = needs_now(commitment.portfolio).get(commitment.pk, {})
            _write_needs(commitment, now, {system: need for system, need in value.items() if system in known})
        elif name.startswith(serving.PREFIX):
            serving.restore(commitment, name, value, by)
        elif name.startswith(serving.PROOFS):
            serving.restore_proofs(commitment, name, value)
        else:
            field: Any = PolicyCommitment._meta.get_field(name)
            own[field.attname] = field.to_python(value)
    if own:
        PolicyCommitment.objects.filter(pk=commitment.pk).update(**own, edit=F("edit") + 1)


@transaction.atomic
def undo(*, change: Change, by: User) -> None:
    """Take an edit back, with all that was saved in the same act; raises CannotUndo with the reason."""
    changes = [change] if change.batch is None else list(Change.objects.in_batch(change.batch).standing())
    if not changes:
        raise history.CannotUndo(_("This has been undone already."))
    for each in changes:
        history.undo(change=each, by=by)
